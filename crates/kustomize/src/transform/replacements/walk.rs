//! Finding every field that a path leads to, and making those that are missing.
//!
//! Source of the rules: `PathMatcher` in `kyaml/yaml/match.go` of kustomize 5.8.2.

use overlint_source::{Entry, Key, Node, Origin, Scalar, Value};
use regex::Regex;

use super::lookup::{entry, items, unclear};
use super::path::{Part, Step};
use super::place::{child_mut, node_at, position};
use super::structured::parse;

/// A field that was found.
pub(super) enum Found {
    /// At this place of the tree.
    At(Vec<usize>),
    /// In a copy that kustomize throws away: below a null that it fills, or within a text that it reads and forgets.
    Lost { is_scalar: bool },
}

/// What kustomize makes where nothing is yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    Sequence,
    Mapping,
}

impl Kind {
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::Scalar(_) => Self::Scalar,
            Value::Sequence(_) => Self::Sequence,
            Value::Mapping(_) => Self::Mapping,
        }
    }

    fn make(self, origin: Origin) -> Node {
        match self {
            Self::Scalar => Node::new(Value::Scalar(Scalar::untyped("")), origin),
            Self::Sequence => Node::sequence(Vec::new(), origin),
            Self::Mapping => Node::empty_mapping(origin),
        }
    }
}

/// How a node is spelt in YAML, for the patterns in brackets.
pub(super) trait Spelling {
    /// The text of a node that stands at a place of the tree.
    fn spell(&self, node: &Node, place: &[usize]) -> String;

    /// Whether the child of that number of the node at a place is an alias.
    fn is_alias(&self, place: &[usize], child: usize) -> bool;
}

/// A search for the fields of a path.
#[derive(Clone, Copy)]
pub(super) struct Search<'s> {
    /// What to make at the end of the path where it is missing.
    pub(super) create: Option<Kind>,
    /// What new nodes are asked for by.
    pub(super) origin: Origin,
    pub(super) spelling: &'s dyn Spelling,
}

type Outcome = Result<Vec<Found>, String>;

impl Search<'_> {
    /// The fields that the path leads to from the root.
    pub(super) fn run(&self, root: &mut Node, path: &[Part]) -> Outcome {
        self.walk(root, path, &mut Vec::new())
    }

    fn walk(&self, node: &mut Node, path: &[Part], place: &mut Vec<usize>) -> Outcome {
        let Some((part, rest)) = path.split_first() else { return Ok(vec![Found::At(place.clone())]) };
        match Step::of(&part.text) {
            Step::Index(index) => self.index(node, index, path, place),
            Step::Items(field, pattern) => {
                let wanted = Wanted { field, text: pattern, pattern: part.pattern.as_ref() };
                self.items(node, &wanted, rest, place)
            }
            Step::Unclear => Err(unclear(&part.text)),
            Step::Every => {
                let mut found = Vec::new();
                for index in 0..items(node, "*")?.len() {
                    found.extend(self.child(node, index, rest, place)?);
                }
                Ok(found)
            }
            Step::Key(key) => self.key(node, key, path, place),
        }
    }

    fn child(&self, node: &mut Node, index: usize, rest: &[Part], place: &mut Vec<usize>) -> Outcome {
        let Some(child) = child_mut(node, index) else { return Ok(Vec::new()) };
        place.push(index);
        let found = self.walk(child, rest, place);
        place.pop();
        found
    }

    /// An item by its number. One behind the last is made.
    fn index(&self, node: &mut Node, index: usize, path: &[Part], place: &mut Vec<usize>) -> Outcome {
        let (step, rest) = (&path[0].text, &path[1..]);
        let count = items(node, step)?.len();
        if let (true, Some(kind)) = (count == index, self.kind_before(rest)) {
            let made = kind.make(self.origin);
            if node.as_sequence().is_none() {
                return self.lost(made, rest);
            }
            append(node, made);
        } else if index >= count {
            return Err(format!("the list has no item {index}: it has {count}"));
        }
        self.child(node, index, rest, place)
    }

    /// The items that a pattern fits. Where there is none, one is made that it should fit.
    fn items(&self, node: &mut Node, wanted: &Wanted<'_>, rest: &[Part], place: &mut Vec<usize>) -> Outcome {
        let found = self.fitting(node, wanted, rest, place)?;
        if !found.is_empty() || self.create.is_none() {
            return Ok(found);
        }
        if node.as_sequence().is_none() {
            let mut lost_list = Node::sequence(Vec::new(), self.origin);
            let found = self.items(&mut lost_list, wanted, rest, &mut Vec::new())?;
            return Ok(found.into_iter().map(|found| lost(&lost_list, found)).collect());
        }
        append(node, wanted.make(self.origin));
        match self.fitting(node, wanted, rest, place)? {
            found if found.is_empty() => Err(format!("a new item would not fit `{}` either", wanted.text)),
            found => Ok(found),
        }
    }

    fn fitting(
        &self,
        node: &mut Node,
        wanted: &Wanted<'_>,
        rest: &[Part],
        place: &mut Vec<usize>,
    ) -> Outcome {
        let mut found = Vec::new();
        for index in 0..items(node, wanted.text)?.len() {
            place.push(index);
            let fits = wanted.fits(&node.items()[index], place, self.spelling);
            place.pop();
            if !fits? {
                continue;
            }
            // What a path says behind an item without fields is not looked at.
            let rest = if wanted.field.is_empty() { &[] } else { rest };
            found.extend(self.child(node, index, rest, place)?);
        }
        Ok(found)
    }

    fn key(&self, node: &mut Node, key: &str, path: &[Part], place: &mut Vec<usize>) -> Outcome {
        let rest = &path[1..];
        let index = match (entry(node, key)?, self.kind_before(rest)) {
            (Some(index), _) => index,
            (None, None) => return Ok(Vec::new()),
            (None, Some(kind)) => {
                let made = kind.make(self.origin);
                let Some(map) = node.as_mapping_mut() else { return self.lost(made, rest) };
                let key = Key { scalar: Scalar::plain(key), origin: self.origin };
                map.entries.push(Entry { key, value: made });
                map.entries.len() - 1
            }
        };
        match node.entries()[index].value.as_scalar() {
            Some(scalar) if !rest.is_empty() && !self.spelling.is_alias(place, index) => {
                self.within(&scalar.text, rest)
            }
            _ => self.child(node, index, rest, place),
        }
    }

    /// Goes on within a text that holds YAML. What is written there is lost: only where a path meets its text by keys
    /// and numbers alone is the text written again.
    fn within(&self, text: &str, rest: &[Part]) -> Outcome {
        let document = parse(text, self.origin)?;
        let mut root = document.root.ok_or("the text that the path goes on in is empty")?;
        let search = Search { spelling: &document.marks, ..*self };
        let found = search.run(&mut root, rest)?;
        Ok(found.into_iter().map(|found| lost(&root, found)).collect())
    }

    /// Goes on in a node that is not part of the tree.
    fn lost(&self, mut node: Node, rest: &[Part]) -> Outcome {
        let found = self.run(&mut node, rest)?;
        Ok(found.into_iter().map(|found| lost(&node, found)).collect())
    }

    /// What to make in front of these steps, if anything.
    fn kind_before(&self, rest: &[Part]) -> Option<Kind> {
        let last = self.create?;
        Some(match rest.first() {
            None => last,
            Some(next) if next.text.is_empty() => last,
            Some(next) if Step::of(&next.text).is_of_list() => Kind::Sequence,
            Some(_) => Kind::Mapping,
        })
    }
}

fn lost(root: &Node, found: Found) -> Found {
    match found {
        Found::At(place) => {
            Found::Lost { is_scalar: node_at(root, &place).is_some_and(|node| node.as_scalar().is_some()) }
        }
        lost @ Found::Lost { .. } => lost,
    }
}

fn append(list: &mut Node, item: Node) {
    if let Some(list) = list.as_sequence_mut() {
        list.items.push(item);
    }
}

/// What brackets ask for.
struct Wanted<'p> {
    /// The field to look at; the item itself where empty.
    field: &'p str,
    text: &'p str,
    pattern: Option<&'p Result<Regex, String>>,
}

impl Wanted<'_> {
    fn fits(&self, item: &Node, place: &mut Vec<usize>, spelling: &dyn Spelling) -> Result<bool, String> {
        let Some(Ok(pattern)) = self.pattern else {
            let why = self.pattern.and_then(|pattern| pattern.as_ref().err()).map_or("", String::as_str);
            return Err(format!("`{}` is not a regular expression: {why}", self.text));
        };
        if self.field.is_empty() {
            return Ok(pattern.is_match(spelling.spell(item, place).trim()));
        }
        let Some(index) = position(item, self.field) else { return Ok(false) };
        place.push(index);
        let fits = pattern.is_match(spelling.spell(&item.entries()[index].value, place).trim());
        place.pop();
        Ok(fits)
    }

    fn make(&self, origin: Origin) -> Node {
        let value = Node::plain(self.text, origin).generated();
        if self.field.is_empty() {
            return value;
        }
        let key = Key { scalar: Scalar::plain(self.field), origin };
        Node::mapping(vec![Entry { key, value }], origin)
    }
}

//! What was meant by a field that is not there: a close name, or the place where a field of that name belongs.

use overlint_source::suggest::closest;
use overlint_source::{Entry, Node};

use crate::catalog::Catalog;
use crate::pack::{Field, Object, Type, TypeCode};
use crate::server::OF_CONTAINERS;
use crate::validate::{Frame, Segment, has_shape_of};

use super::extended::{contained, extended, splits};
use super::gaps::gaps;
use super::other_version::other_version;

/// How far below an object a field is searched.
const MAX_LEVELS: usize = 4;

/// How many objects of the schema one search looks at.
const MAX_OBJECTS: usize = 2_000;

/// How many maps a message names.
const MAX_MAPS: usize = 4;

/// What only the server fills in.
const NEVER_WRITTEN: [&str; 3] = ["status", "managedFields", "ownerReferences"];

/// What to say about a field that is not there.
pub(crate) struct Hint {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: String,
    /// Where it was meant to stand, as [`overlint_source::Finding::meant`] has it.
    pub(crate) meant: Vec<String>,
}

/// A place below an object that has a field of the wanted name.
struct Below {
    /// The keys that lead there, and whether the last one holds a list.
    path: Vec<&'static str>,
    in_list: bool,
}

/// An object of the schema that is looked at, and the node that is one, if any is.
struct Candidate<'n> {
    object: Object<'static>,
    node: Option<&'n Node>,
    path: Vec<&'static str>,
}

/// One search around one field that is not there.
struct Search<'s> {
    catalog: &'s Catalog,
    frame: &'s Frame<'s>,
    name: &'s str,
    value: &'s Node,
}

/// What was meant by an entry that is no field of the object that stands at `frame`.
pub(crate) fn field(catalog: &Catalog, frame: &Frame<'_>, entry: &Entry) -> Hint {
    let search = Search { catalog, frame, name: entry.key.text(), value: &entry.value };
    search
        .other_case()
        .or_else(|| search.above(true))
        .or_else(|| search.below_here(1, true))
        .or_else(|| search.in_other_version())
        .or_else(|| search.close_name(true))
        .or_else(|| search.above(false))
        .or_else(|| search.below_here(MAX_LEVELS, false))
        .or_else(|| search.inner_name())
        .or_else(|| search.close_name(false))
        .or_else(|| search.aside())
        .or_else(|| search.in_a_map())
        .or_else(|| search.amount())
        .unwrap_or_else(|| search.nowhere())
}

/// Where an entry of a map with free keys belongs, if one of the objects around has a field of that name: what
/// was indented too far becomes such an entry. Returns what to do about it, and the pointer of the place.
pub(crate) fn stray(catalog: &Catalog, map: &Frame<'_>, entry: (&str, &Node)) -> Option<(String, String)> {
    let search = Search { catalog, frame: map, name: entry.0, value: entry.1 };
    let (outer, _, inner) = search.holder_above(true)?;
    let help = format!("move it out of {}: `{}` is a field of {}", holder(inner), entry.0, outer.describe());
    Some((help, outer.pointer_to(entry.0)))
}

impl<'s> Search<'s> {
    fn names(&self) -> Vec<(&'static str, Field)> {
        let fields = self.frame.object.iter().flat_map(Object::fields);
        fields.map(|field| (self.catalog.pack.string(field.name), field)).collect()
    }

    fn resolve(&self, code: TypeCode) -> Type<'static> {
        self.catalog.pack.resolve(code, self.catalog.version)
    }

    /// The type of the wanted field in an object, where the value at hand can be of it.
    fn fits(&self, object: Object<'static>) -> bool {
        let field = self.catalog.pack.field(object, self.name);
        field.is_some_and(|(_, field)| has_shape_of(self.resolve(field.code), self.value))
    }

    fn not_a_field(&self) -> String {
        match self.frame.object {
            Some(object) => format!("`{}` is not a field of `{}`", self.name, object.name),
            None => format!("`{}` is not a field: {} has none", self.name, self.frame.describe()),
        }
    }

    fn other_case(&self) -> Option<Hint> {
        let mut names = self.names().into_iter().map(|(name, _)| name);
        names.find(|name| name.eq_ignore_ascii_case(self.name)).map(|name| self.renamed(name))
    }

    fn in_other_version(&self) -> Option<Hint> {
        let message = other_version(self.catalog, self.frame, self.name)?;
        let help = "remove it, or validate against a version that has it".to_owned();
        Some(moved(message, help, Vec::new()))
    }

    fn close_name(&self, of_the_shape: bool) -> Option<Hint> {
        let mut names = self.names();
        names.retain(|(_, field)| !of_the_shape || has_shape_of(self.resolve(field.code), self.value));
        let close = closest(self.name, names.iter().map(|(name, _)| *name));
        let close = close.or_else(|| self.longer_name(&names)).or_else(|| self.shorter_name(&names));
        close.map(|name| self.renamed(name))
    }

    /// A free field whose name has the wrong one as its beginning or end; required ones first.
    fn longer_name(&self, names: &[(&'static str, Field)]) -> Option<&'static str> {
        let free = || names.iter().filter(|(name, _)| self.frame.node.get(name).is_none());
        let required = free().filter(|(_, field)| field.required);
        extended(self.name, required.map(|(name, _)| *name))
            .or_else(|| extended(self.name, free().map(|(name, _)| *name)))
    }

    /// A free field whose name is the beginning or end of the wrong one.
    fn shorter_name(&self, names: &[(&'static str, Field)]) -> Option<&'static str> {
        let free = names.iter().filter(|(name, _)| self.frame.node.get(name).is_none());
        contained(self.name, free.map(|(name, _)| *name))
    }

    fn renamed(&self, name: &'static str) -> Hint {
        Hint {
            message: format!("{}; did you mean `{name}`?", self.not_a_field()),
            help: format!("rename it to `{name}`"),
            meant: gaps(self.frame, &[name]),
        }
    }

    /// A field inside a field, written as one name: `serviceName` for `service.name`.
    fn inner_name(&self) -> Option<Hint> {
        let (outer, inner) = splits(self.name).find_map(|(outer, inner)| {
            let (_, field) = self.catalog.pack.field(self.frame.object?, outer)?;
            let (object, _) = self.object_in(field.code)?;
            self.catalog.pack.field(object, &inner).map(|_| (outer, inner))
        })?;
        let message = format!("{}; did you mean `{inner}` in `{outer}`?", self.not_a_field());
        let meant = gaps(self.frame, &[outer, &inner]);
        Some(moved(message, format!("write `{inner}` inside of `{outer}`"), meant))
    }

    /// The pointers of the field in an object, below these keys, see [`gaps`].
    fn below_keys(&self, object: &Frame<'_>, keys: &[&str]) -> Vec<String> {
        gaps(object, &[keys, &[self.name]].concat())
    }

    /// An object that holds this one and has such a field: with `free` any where it is not written yet, else the
    /// nearest.
    fn above(&self, free: bool) -> Option<Hint> {
        let (outer, levels, inner) = self.holder_above(free)?;
        let place = outer.describe();
        let message =
            format!("`{}` is a field of {place}; it stands {} too far right", self.name, count(levels));
        Some(moved(message, format!("move it out of {}", holder(inner)), gaps(outer, &[self.name])))
    }

    /// The nearest object around with such a field, how many levels it is away, and the last one before it.
    fn holder_above(&self, free: bool) -> Option<(&'s Frame<'s>, usize, &'s Frame<'s>)> {
        let mut inner = self.frame;
        let holders = self.frame.upwards().skip(1).filter_map(|outer| Some((outer, outer.object?)));
        for (level, (outer, object)) in (1..).zip(holders) {
            let suits = if free { outer.node.get(self.name).is_none() } else { level == 1 };
            if suits && self.fits(object) {
                return Some((outer, level, inner));
            }
            inner = outer;
        }
        None
    }

    /// An object inside this one that has such a field.
    fn below_here(&self, levels: usize, written: bool) -> Option<Hint> {
        let found = self.below(self.frame, levels, written, None)?;
        let place = found.describe();
        let levels = count(found.path.len());
        let message = format!("`{}` is a field of {place}; it stands {levels} too far left", self.name);
        Some(moved(message, format!("move it into {place}"), self.below_keys(self.frame, &found.path)))
    }

    /// Maps with free keys of this object that the wrong field could be an entry of, and that have none of the name.
    fn in_a_map(&self) -> Option<Hint> {
        let takes = |code| match self.resolve(code) {
            Type::Map(values) => has_shape_of(self.resolve(values), self.value),
            _ => false,
        };
        let maps = self.names().into_iter().filter(|(_, field)| takes(field.code)).map(|(name, _)| name);
        let maps: Vec<_> = maps.filter(|name| self.frame.node.at(&[name, self.name]).is_none()).collect();
        let written: Vec<_> =
            maps.iter().copied().filter(|name| self.frame.node.get(name).is_some()).collect();
        let names = if written.is_empty() { &maps } else { &written };
        let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let help = format!("move it into {}, or remove it", quoted.join(" or "));
        let meant = names.iter().flat_map(|name| self.below_keys(self.frame, &[*name]));
        (1..=MAX_MAPS).contains(&names.len()).then(|| moved(self.not_a_field(), help, meant))
    }

    /// An amount of a resource beside `resources`, where it is an entry of one of the maps.
    fn amount(&self) -> Option<Hint> {
        let (_, field) = self.catalog.pack.field(self.frame.object?, "resources")?;
        let (resources, _) = self.object_in(field.code)?;
        let is_amount = OF_CONTAINERS.contains(&self.name) && self.value.as_scalar().is_some();
        self.catalog.pack.field(resources, "limits").filter(|_| is_amount)?;
        let meant = ["limits", "requests"]
            .into_iter()
            .flat_map(|list| self.below_keys(self.frame, &["resources", list]));
        let help = "move it into `resources.limits` or `resources.requests`".to_owned();
        Some(moved(self.not_a_field(), help, meant))
    }

    /// An object beside this one, below one that holds both, that has such a field.
    fn aside(&self) -> Option<Hint> {
        let mut inner = self.frame;
        for outer in self.frame.upwards().skip(1).filter(|outer| outer.object.is_some()) {
            let way = key_above(inner, outer);
            if let Some(found) = self.below(outer, MAX_LEVELS - 1, false, way) {
                let place = found.describe();
                let message = format!("{}, but one of {place}", self.not_a_field());
                let meant = self.below_keys(outer, &found.path);
                return Some(moved(message, format!("move it to {place}"), meant));
            }
            inner = outer;
        }
        None
    }

    /// The nearest place below an object that has such a field, free rather than not. With `written`, only below
    /// fields that are there and free.
    fn below(&self, from: &Frame<'_>, levels: usize, written: bool, except: Option<&str>) -> Option<Below> {
        let mut level = vec![Candidate { object: from.object?, node: Some(from.node), path: Vec::new() }];
        let mut looked_at = 0;
        for depth in 0..levels {
            let except = except.filter(|_| depth == 0);
            let (mut next, mut taken) = (Vec::new(), None);
            for (candidate, in_list) in level.iter().flat_map(|candidate| self.inside(candidate, except)) {
                let free = candidate.node.map_or(!written, |node| self.is_free_in(node));
                if self.fits(candidate.object) && free {
                    return Some(Below { path: candidate.path, in_list });
                } else if self.fits(candidate.object) && !written && taken.is_none() {
                    taken = Some(Below { path: candidate.path.clone(), in_list });
                }
                next.push(Candidate { node: candidate.node.filter(|_| !in_list), ..candidate });
            }
            looked_at += next.len();
            if taken.is_some() || looked_at > MAX_OBJECTS {
                return taken;
            }
            level = next;
        }
        None
    }

    /// The objects that the fields of an object hold, and whether as the entries of a list.
    fn inside<'n>(&self, candidate: &Candidate<'n>, except: Option<&str>) -> Vec<(Candidate<'n>, bool)> {
        let pack = self.catalog.pack;
        let named = candidate.object.fields().map(|field| (pack.string(field.name), field.code));
        let searched = named.filter(|(name, _)| !NEVER_WRITTEN.contains(name) && except != Some(name));
        let held = searched.filter_map(|(name, code)| Some((name, self.object_in(code)?)));
        held.map(|(name, (object, in_list))| {
            let node = candidate.node.and_then(|node| node.get(name));
            (Candidate { object, node, path: [&candidate.path[..], &[name]].concat() }, in_list)
        })
        .collect()
    }

    /// Whether an object, or one of a list, does not have the field yet.
    fn is_free_in(&self, node: &Node) -> bool {
        match node.as_sequence() {
            Some(sequence) => sequence.items.iter().any(|item| item.get(self.name).is_none()),
            None => node.get(self.name).is_none(),
        }
    }

    /// The object that a field holds, itself or as the entries of a list.
    fn object_in(&self, code: TypeCode) -> Option<(Object<'static>, bool)> {
        match self.resolve(code) {
            Type::Object(object) => Some((object, false)),
            Type::List(items) => match self.resolve(items) {
                Type::Object(object) => Some((object, true)),
                _ => None,
            },
            _ => None,
        }
    }

    fn nowhere(&self) -> Hint {
        moved(self.not_a_field(), "remove it, or correct its name".to_owned(), Vec::new())
    }
}

impl Below {
    fn describe(&self) -> String {
        let path = self.path.join(".");
        if self.in_list { format!("an entry of `{path}`") } else { format!("`{path}`") }
    }
}

fn moved(message: String, help: String, meant: impl IntoIterator<Item = String>) -> Hint {
    Hint { message, help, meant: meant.into_iter().collect() }
}

fn count(levels: usize) -> String {
    if levels == 1 { "one level".to_owned() } else { format!("{levels} levels") }
}

/// The name of the key that holds a node, be it as the entry of a list.
fn holder(frame: &Frame<'_>) -> String {
    let key = frame.upwards().find_map(|frame| match frame.segment {
        Segment::Key(key) => Some(key.text()),
        _ => None,
    });
    key.map_or_else(|| "the object".to_owned(), |key| format!("`{key}`"))
}

/// The key by which the way from `outer` to `inner` goes on.
fn key_above<'f>(inner: &'f Frame<'f>, outer: &Frame<'_>) -> Option<&'f str> {
    let way = inner.upwards().take_while(|frame| frame.depth > outer.depth);
    way.filter_map(|frame| match frame.segment {
        Segment::Key(key) => Some(key.text()),
        _ => None,
    })
    .last()
}

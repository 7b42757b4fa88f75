//! A value of an object together with the way to it, read as the server reads it: null is nothing.

use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Node, Origin, Tag};

use crate::validate::{Frame, Segment};

/// A value and the way to it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    frame: Frame<'a>,
    dialect: Dialect,
}

/// What stands in a field that takes an integer or a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum IntOrString<'a> {
    Int(i64),
    Text(&'a str),
}

impl<'a> Place<'a> {
    /// The object itself, where a frame stands.
    pub(super) fn of(frame: Frame<'a>, dialect: Dialect) -> Self {
        Self { frame, dialect }
    }

    /// The value.
    pub(super) fn node(&self) -> &'a Node {
        self.frame.node
    }

    /// The value under a key; none where it is null.
    pub(super) fn field(&'a self, name: &str) -> Option<Place<'a>> {
        let entry = self.frame.node.entry(name)?;
        let place = self.enter(Segment::Key(&entry.key), &entry.value);
        (!place.is_null()).then_some(place)
    }

    /// The keys of a map with their values, without those that are null.
    pub(super) fn fields(&'a self) -> impl Iterator<Item = (&'a str, Place<'a>)> {
        self.entries().filter(|(_, value)| !value.is_null())
    }

    /// The keys of a map with their values, of which a null stands for the empty string.
    pub(super) fn entries(&'a self) -> impl Iterator<Item = (&'a str, Place<'a>)> {
        let entries = self.frame.node.entries().iter();
        entries.map(|entry| (entry.key.text(), self.enter(Segment::Key(&entry.key), &entry.value)))
    }

    /// The items of a list, of which a null stands for an empty one.
    pub(super) fn items(&'a self) -> impl Iterator<Item = Place<'a>> {
        let items = self.frame.node.items().iter().enumerate();
        items.map(|(index, item)| self.enter(Segment::Index(index), item))
    }

    fn enter(&'a self, segment: Segment<'a>, node: &'a Node) -> Place<'a> {
        Place { frame: self.frame.enter(segment, node), dialect: self.dialect }
    }

    /// Whether there is a value under a key that is not null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.node().get(name).is_some_and(|node| !is_null(node, self.dialect))
    }

    /// The text of the value; empty where it has none.
    pub(super) fn text(&self) -> &'a str {
        if self.is_null() { "" } else { self.node().text().unwrap_or_default() }
    }

    /// The text under a key; empty where there is none.
    pub(super) fn string(&self, name: &str) -> &'a str {
        let Some(node) = self.node().get(name) else { return "" };
        if is_null(node, self.dialect) { "" } else { node.text().unwrap_or_default() }
    }

    /// The text under a key, or what the server fills in for it.
    pub(super) fn string_or(&self, name: &str, default: &'static str) -> &'a str {
        let text = self.string(name);
        if text.is_empty() { default } else { text }
    }

    /// The value as an integer.
    pub(super) fn integer(&self) -> Option<i64> {
        integer(self.node(), self.dialect)
    }

    /// The integer under a key.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        integer(self.node().get(name)?, self.dialect)
    }

    /// Whether `true` stands under a key.
    pub(super) fn flag(&self, name: &str) -> bool {
        let scalar = self.node().get(name).and_then(Node::as_scalar);
        scalar.is_some_and(|scalar| resolve_as(scalar, self.dialect) == Resolved::Bool(true))
    }

    /// The value as an integer or a string; none where it is neither.
    pub(super) fn int_or_string(&self) -> Option<IntOrString<'a>> {
        let scalar = self.node().as_scalar()?;
        match resolve_as(scalar, self.dialect) {
            Resolved::Str(_) | Resolved::Timestamp(_) => Some(IntOrString::Text(&scalar.text)),
            _ => self.integer().map(IntOrString::Int),
        }
    }

    /// How many items or entries there are under a key.
    pub(super) fn count(&self, name: &str) -> usize {
        self.node().get(name).map_or(0, |node| node.items().len() + node.entries().len())
    }

    /// Whether there is nothing here: no items, no entries, no text.
    pub(super) fn is_empty(&self) -> bool {
        let node = self.node();
        self.is_null()
            || node.items().is_empty() && node.entries().is_empty() && node.text().is_none_or(str::is_empty)
    }

    fn is_null(&self) -> bool {
        is_null(self.node(), self.dialect)
    }

    /// The way as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        self.frame.pointer()
    }

    /// The pointer of a key of the map that stands here.
    pub(super) fn pointer_to(&self, key: &str) -> String {
        self.frame.pointer_to(key)
    }

    /// The pointer of another key of the map that the value stands in.
    pub(super) fn pointer_beside(&self, key: &str) -> String {
        self.frame.up.map(|map| map.pointer_to(key)).unwrap_or_default()
    }

    /// The key that the value stands under, or the item.
    pub(super) fn heading(&self) -> Origin {
        self.frame.heading()
    }

    /// What stands here, in words.
    pub(super) fn describe(&self) -> String {
        self.frame.describe()
    }
}

fn is_null(node: &Node, dialect: Dialect) -> bool {
    let Some(scalar) = node.as_scalar() else { return false };
    let maybe =
        scalar.tag == Tag::Null || matches!(scalar.text.as_bytes(), [] | [b'~'] | [b'n' | b'N', _, _, _]);
    maybe && resolve_as(scalar, dialect) == Resolved::Null
}

fn integer(node: &Node, dialect: Dialect) -> Option<i64> {
    match resolve_as(node.as_scalar()?, dialect) {
        Resolved::Int(number) => Some(number),
        // The server makes JSON of YAML first, and there `1.0` is `1`.
        Resolved::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}").parse().ok()
        }
        _ => None,
    }
}

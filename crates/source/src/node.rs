//! The YAML tree. Children are shared and cloned only when changed.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::history::History;
use crate::origin::Origin;

/// A node of the tree, with its place and the way on which its value came about.
#[derive(Clone, Debug)]
pub struct Node {
    /// What the node is.
    pub value: Value,
    /// Where the value was written: of a merged mapping its first layer, of a scalar its last writer.
    pub origin: Origin,
    /// How the value came about; nothing where it is as it was written.
    pub history: Option<Arc<History>>,
}

/// The three kinds of node. Aliases and merge keys are expanded by the reader.
#[derive(Clone, Debug)]
pub enum Value {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    Sequence(Arc<Sequence>),
    /// A map in source order, duplicates kept.
    Mapping(Arc<Mapping>),
}

/// A scalar as written: it is resolved on use, see [`crate::resolve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text behind quotes, escapes and folding.
    pub text: SmolStr,
    /// How it was written.
    pub style: Style,
    /// The type that was given to it, if any.
    pub tag: Tag,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are YAML's own")]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

/// The type of a scalar, where it does not follow from text and style alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are YAML's own")]
pub enum Tag {
    /// As the text resolves where plain, a string where quoted.
    Implied,
    /// None at all, since no reader gave it one: what a program wrote without a type. It means what its text means, and
    /// yet counts as a string where kustomize asks for one.
    Untyped,
    Str,
    Int,
    Float,
    Bool,
    Null,
    Timestamp,
    Binary,
    /// A tag of the user's own, `!x`: a string.
    Other,
}

/// A list.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// The items in order.
    pub items: Vec<Node>,
    /// Written in brackets. Matters for nulls and folded scalars inside, see `finish`.
    pub flow: bool,
}

/// A map.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// The entries in source order, duplicates kept.
    pub entries: Vec<Entry>,
    /// Written in braces.
    pub flow: bool,
    /// What patches took out of this map, for the place of what is missing.
    pub removed: Vec<Removal>,
    /// The keys with a comment behind their `:` whose values stand on the lines below: kustomize writes the comment where
    /// it breaks the text, should such a value be empty in the end.
    pub commented: Vec<SmolStr>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key; keys that are lists or maps are refused by the reader.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key of a map.
#[derive(Clone, Debug)]
pub struct Key {
    /// The key as written.
    pub scalar: Scalar,
    /// Where the key stands.
    pub origin: Origin,
}

/// A key that a patch removed.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The key.
    pub key: SmolStr,
    /// The place in the patch that asked for it.
    pub origin: Origin,
}

impl Scalar {
    /// A string, printed with the quotes that it needs.
    pub fn string(text: impl Into<SmolStr>) -> Self {
        Self { text: text.into(), style: Style::Plain, tag: Tag::Str }
    }

    /// A scalar that means whatever its plain text means.
    pub fn plain(text: impl Into<SmolStr>) -> Self {
        Self { text: text.into(), style: Style::Plain, tag: Tag::Implied }
    }

    /// A scalar that is written without a type.
    pub fn untyped(text: impl Into<SmolStr>) -> Self {
        Self { tag: Tag::Untyped, ..Self::plain(text) }
    }
}

impl Key {
    /// A string key.
    pub fn string(text: impl Into<SmolStr>, origin: Origin) -> Self {
        Self { scalar: Scalar::string(text), origin }
    }

    /// The text of the key.
    pub fn text(&self) -> &str {
        &self.scalar.text
    }
}

impl Node {
    /// A node at a place.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin, history: None }
    }

    /// A string scalar.
    pub fn string(text: impl Into<SmolStr>, origin: Origin) -> Self {
        Self::new(Value::Scalar(Scalar::string(text)), origin)
    }

    /// A scalar that means whatever its plain text means.
    pub fn plain(text: impl Into<SmolStr>, origin: Origin) -> Self {
        Self::new(Value::Scalar(Scalar::plain(text)), origin)
    }

    /// An empty block mapping.
    pub fn empty_mapping(origin: Origin) -> Self {
        Self::new(Value::Mapping(Arc::default()), origin)
    }

    /// A block mapping of these entries.
    pub fn mapping(entries: Vec<Entry>, origin: Origin) -> Self {
        Self::new(Value::Mapping(Arc::new(Mapping { entries, ..Mapping::default() })), origin)
    }

    /// A block sequence of these items.
    pub fn sequence(items: Vec<Node>, origin: Origin) -> Self {
        Self::new(Value::Sequence(Arc::new(Sequence { items, flow: false })), origin)
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Value::Scalar(scalar) = &self.value { Some(scalar) } else { None }
    }

    /// The mapping, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Value::Mapping(mapping) = &self.value { Some(mapping) } else { None }
    }

    /// The sequence, if it is one.
    pub fn as_sequence(&self) -> Option<&Sequence> {
        if let Value::Sequence(sequence) = &self.value { Some(sequence) } else { None }
    }

    /// The raw text of a scalar, whatever its type.
    pub fn text(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// The items of a sequence; empty for anything else.
    pub fn items(&self) -> &[Node] {
        self.as_sequence().map_or(&[], |sequence| &sequence.items)
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        self.as_mapping().map_or(&[], |mapping| &mapping.entries)
    }

    /// The first entry under a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.scalar.text == key)
    }

    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value down a path of mapping keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The mapping for changing it, unshared first.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Mapping> {
        if let Value::Mapping(mapping) = &mut self.value { Some(Arc::make_mut(mapping)) } else { None }
    }

    /// The sequence for changing it, unshared first.
    pub fn as_sequence_mut(&mut self) -> Option<&mut Sequence> {
        if let Value::Sequence(sequence) = &mut self.value { Some(Arc::make_mut(sequence)) } else { None }
    }

    /// The value under a key for changing it; the mapping is unshared only where the key is there.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let index = self.entries().iter().position(|entry| entry.key.scalar.text == key)?;
        Some(&mut self.as_mapping_mut()?.entries[index].value)
    }

    /// Puts a value under a key of a mapping: over the old one, or behind the last entry.
    /// Does nothing on a node that is no mapping.
    pub fn insert(&mut self, key: Key, value: Node) {
        if let Some(old) = self.get_mut(key.text()) {
            *old = value;
        } else if let Some(mapping) = self.as_mapping_mut() {
            mapping.entries.push(Entry { key, value });
        }
    }

    /// Takes an entry out of a mapping.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries().iter().position(|entry| entry.key.scalar.text == key)?;
        Some(self.as_mapping_mut()?.entries.remove(index))
    }
}

//! YAML that is changed within and written again: comments, styles, anchors and tags stay.
//!
//! Source of the rules: version 3 of go-yaml, as kustomize sets it: two spaces, lists not indented, no line wrapped.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::emit::faithful::Emitter;
use crate::node::Node;
use crate::read::{Limits, Place, ReadError, read_faithful};

/// A document as it was written: aliases and merge keys are not carried out. An alias is a scalar of its name.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The root of the tree; `None` where the document has no content.
    pub root: Option<Node>,
    /// What the tree does not hold.
    pub marks: Marks,
}

/// What a tree does not hold of how it was written.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// The comments above and below everything.
    pub(crate) head: String,
    pub(crate) foot: String,
    /// By the numbers of the items and entries that lead to a node.
    values: BTreeMap<Vec<usize>, Mark>,
    /// By the numbers that lead to the value of a key.
    keys: BTreeMap<Vec<usize>, Mark>,
}

/// What one node was written with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) head: String,
    pub(crate) line: String,
    pub(crate) foot: String,
    pub(crate) anchor: Option<SmolStr>,
    pub(crate) tag: Option<SmolStr>,
    pub(crate) is_alias: bool,
}

static NONE: Mark = Mark {
    head: String::new(),
    line: String::new(),
    foot: String::new(),
    anchor: None,
    tag: None,
    is_alias: false,
};

impl Marks {
    pub(crate) fn value(&self, place: &[usize]) -> &Mark {
        self.values.get(place).unwrap_or(&NONE)
    }

    pub(crate) fn key(&self, place: &[usize]) -> &Mark {
        self.keys.get(place).unwrap_or(&NONE)
    }

    pub(crate) fn set_value(&mut self, place: &[usize], mark: Mark) {
        if mark != NONE {
            self.values.insert(place.to_vec(), mark);
        }
    }

    pub(crate) fn set_key(&mut self, place: &[usize], mark: Mark) {
        if mark != NONE {
            self.keys.insert(place.to_vec(), mark);
        }
    }

    /// Whether the node at a place is an alias.
    pub fn is_alias(&self, place: &[usize]) -> bool {
        self.value(place).is_alias
    }

    /// Forgets what stood with a node and within it, for one that takes its place.
    pub fn forget(&mut self, place: &[usize]) {
        self.values.retain(|other, _| !other.starts_with(place));
        self.keys.retain(|other, _| other.len() == place.len() || !other.starts_with(place));
    }

    /// Writes a node that stands at a place, with what was written there.
    pub fn write_at(&self, node: &Node, place: &[usize]) -> String {
        Emitter::new(self).node_alone(node, place)
    }
}

/// Reads the first document of a text. Fails at the first fault in it, or where a limit is met.
pub fn read(text: &str, place: Place, limits: &Limits) -> Result<Document, ReadError> {
    read_faithful(text, place, limits)
}

/// Writes a document.
pub fn write(root: &Node, marks: &Marks) -> String {
    Emitter::new(marks).document(root)
}

/// Writes a tree that has nothing but what it holds.
pub fn write_node(node: &Node) -> String {
    Emitter::new(&Marks::default()).node_alone(node, &[])
}

#[cfg(test)]
mod tests;

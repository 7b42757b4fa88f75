//! The way from the root of an object to where the walk stands, as a list on the stack: pointers are built from
//! it only for findings.

use std::fmt::Write as _;

use overlint_source::{Key, Node, Origin};

use crate::pack::Object;

/// One step of the way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    /// The step before; none at the root.
    pub(crate) up: Option<&'a Frame<'a>>,
    /// How it was entered.
    pub(crate) segment: Segment<'a>,
    /// The node that stands here.
    pub(crate) node: &'a Node,
    /// Its schema, where that is an object with fields of its own.
    pub(crate) object: Option<Object<'static>>,
    /// How many steps lie before this one.
    pub(crate) depth: usize,
}

/// How a node is reached from the one that holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment<'a> {
    /// It is the object itself.
    Root,
    /// Under a key.
    Key(&'a Key),
    /// In a list.
    Index(usize),
}

impl<'a> Frame<'a> {
    /// The start of the way.
    pub(crate) fn root(node: &'a Node) -> Self {
        Self { up: None, segment: Segment::Root, node, object: None, depth: 0 }
    }

    /// One step further.
    pub(crate) fn enter(&'a self, segment: Segment<'a>, node: &'a Node) -> Self {
        Self { up: Some(self), segment, node, object: None, depth: self.depth + 1 }
    }

    /// The way as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = self.up.map(Frame::pointer).unwrap_or_default();
        match self.segment {
            Segment::Root => {}
            Segment::Key(key) => push_segment(&mut pointer, key.text()),
            Segment::Index(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
        pointer
    }

    /// The pointer of a key of the node that stands here.
    pub(crate) fn pointer_to(&self, key: &str) -> String {
        let mut pointer = self.pointer();
        push_segment(&mut pointer, key);
        pointer
    }

    /// Where something missing here is shown: at the nearest key above, in a list at the item.
    pub(crate) fn heading(&self) -> Origin {
        match self.segment {
            Segment::Key(key) => key.origin,
            Segment::Root | Segment::Index(_) => self.node.origin,
        }
    }

    /// All steps from here to the root.
    pub(crate) fn upwards(&'a self) -> impl Iterator<Item = &'a Frame<'a>> {
        std::iter::successors(Some(self), |frame| frame.up)
    }

    /// What stands here, in words: `` `spec` ``, `` an entry of `containers` ``, the object itself.
    pub(crate) fn describe(&self) -> String {
        match (self.segment, self.up) {
            (Segment::Key(key), _) => format!("`{}`", key.text()),
            (Segment::Index(_), Some(list)) if !matches!(list.segment, Segment::Root) => {
                format!("an entry of {}", list.describe())
            }
            _ => "the object itself".to_owned(),
        }
    }
}

/// Adds a key to a JSON pointer, escaped as RFC 6901 section 3 says.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

//! A collection that is being read.

use std::sync::Arc;

use smol_str::SmolStr;

use super::Child;
use super::budget::Measure;
use super::merge::Merge;
use crate::node::{Entry, Key, Mapping, Node, Sequence, Value};
use crate::origin::Origin;
use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::event::{Extent, MERGE, Role, Start};

/// An open list or map.
pub(super) struct Frame {
    start: Start,
    pub(super) origin: Origin,
    pub(super) measure: Measure,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping(Entries),
}

/// The entries of an open map.
#[derive(Default)]
struct Entries {
    all: Vec<Entry>,
    /// The key whose value comes next.
    key: Option<(Key, Role)>,
    merge: Option<Merge>,
    /// The keys with a comment between them and their values.
    commented: Vec<SmolStr>,
}

impl Frame {
    pub(super) fn sequence(start: Start, origin: Origin) -> Self {
        Self { start, origin, measure: Measure::of_collection(), content: Content::Sequence(Vec::new()) }
    }

    pub(super) fn mapping(start: Start, origin: Origin) -> Self {
        Self {
            start,
            origin,
            measure: Measure::of_collection(),
            content: Content::Mapping(Entries::default()),
        }
    }

    /// Whether it begins with `{`, as templates do.
    pub(super) fn is_flow_mapping(&self) -> bool {
        self.start.flow && matches!(self.content, Content::Mapping(_))
    }

    /// Whether the next node is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(&self.content, Content::Mapping(entries) if entries.key.is_none())
    }

    /// Remembers that a comment stands behind the key whose value comes next.
    pub(super) fn comment_key(&mut self) {
        if let Content::Mapping(Entries { key: Some((key, _)), commented, .. }) = &mut self.content {
            commented.push(key.scalar.text.clone());
        }
    }

    /// Adds a node: an item, a key or a value.
    pub(super) fn put(&mut self, child: Child) -> Result<(), ReadError> {
        self.measure.absorb(child.measure);
        match &mut self.content {
            Content::Sequence(items) => items.push(child.node),
            Content::Mapping(entries) => {
                if let Some((key, role)) = entries.key.take() {
                    return entries.put_value(key, role, child);
                }
                let role = child.role;
                let key = child.into_key()?;
                if entries.all.is_empty() && entries.merge.is_none() && !self.start.flow {
                    self.origin = key.origin;
                }
                entries.key = Some((key, role));
            }
        }
        Ok(())
    }

    /// All of a flow collection, if it ends on its first line.
    pub(super) fn extent_to(&self, end: Spot) -> Option<Extent> {
        let spot = self.start.at.spot;
        let within = self.start.flow && end.line == spot.line;
        within.then(|| Extent { spot, length: end.column - spot.column + 1 })
    }

    pub(super) fn take_merge(&mut self) -> Option<Merge> {
        if let Content::Mapping(entries) = &mut self.content { entries.merge.take() } else { None }
    }

    /// The entries, for a merge.
    pub(super) fn entries_mut(&mut self) -> Option<&mut Vec<Entry>> {
        if let Content::Mapping(entries) = &mut self.content { Some(&mut entries.all) } else { None }
    }

    pub(super) fn finish(self) -> (Node, Measure, Option<SmolStr>) {
        let flow = self.start.flow;
        let value = match self.content {
            Content::Sequence(items) => Value::Sequence(Arc::new(Sequence { items, flow })),
            Content::Mapping(entries) => {
                let Entries { all: entries, commented, .. } = entries;
                Value::Mapping(Arc::new(Mapping { entries, flow, commented, removed: Vec::new() }))
            }
        };
        (Node::new(value, self.origin), self.measure, self.start.anchor)
    }
}

impl Entries {
    /// Puts the value to its key. Like kustomize this drops `<<` where it is no merge key, as in quotes, and keeps what
    /// merges by the tag `!!merge` alone.
    fn put_value(&mut self, key: Key, role: Role, child: Child) -> Result<(), ReadError> {
        if role == Role::Merge {
            if let Some(first) = &self.merge {
                let error =
                    ReadError::new("a map can have only one merge key `<<`: give it a list", key.origin);
                return Err(error.related(first.key, "the first one stands here"));
            }
            self.merge =
                Some(Merge { key: key.origin, value: child.node.clone(), alias: child.alias.is_some() });
        }
        if key.scalar.text != MERGE {
            self.all.push(Entry { key, value: child.node });
        }
        Ok(())
    }
}

//! What a text may cost, charged before it is made.

use crate::origin::Origin;
use crate::read::{Limits, ReadError};

/// How much a node holds, aliases expanded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    pub(super) nodes: usize,
    pub(super) bytes: usize,
    /// How many collections are nested; 0 for a scalar.
    pub(super) height: usize,
}

impl Measure {
    pub(super) fn of_text(text: &str) -> Self {
        Self { nodes: 1, bytes: text.len(), height: 0 }
    }

    pub(super) fn of_collection() -> Self {
        Self { nodes: 1, bytes: 0, height: 1 }
    }

    /// Adds something that stands inside.
    pub(super) fn absorb(&mut self, inner: Self) {
        self.nodes = self.nodes.saturating_add(inner.nodes);
        self.bytes = self.bytes.saturating_add(inner.bytes);
        self.height = self.height.max(inner.height + 1);
    }
}

/// What was spent so far.
pub(super) struct Budget {
    limits: Limits,
    written: usize,
    expanded: Measure,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, written: 0, expanded: Measure::default() }
    }

    /// One more node of the text.
    pub(super) fn charge_written(&mut self, origin: impl FnOnce() -> Origin) -> Result<(), ReadError> {
        self.written += 1;
        if self.written <= self.limits.max_nodes {
            return Ok(());
        }
        let message = format!("the text holds more than {} values", self.limits.max_nodes);
        Err(ReadError::limit(message, origin()))
    }

    /// What an alias or a merge key is about to add.
    pub(super) fn charge_expanded(&mut self, added: Measure, origin: Origin) -> Result<(), ReadError> {
        self.expanded.absorb(added);
        let written = self.written.saturating_mul(self.limits.expanded_per_node);
        let nodes = self.limits.max_expanded_nodes.saturating_add(written);
        if self.expanded.nodes > nodes {
            let message = format!("aliases and merge keys add more than {nodes} values here");
            return Err(ReadError::limit(message, origin));
        }
        if self.expanded.bytes > self.limits.max_expanded_bytes {
            let message =
                format!("aliases and merge keys add more than {} bytes here", self.limits.max_expanded_bytes);
            return Err(ReadError::limit(message, origin));
        }
        Ok(())
    }

    /// Whether so many nested collections are too many.
    pub(super) fn check_depth(&self, depth: usize, origin: Origin) -> Result<(), ReadError> {
        if depth <= self.limits.max_depth {
            return Ok(());
        }
        let message = format!("lists and maps are nested more than {} deep here", self.limits.max_depth);
        Err(ReadError::limit(message, origin))
    }
}

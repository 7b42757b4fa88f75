//! Merge keys, as kustomize carries them out (`DeAnchor` in `kyaml/yaml/rnode.go`).

use std::collections::HashSet;

use smol_str::SmolStr;

use super::frame::Frame;
use crate::node::{Mapping, Node, Value};
use crate::origin::Origin;
use crate::read::ReadError;

/// A `<<` with what it merges.
pub(super) struct Merge {
    pub(super) key: Origin,
    pub(super) value: Node,
    /// Whether the value is an alias: that must name a map.
    pub(super) alias: bool,
}

impl Merge {
    /// The maps, those that win first.
    fn maps(&self) -> Result<Vec<&Mapping>, ReadError> {
        match &self.value.value {
            Value::Mapping(map) => Ok(vec![map]),
            Value::Sequence(list) if !self.alias => {
                list.items.iter().map(|item| item.as_mapping().ok_or_else(|| self.no_map())).collect()
            }
            Value::Sequence(_) | Value::Scalar(_) => Err(self.no_map()),
        }
    }

    fn no_map(&self) -> ReadError {
        ReadError::new("a merge key `<<` needs a map or a list of maps", self.key)
    }
}

impl Frame {
    /// Adds the entries of the merged maps whose keys are not there yet, behind the own entries. An alias was charged
    /// when it was met, so this costs nothing more.
    pub(super) fn merge(&mut self, merge: &Merge) -> Result<(), ReadError> {
        let maps = merge.maps()?;
        let Some(entries) = self.entries_mut() else { return Ok(()) };
        let mut known: HashSet<SmolStr> = entries.iter().map(|entry| entry.key.scalar.text.clone()).collect();
        for entry in maps.into_iter().flat_map(|map| &map.entries) {
            if known.insert(entry.key.scalar.text.clone()) {
                entries.push(entry.clone());
            }
        }
        Ok(())
    }
}

//! Merge keys, as kustomize carries them out (`DeAnchor` in `kyaml/yaml/rnode.go`).

use std::collections::HashSet;

use smol_str::SmolStr;

use super::frame::Frame;
use crate::history::{Input, Made};
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
    fn maps(&self) -> Result<Vec<(&Mapping, Option<&Input>)>, ReadError> {
        match &self.value.value {
            Value::Mapping(map) => Ok(vec![(map, alias_of(&self.value))]),
            Value::Sequence(list) if !self.alias => {
                let map = |item| Some((Node::as_mapping(item)?, alias_of(item)));
                list.items.iter().map(|item| map(item).ok_or_else(|| self.no_map())).collect()
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
        for (map, alias) in maps {
            for entry in map.entries.iter().filter(|entry| known.insert(entry.key.scalar.text.clone())) {
                let mut entry = entry.clone();
                if let Some(Input { text: Some(name), origin, .. }) = alias {
                    entry.value = entry.value.aliased(&name[1..], *origin);
                }
                entries.push(entry);
            }
        }
        Ok(())
    }
}

/// The alias that a node stands for.
fn alias_of(node: &Node) -> Option<&Input> {
    let step = node.history.as_deref().filter(|step| step.made == Made::Alias)?;
    step.inputs.first()
}

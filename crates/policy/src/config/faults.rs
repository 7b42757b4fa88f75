//! What is wrong with a configuration, gathered so that one run tells it all.

use overlint_source::{Node, Origin};

use crate::error::ConfigError;

/// How often what one policy, or one item of a list, says is read again in search of faults.
const MOST_READINGS: usize = 200;

/// How many nodes are read again in search of them.
const MOST_NODES: usize = 2_000_000;

/// How many faults are told. Nobody mends more at a time, and a file may be made of nothing else.
const MOST_FAULTS: usize = 100;

/// Faults that are noted while a configuration is read on.
#[derive(Debug, Default)]
pub struct Faults(Vec<ConfigError>);

impl Faults {
    /// Reads something that notes its faults. Fails with all of them.
    pub fn none_in<T>(read: impl FnOnce(&mut Self) -> T) -> Result<T, Vec<ConfigError>> {
        let mut faults = Self::default();
        let value = read(&mut faults);
        if faults.0.is_empty() { Ok(value) } else { Err(faults.in_order()) }
    }

    /// Notes a fault, unless there are so many that it would not be told.
    pub fn add(&mut self, fault: ConfigError) {
        if !self.is_full() {
            self.0.push(fault);
        }
    }

    /// Whether no more faults are noted. Who takes long to find one may stop then.
    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST_FAULTS
    }

    /// Notes several.
    pub fn extend(&mut self, faults: Vec<ConfigError>) {
        for fault in faults {
            self.add(fault);
        }
    }

    /// What could be read; `None` where it could not, and the fault is noted.
    pub fn ok<T>(&mut self, outcome: Result<T, ConfigError>) -> Option<T> {
        outcome.map_err(|fault| self.add(fault)).ok()
    }

    /// Reads a node by a reader that stops at the first fault, and notes each one: what is at fault is put behind the rest,
    /// and all is read again until only known faults come back. `None` where there is any.
    pub fn read<T>(&mut self, node: &Node, read: impl Fn(&Node) -> Result<T, ConfigError>) -> Option<T> {
        let mut fault = match read(node) {
            Ok(value) => return Some(value),
            Err(fault) => fault,
        };
        self.add(fault.clone());
        let (mut rest, mut found, mut again) = (node.clone(), vec![fault.origin], 0);
        for _ in 0..(MOST_NODES / size(node)).min(MOST_READINGS) {
            if self.is_full() || again > found.len() || !put_off(&mut rest, fault.origin) {
                return None;
            }
            fault = read(&rest).err()?;
            if found.contains(&fault.origin) {
                again += 1;
            } else {
                again = 0;
                found.push(fault.origin);
                self.add(fault.clone());
            }
        }
        None
    }

    /// The faults from the top of the file to its end, one a place.
    fn in_order(mut self) -> Vec<ConfigError> {
        let is_full = self.is_full();
        self.0.sort_by_key(|fault| fault.origin);
        self.0.dedup_by_key(|fault| fault.origin);
        if is_full {
            let last = self.0.last().map_or(Origin::NOWHERE, |fault| fault.origin);
            let message = format!("there may be more faults: only {MOST_FAULTS} are told at once");
            self.0.push(ConfigError::new(last, message).help("mend these first"));
        }
        self.0
    }
}

/// How many nodes there are.
fn size(node: &Node) -> usize {
    let values = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    1 + values.map(size).sum::<usize>()
}

/// Puts what was written at a place, and all that it lies in, behind what stands beside it. Returns whether there is
/// something at that place.
fn put_off(mut node: &mut Node, at: Origin) -> bool {
    let steps = steps_to(node, at).unwrap_or_default();
    for step in steps.iter().rev() {
        let Some(last) = put_last(node, *step) else { return false };
        node = last;
    }
    !steps.is_empty()
}

/// Puts an entry or item last, and returns its value.
fn put_last(node: &mut Node, step: usize) -> Option<&mut Node> {
    if node.as_mapping().is_some() {
        let entries = &mut node.as_mapping_mut()?.entries;
        entries[step..].rotate_left(1);
        entries.last_mut().map(|entry| &mut entry.value)
    } else {
        let items = &mut node.as_sequence_mut()?.items;
        items[step..].rotate_left(1);
        items.last_mut()
    }
}

/// The steps to the innermost entry or item that was written at a place, the last one first.
fn steps_to(node: &Node, at: Origin) -> Option<Vec<usize>> {
    let entries = node.entries().iter().map(|entry| (entry.key.origin, &entry.value));
    let children: Vec<_> = entries.chain(node.items().iter().map(|item| (item.origin, item))).collect();
    let deeper = |(step, (_, child)): (usize, &(Origin, &Node))| Some((step, steps_to(child, at)?));
    if let Some((step, mut steps)) = children.iter().enumerate().find_map(deeper) {
        steps.push(step);
        return Some(steps);
    }
    let found = children.iter().position(|(place, child)| [*place, child.origin].contains(&at));
    found.map(|step| vec![step])
}

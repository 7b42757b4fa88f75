//! Brings a tree into the state in which printing it needs no more knowledge, and says why kustomize could not.
//!
//! kustomize writes every object with go-yaml's version 3, reads that again, turns it into JSON and writes it with
//! version 2. Values mostly survive that; this module makes the changes to those that do not, in place, so that
//! origins stay. What is not changed stays shared.

pub(crate) mod control;
mod error;
mod folded;
pub(crate) mod keys;
mod scan;

pub use error::{PrintError, PrintErrorKind};
pub(crate) use scan::Stage;

use crate::node::{Entry, Node, Scalar, Value};
use scan::{Change, Scan, Target};

/// Brings a tree into its printed state: an empty null in flow style becomes an empty string, a folded block
/// gets the line breaks that writing and reading it again adds, a key of the root becomes a string, and U+0085
/// becomes what a line break in quotes becomes.
///
/// Returns everything that makes kustomize's printing fail, in document order: two equal keys, a key below the
/// root that is no string, an infinity, a tag that the text contradicts, a character that YAML does not allow.
pub fn finish(node: &mut Node) -> Vec<PrintError> {
    finish_for(Stage::Print, node)
}

/// Brings a tree into the state in which kustomize writes it to a file of its own. There it does not write the object
/// and read it again, but takes the nodes as they stand: a number that a patch put between the quotes of a string is a
/// number, a folded block keeps its lines, null in flow style is null.
///
/// Returns what makes that fail, in document order: as [`finish`], less what only writing meets, such as a comment or a
/// tab, and with empty keys, which writing would have put in quotes.
pub fn finish_file(node: &mut Node) -> Vec<PrintError> {
    drop_empty_key(node);
    finish_for(Stage::File, node)
}

/// At the root, a key that is nothing is decoded into no string, and go-yaml leaves such an entry out. Two are two equal
/// keys.
fn drop_empty_key(root: &mut Node) {
    let is_empty = |entry: &Entry| keys::is_nothing(&entry.key.scalar);
    if root.entries().iter().filter(|entry| is_empty(entry)).count() == 1
        && let Some(mapping) = root.as_mapping_mut()
    {
        mapping.entries.retain(|entry| !is_empty(entry));
    }
}

/// The changes and faults of a stage.
pub(crate) fn finish_for(stage: Stage, node: &mut Node) -> Vec<PrintError> {
    let Scan { changes, errors, .. } = Scan::of(node, stage);
    for change in changes {
        apply(node, change);
    }
    errors
}

fn apply(root: &mut Node, change: Change) {
    let target = change.path.iter().try_fold(root, |node, index| child(node, *index));
    match (change.target, target) {
        (Target::Value, Some(node)) => node.respell(change.scalar),
        (Target::Key(index), Some(node)) => replace_key(node, index, change.scalar),
        (_, None) => {}
    }
}

fn child(node: &mut Node, index: usize) -> Option<&mut Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(_) => node.as_sequence_mut()?.items.get_mut(index),
        Value::Mapping(_) => Some(&mut node.as_mapping_mut()?.entries.get_mut(index)?.value),
    }
}

fn replace_key(node: &mut Node, index: usize, scalar: Scalar) {
    if let Some(Entry { key, .. }) = node.as_mapping_mut().and_then(|mapping| mapping.entries.get_mut(index))
    {
        key.scalar = scalar;
    }
}

#[cfg(test)]
mod tests;

//! Places within a tree: the numbers of the items and entries that lead there.

use overlint_source::resolve::{Resolved, resolve};
use overlint_source::{Node, Scalar, Style, Tag, Value};

/// The node at a place.
pub(crate) fn node_at<'n>(root: &'n Node, place: &[usize]) -> Option<&'n Node> {
    place.iter().try_fold(root, |node, index| match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(list) => list.items.get(*index),
        Value::Mapping(map) => map.entries.get(*index).map(|entry| &entry.value),
    })
}

/// The node at a place, to be changed.
pub(crate) fn node_at_mut<'n>(root: &'n mut Node, place: &[usize]) -> Option<&'n mut Node> {
    place.iter().try_fold(root, |node, index| child_mut(node, *index))
}

/// The item or the value of that number.
pub(super) fn child_mut(node: &mut Node, index: usize) -> Option<&mut Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(_) => node.as_sequence_mut()?.items.get_mut(index),
        Value::Mapping(_) => Some(&mut node.as_mapping_mut()?.entries.get_mut(index)?.value),
    }
}

/// Where the value of the first entry under a key stands in a map.
pub(super) fn position(node: &Node, key: &str) -> Option<usize> {
    node.entries().iter().position(|entry| entry.key.text() == key)
}

/// The type that kustomize remembers for a scalar: it stays when another text is written over the old one.
pub(super) fn remembered_tag(scalar: &Scalar) -> Tag {
    match (scalar.tag, scalar.style) {
        (Tag::Implied, Style::Plain) => match resolve(scalar) {
            Resolved::Str(_) | Resolved::Invalid(_) => Tag::Str,
            Resolved::Null => Tag::Null,
            Resolved::Bool(_) => Tag::Bool,
            Resolved::Int(_) | Resolved::Uint(_) => Tag::Int,
            Resolved::Float(_) => Tag::Float,
            Resolved::Timestamp(_) => Tag::Timestamp,
        },
        (Tag::Implied, _) => Tag::Str,
        (tag, _) => tag,
    }
}

/// Whether kustomize takes the node for null: by its type, whatever text was written over it since.
pub(super) fn is_null(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| remembered_tag(scalar) == Tag::Null)
}

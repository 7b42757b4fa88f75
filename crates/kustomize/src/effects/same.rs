//! Whether two trees mean the same: styles aside, and the order of keys, which kustomize sorts when it prints.

use std::sync::Arc;

use overlint_source::resolve::resolve;
use overlint_source::{Entry, Mapping, Node, Scalar, Value};

/// Whether two trees mean the same. What they share is not looked at. Goes as deep as the trees do, which the reader
/// limits.
pub(crate) fn is_same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => is_same_scalar(a, b),
        (Value::Sequence(a), Value::Sequence(b)) => {
            Arc::ptr_eq(a, b)
                || a.items.len() == b.items.len() && a.items.iter().zip(&b.items).all(|(a, b)| is_same(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => Arc::ptr_eq(a, b) || is_same_map(a, b),
        _ => false,
    }
}

fn is_same_scalar(a: &Scalar, b: &Scalar) -> bool {
    a == b || resolve(a) == resolve(b)
}

/// Keys that moved are looked for; in nearly every pair of maps none did. Of a key that is given twice the first is
/// taken: the other is a finding of its own.
fn is_same_map(a: &Mapping, b: &Mapping) -> bool {
    if a.entries.len() != b.entries.len() {
        return false;
    }
    let in_place = a.entries.iter().zip(&b.entries).all(|(a, b)| a.key.text() == b.key.text());
    if in_place {
        return a.entries.iter().zip(&b.entries).all(|(a, b)| is_same(&a.value, &b.value));
    }
    let (a, b) = (sorted(a), sorted(b));
    a.iter().zip(&b).all(|(a, b)| a.key.text() == b.key.text() && is_same(&a.value, &b.value))
}

fn sorted(map: &Mapping) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = map.entries.iter().collect();
    entries.sort_by_key(|entry| entry.key.text());
    entries
}

#[cfg(test)]
mod tests {
    use overlint_source::Origin;
    use overlint_source::read::{Limits, Place, read_first};

    use super::*;

    fn node(text: &str) -> Node {
        let read = read_first(text, Place::At(Origin::NOWHERE), &Limits::default());
        read.expect("the test's YAML").root.expect("a document")
    }

    #[test]
    fn styles_and_the_order_of_keys_mean_nothing() {
        assert!(is_same(&node("a: 'x'\nb: 0x10\nc: {d: [1]}"), &node("c:\n  d:\n  - 1\nb: 16\na: x")));
    }

    #[test]
    fn types_values_and_the_order_of_items_do() {
        assert!(!is_same(&node("a: 1"), &node("a: '1'")));
        assert!(!is_same(&node("a: null"), &node("b: null")));
        assert!(!is_same(&node("[1, 2]"), &node("[2, 1]")));
        assert!(!is_same(&node("a: 1"), &node("a: 1\nb: 2")));
    }
}

//! Where nothing stands yet that may have been meant.

use std::fmt::Write as _;

use overlint_source::{Node, Value};

use crate::validate::{Frame, push_segment};

/// How many nodes one search looks at: a list may be long.
const MAX_NODES: usize = 64;

/// The pointers of what is missing down a path of keys below an object, in every entry of the lists on the way: none
/// where something stands, since what stands beside it was not left out.
pub(super) fn gaps(object: &Frame<'_>, path: &[&str]) -> Vec<String> {
    let mut search = Search { found: Vec::new(), left: MAX_NODES };
    search.look_at(Some(object.node), object.pointer(), path);
    search.found
}

struct Search {
    found: Vec<String>,
    left: usize,
}

impl Search {
    fn look_at(&mut self, node: Option<&Node>, mut pointer: String, path: &[&str]) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        let Some(node) = node.filter(|node| !is_empty(node)) else {
            for key in path {
                push_segment(&mut pointer, key);
            }
            return self.found.push(pointer);
        };
        let Some((key, rest)) = path.split_first() else { return };
        if let Some(list) = node.as_sequence() {
            for (index, item) in list.items.iter().enumerate().take(self.left) {
                let mut pointer = pointer.clone();
                let _ = write!(pointer, "/{index}");
                self.look_at(Some(item), pointer, path);
            }
        } else {
            push_segment(&mut pointer, key);
            self.look_at(node.get(key), pointer, rest);
        }
    }
}

/// Whether a node is as good as none.
fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => scalar.text.is_empty() || node.is_null(),
        Value::Sequence(list) => list.items.is_empty(),
        Value::Mapping(map) => map.entries.is_empty(),
    }
}

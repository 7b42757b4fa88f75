//! Prints a tree as kustomize prints it: block style, keys in natural order, values in the spelling that go-yaml
//! gives them.
//!
//! The tree is taken as it stands after [`crate::finish`]. Scalars are resolved and sorted on the fly; nothing is
//! built in between, and depth costs heap, not stack.

mod analysis;
mod document;
pub(crate) mod faithful;
mod order;
mod scalar;
pub(crate) mod style;
mod writer;

pub use order::natural_order;

use crate::node::Node;

/// Prints one document at the end of `out`, with a final line break.
pub fn emit(node: &Node, out: &mut String) {
    document::Printer::new(out).document(node);
}

/// Prints documents joined by `---`, as `kustomize build` does; nothing where there are none.
pub fn emit_documents<'a>(nodes: impl IntoIterator<Item = &'a Node>, out: &mut String) {
    for (index, node) in nodes.into_iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        emit(node, out);
    }
}

#[cfg(test)]
mod tests;

//! Where the values of a built object come from, as data: what `overlint why` shows.

mod account;
mod listing;
mod object;
mod places;
mod pointer;

pub use account::{Account, Link, Relation, account};
pub use listing::{Row, rows};
pub use object::{NoObject, find_object};
pub use places::Places;
pub use pointer::{Found, NoNode, find_node};

use overlint_kustomize::Resource;
use overlint_source::Node;
use overlint_source::emit::emit;
use overlint_source::tree::path;

/// What stands for a value that must not reach a log.
pub const CONCEALED: &str = "***";

/// Whether what stands at a pointer of an object may be a Secret's value: it must not reach a log.
pub fn is_secret(resource: &Resource, pointer: &str) -> bool {
    let harmless = ["/metadata", "/kind", "/apiVersion", "/type", "/immutable"];
    resource.id().gvk.kind == "Secret" && !harmless.iter().any(|field| path::is_within(pointer, field))
}

/// A scalar as it is printed, without the line break behind it.
pub fn printed(node: &Node) -> String {
    let mut text = String::new();
    emit(node, &mut text);
    text.truncate(text.trim_end_matches('\n').len());
    text
}

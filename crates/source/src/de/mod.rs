//! Typed access: serde over nodes, with errors at the line.
//!
//! Numbers that kustomize would print as integers are integers, dates are strings, a null is nothing. Equal keys in a
//! map are an error.

mod choice;
mod collection;
mod error;
mod key;
mod located;
mod value;

pub use error::DeError;
pub use located::Located;
use serde::de::DeserializeOwned;

use crate::node::Node;
use crate::resolve::Dialect;
use value::NodeDeserializer;

/// How deep lists and maps may be nested where they are read into types.
const MAX_DEPTH: usize = 256;

/// Reads a value from a node of a resource. Fails with the place of what does not fit: of an unknown field its key,
/// of a missing field the map.
pub fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, DeError> {
    from_node_as(node, Dialect::Resource)
}

/// Reads a value from a node of a resource; a number or boolean is taken for a string where one is wanted, as the API
/// server takes a number for a quantity.
pub fn from_node_coercing<T: DeserializeOwned>(node: &Node) -> Result<T, DeError> {
    read(NodeDeserializer { node, dialect: Dialect::Resource, coerces: true, depth: MAX_DEPTH })
}

/// Reads a value from a node in either dialect. In YAML 1.1 a number or boolean is taken for a string where one is
/// wanted, as `sigs.k8s.io/yaml` does for kustomization files.
pub fn from_node_as<T: DeserializeOwned>(node: &Node, dialect: Dialect) -> Result<T, DeError> {
    read(NodeDeserializer { node, dialect, coerces: dialect != Dialect::Resource, depth: MAX_DEPTH })
}

fn read<T: DeserializeOwned>(deserializer: NodeDeserializer<'_>) -> Result<T, DeError> {
    T::deserialize(deserializer).map_err(|error| error.or_at(deserializer.node.origin))
}

#[cfg(test)]
mod tests;

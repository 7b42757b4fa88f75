//! A policy's own options, typed.

use overlint_source::Node;
use overlint_source::de::{DeError, from_node};
use serde::de::DeserializeOwned;

use crate::error::ConfigError;

/// The options of a policy as a type of its own, which should deny unknown fields. Fails at the line of the
/// option that is unknown or has the wrong type.
pub fn options<T: DeserializeOwned>(node: &Node) -> Result<T, ConfigError> {
    Ok(from_node(node)?)
}

impl From<DeError> for ConfigError {
    fn from(error: DeError) -> Self {
        Self::new(error.origin, error.message)
    }
}

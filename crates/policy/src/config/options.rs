//! A policy's own options, typed.

use overlint_source::Node;
use overlint_source::de::{DeError, from_node};
use overlint_source::suggest::closest;
use serde::de::DeserializeOwned;

use crate::error::ConfigError;

/// The options of a policy as a type of its own, which should deny unknown fields. Fails at the line of the
/// option that is unknown or has the wrong type.
pub fn options<T: DeserializeOwned>(node: &Node) -> Result<T, ConfigError> {
    Ok(from_node(node)?)
}

impl From<DeError> for ConfigError {
    fn from(error: DeError) -> Self {
        let help = meant(&error.message).map(|name| format!("did you mean `{name}`?"));
        Self { help, ..Self::new(error.origin, error.message) }
    }
}

/// The name that was meant by an unknown one: serde's message has in backticks what is unknown, and then what is known.
fn meant(message: &str) -> Option<&str> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    closest(wrong, quoted)
}

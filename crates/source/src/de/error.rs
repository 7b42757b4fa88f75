//! Why a node is not what was asked for.

use std::fmt::Display;

use crate::origin::Origin;

/// Why a node could not be read as the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DeError {
    /// What is wrong, in serde's words.
    pub message: String,
    /// The node at fault: of an unknown field its key, of a missing field the map.
    pub origin: Origin,
}

impl DeError {
    /// The error at a place, unless it knows a deeper one.
    pub(super) fn or_at(mut self, origin: Origin) -> Self {
        if !self.origin.is_somewhere() {
            self.origin = origin;
        }
        self
    }
}

impl serde::de::Error for DeError {
    fn custom<T: Display>(message: T) -> Self {
        Self { message: message.to_string(), origin: Origin::NOWHERE }
    }
}

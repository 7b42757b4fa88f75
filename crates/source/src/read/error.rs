//! Why a text could not be read.

use crate::origin::Origin;

/// A text that is no YAML, or more than the limits allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ReadError {
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// The place of the fault.
    pub origin: Origin,
    /// Another place that has a part in it, and what happened there.
    pub related: Option<(Origin, String)>,
    /// Whether the text may well be YAML, but goes over a limit.
    pub is_limit: bool,
}

impl ReadError {
    /// A fault at a place.
    pub(crate) fn new(message: impl Into<String>, origin: Origin) -> Self {
        Self { message: message.into(), origin, related: None, is_limit: false }
    }

    /// A limit that is exceeded at a place.
    pub(crate) fn limit(message: impl Into<String>, origin: Origin) -> Self {
        Self { is_limit: true, ..Self::new(message, origin) }
    }

    /// With another place that has a part in it.
    pub(crate) fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        self.related = Some((origin, message.into()));
        self
    }
}

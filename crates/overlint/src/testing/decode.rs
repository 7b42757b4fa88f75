//! Why an object does not fit into a type.

use std::fmt;

use overlint_policy::Place;

use super::object::Object;
use super::spot::{Located, Spot};

/// Why an object, or a part of it, does not fit into a type; at the line that does not.
#[derive(Clone)]
pub struct DecodeError {
    message: String,
    /// The file, line and column.
    at: String,
    spot: Box<Spot>,
}

impl DecodeError {
    pub(super) fn new(object: Object<'_>, place: Place, message: String) -> Self {
        let inner = object.overlay().repository().inner();
        let file = inner.sources.path(place.origin.source);
        let file = overlint_source::tree::path::relative(&file, &inner.root);
        let at = format!("{file}:{}:{}", place.origin.line, place.origin.column);
        Self { message, at, spot: Box::new(object.spot_at(place)) }
    }

    /// What is wrong, in serde's words.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Located for DecodeError {
    fn spot(&self) -> Spot {
        self.spot.spot()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.at, self.message)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl std::error::Error for DecodeError {}

//! Judges one object: a walk over the tree and its schema side by side.

mod document;
mod duplicates;
mod frame;
mod metadata;
mod scalar;
#[cfg(test)]
mod second_opinion;
mod walk;

pub use document::{Verdict, validate, validate_as};
pub(crate) use frame::{Frame, Segment};
pub(crate) use metadata::validate_metadata;
pub(crate) use walk::has_shape_of;

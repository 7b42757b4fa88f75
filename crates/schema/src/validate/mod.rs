//! Judges one object: a walk over the tree and its schema side by side.

mod document;
mod duplicates;
mod frame;
mod metadata;
mod missing;
mod scalar;
#[cfg(test)]
mod second_opinion;
#[cfg(test)]
mod vectors;
mod walk;
mod wrong_type;

pub use document::{Follow, Verdict, validate, validate_as, validate_each};
pub(crate) use frame::{Frame, Segment, push_segment};
pub(crate) use metadata::validate_metadata;
pub(crate) use walk::has_shape_of;

//! Says what was meant: close names, other groups, other places.

mod extended;
mod field;
mod gaps;
mod kind;
mod other_version;

pub(crate) use field::{field, stray};
pub(crate) use kind::{kind, successor};

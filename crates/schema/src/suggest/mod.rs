//! Says what was meant: close names, other groups, other places.

mod extended;
mod field;
mod kind;

pub(crate) use field::{field, stray};
pub(crate) use kind::{kind, successor};

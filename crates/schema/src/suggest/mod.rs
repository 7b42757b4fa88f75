//! Says what was meant: close names, other groups, other places.

mod extended;
mod field;
mod home;
mod kind;

pub(crate) use field::{field, stray};
pub(crate) use home::Home;
pub(crate) use kind::{kind, successor};

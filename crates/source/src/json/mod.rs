//! JSON as Go writes it, and what a trip through it does to a tree.

mod normalise;
mod text;

pub use normalise::{json_normalise, json_normalise_yaml11};
pub use text::to_json_text;

#[cfg(test)]
mod tests;

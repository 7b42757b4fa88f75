//! What several policies have in common.

pub(crate) mod dedicated_nodes;
pub(crate) mod expression;
pub(crate) mod resource;
pub(crate) mod secrets;
pub(crate) mod subjects;
pub(crate) mod text;

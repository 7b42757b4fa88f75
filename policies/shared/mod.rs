//! What several policies have in common.

pub(crate) mod autoscaler;
pub(crate) mod context;
pub(crate) mod dangling;
pub(crate) mod dedicated_nodes;
pub(crate) mod expression;
pub(crate) mod host_path;
pub(crate) mod image;
pub(crate) mod ingress;
pub(crate) mod metadata;
pub(crate) mod rbac;
pub(crate) mod reference;
pub(crate) mod resource;
pub(crate) mod secrets;
pub(crate) mod service;
pub(crate) mod subjects;
pub(crate) mod text;

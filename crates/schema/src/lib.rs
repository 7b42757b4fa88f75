//! "What is this field?": strict validation of Kubernetes objects, with every finding at its source.
//!
//! A [`Catalog`] holds the kinds of one [`Version`] of Kubernetes, [`validate()`] judges an object by them.
//!
//! This crate must not know how an object was built, nor any policy.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod catalog;
mod custom;
mod error;
mod format;
mod json_schema;
mod lifecycle;
mod pack;
mod quantity;
mod rules;
mod server;
mod suggest;
mod validate;
mod version;

pub use catalog::{Catalog, Deprecation, Lookup, Schema};
pub use custom::{
    CUSTOM_RULES, CustomResources, Definition, JsonSchema, check_definition, is_definition, validate_with,
};
pub use error::SchemaError;
pub use json_schema::KindSchema;
pub use rules::RULES;
pub use validate::{Follow, Verdict, validate, validate_as, validate_each};
pub use version::Version;

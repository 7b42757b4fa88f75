//! Custom resources, judged by the CustomResourceDefinitions at hand as the API server judges them.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/>

mod cel;
mod check;
mod datum;
mod default;
mod definition;
mod format;
mod json_schema;
mod judge;
mod pattern;
mod place;
mod resource;
mod rules;
mod schema;
mod set;

pub use check::check_definition;
pub use definition::{Definition, is_definition};
pub use json_schema::JsonSchema;
pub use rules::RULES as CUSTOM_RULES;
pub use set::{CustomResources, validate_with};

//! Borrowed views over the tree of an object: what the fields of Kubernetes mean, at no cost.

mod container;
mod environment;
mod image;
mod limit_range;
mod object;
mod overlay;
mod reference;
mod scheduling;
mod security;
mod selector;
mod service;
mod workload;

pub use container::{Container, Role};
pub use environment::Variable;
pub use image::ImageReference;
pub use limit_range::Amount;
pub use object::Object;
pub use overlay::Overlay;
pub use reference::{Referrer, Unresolved, is_slip};
pub use scheduling::{NodeRequirement, Toleration};
pub use security::ContextField;
pub use selector::{Selector, namespaces_meet};
pub use service::ServicePort;
pub use workload::{Workload, WorkloadKind};

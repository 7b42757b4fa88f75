//! Borrowed views over the tree of an object: what the fields of Kubernetes mean, at no cost.

mod container;
mod environment;
mod limit_range;
mod object;
mod overlay;
mod scheduling;
mod service;
mod workload;

pub use container::{Container, Role};
pub use environment::Variable;
pub use limit_range::Amount;
pub use object::Object;
pub use overlay::Overlay;
pub use scheduling::{NodeRequirement, Toleration};
pub use service::ServicePort;
pub use workload::{Workload, WorkloadKind};

//! Borrowed views over the tree of an object: what the fields of Kubernetes mean, at no cost.

mod container;
mod environment;
mod expansion;
mod keyed;
mod label_selector;
mod limit_range;
mod node_terms;
mod object;
mod overlay;
mod probe;
mod quantity;
mod resources;
mod scheduling;
mod service;
mod volume;
mod workload;

pub use container::{Container, Role};
pub use environment::{ContainerEnvironment, Dangling, Shadowed, Variable};
pub use expansion::references;
pub use keyed::{Keyed, Reference};
pub use label_selector::LabelSelector;
pub use limit_range::Amount;
pub use node_terms::NodeTerm;
pub use object::Object;
pub use overlay::Overlay;
pub use probe::{Port, Probe, Timing};
pub use quantity::Quantity;
pub use resources::{AmountSource, Effective, LimitRangeItem};
pub use scheduling::{NodeRequirement, Toleration};
pub use service::ServicePort;
pub use workload::{Workload, WorkloadKind};

//! Which nodes pods run on: pools with their taints, and spreading.

mod affinity_without_toleration;
mod ineffective_spread_constraint;
mod mismatched_node_pool;
mod misplaced_workload;
mod toleration_without_affinity;
mod unknown_node_pool;
mod unspread_replicas;

pub use affinity_without_toleration::AffinityWithoutToleration;
pub use ineffective_spread_constraint::IneffectiveSpreadConstraint;
pub use mismatched_node_pool::MismatchedNodePool;
pub use misplaced_workload::MisplacedWorkload;
pub use toleration_without_affinity::TolerationWithoutAffinity;
pub use unknown_node_pool::UnknownNodePool;
pub use unspread_replicas::UnspreadReplicas;

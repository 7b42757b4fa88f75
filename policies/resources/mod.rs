//! What a container asks of its node, and what it may take.

mod excessive_limit_ratio;
mod implausible_quantity;
mod incomplete_resources;
mod missing_memory_limit;
mod missing_resource_requests;
mod resource_out_of_bounds;
mod resource_outside_limit_range;
mod unset_quota_resource;

pub use excessive_limit_ratio::ExcessiveLimitRatio;
pub use implausible_quantity::ImplausibleQuantity;
pub use incomplete_resources::IncompleteResources;
pub use missing_memory_limit::MissingMemoryLimit;
pub use missing_resource_requests::MissingResourceRequests;
pub use resource_out_of_bounds::ResourceOutOfBounds;
pub use resource_outside_limit_range::ResourceOutsideLimitRange;
pub use unset_quota_resource::UnsetQuotaResource;

//! References and selectors that lead nowhere.

mod dangling_disruption_budget;
mod dangling_monitor;
mod dangling_network_policy;
mod dangling_service;
mod missing_backend_service;
mod missing_config_map;
mod missing_governing_service;
mod missing_role;
mod missing_scale_target;
mod missing_secret;
mod missing_service_account;
mod missing_volume_claim;
mod misspelt_reference;
mod misspelt_selector;
mod service_not_headless;

pub use dangling_disruption_budget::DanglingDisruptionBudget;
pub use dangling_monitor::DanglingMonitor;
pub use dangling_network_policy::DanglingNetworkPolicy;
pub use dangling_service::DanglingService;
pub use missing_backend_service::MissingBackendService;
pub use missing_config_map::MissingConfigMap;
pub use missing_governing_service::MissingGoverningService;
pub use missing_role::MissingRole;
pub use missing_scale_target::MissingScaleTarget;
pub use missing_secret::MissingSecret;
pub use missing_service_account::MissingServiceAccount;
pub use missing_volume_claim::MissingVolumeClaim;
pub use misspelt_reference::MisspeltReference;
pub use misspelt_selector::MisspeltSelector;
pub use service_not_headless::ServiceNotHeadless;

//! What roles grant, and what accounts pods run as.

mod cluster_admin_binding;
mod default_service_account;
mod deprecated_service_account_field;
mod escalation_granted;
mod exec_granted;
mod mounted_service_account_token;
mod pod_creation_granted;
mod secret_access_granted;
mod wildcard_in_role;

pub use cluster_admin_binding::ClusterAdminBinding;
pub use default_service_account::DefaultServiceAccount;
pub use deprecated_service_account_field::DeprecatedServiceAccountField;
pub use escalation_granted::EscalationGranted;
pub use exec_granted::ExecGranted;
pub use mounted_service_account_token::MountedServiceAccountToken;
pub use pod_creation_granted::PodCreationGranted;
pub use secret_access_granted::SecretAccessGranted;
pub use wildcard_in_role::WildcardInRole;

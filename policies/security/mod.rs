//! What a pod may do to its node.

mod dangerous_capability;
mod host_namespace;
mod host_path_volume;
mod host_port;
mod host_process;
mod missing_seccomp_profile;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
mod privileged_security_context_constraints;
mod root_user;
mod sensitive_host_path;
mod ssh_port;
mod undropped_capabilities;
mod unmasked_proc_mount;
mod unsafe_sysctl;
mod writable_host_path;
mod writable_root_filesystem;

pub use dangerous_capability::DangerousCapability;
pub use host_namespace::HostNamespace;
pub use host_path_volume::HostPathVolume;
pub use host_port::HostPort;
pub use host_process::HostProcess;
pub use missing_seccomp_profile::MissingSeccompProfile;
pub use privilege_escalation::PrivilegeEscalation;
pub use privileged_container::PrivilegedContainer;
pub use privileged_port::PrivilegedPort;
pub use privileged_security_context_constraints::PrivilegedSecurityContextConstraints;
pub use root_user::RootUser;
pub use sensitive_host_path::SensitiveHostPath;
pub use ssh_port::SshPort;
pub use undropped_capabilities::UndroppedCapabilities;
pub use unmasked_proc_mount::UnmaskedProcMount;
pub use unsafe_sysctl::UnsafeSysctl;
pub use writable_host_path::WritableHostPath;
pub use writable_root_filesystem::WritableRootFilesystem;

//! The built-in policies of Overlint: one file each, which holds the policy, its documentation and its test.
//!
//! This crate must not know how an overlay is built or how a finding is shown.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

use overlint_policy::Policy;

mod affinity_without_toleration;
mod environment_variable_pattern;
mod images;
mod index;
mod missing_memory_limit;
mod missing_readiness_probe;
mod missing_resource_requests;
mod network;
mod objects;
mod rbac;
mod references;
mod scaling;
mod security;
mod shared;
mod toleration_without_affinity;

pub use affinity_without_toleration::AffinityWithoutToleration;
pub use environment_variable_pattern::EnvironmentVariablePattern;
pub use images::*;
pub use index::index_markdown;
pub use missing_memory_limit::MissingMemoryLimit;
pub use missing_readiness_probe::MissingReadinessProbe;
pub use missing_resource_requests::MissingResourceRequests;
pub use network::*;
pub use objects::*;
pub use rbac::*;
pub use references::*;
pub use scaling::*;
pub use security::*;
pub use toleration_without_affinity::TolerationWithoutAffinity;

/// Every built-in policy, by id.
pub const POLICIES: &[&dyn Policy] = &[
    &AffinityWithoutToleration::DEFAULT,
    &AutoscalerWithoutRoom::DEFAULT,
    &BlockingDisruptionBudget::DEFAULT,
    &CachedMutableImage::DEFAULT,
    &ClusterAdminBinding::DEFAULT,
    &CronJobWithoutDeadline::DEFAULT,
    &DangerousCapability::DEFAULT,
    &DanglingDisruptionBudget::DEFAULT,
    &DanglingMonitor::DEFAULT,
    &DanglingNetworkPolicy::DEFAULT,
    &DanglingService::DEFAULT,
    &DefaultNamespace::DEFAULT,
    &DefaultServiceAccount::DEFAULT,
    &DeprecatedServiceAccountField::DEFAULT,
    &DowntimeOnRollout::DEFAULT,
    &DuplicateIngressPath::DEFAULT,
    &EnvironmentVariablePattern::DEFAULT,
    &EscalationGranted::DEFAULT,
    &ExecGranted::DEFAULT,
    &ExposedService::DEFAULT,
    &FinishedJobKept::DEFAULT,
    &ForeignImageRegistry::DEFAULT,
    &HostNamespace::DEFAULT,
    &HostPathVolume::DEFAULT,
    &HostPort::DEFAULT,
    &HostProcess::DEFAULT,
    &ImageWithoutDigest::DEFAULT,
    &IngressWithoutTls::DEFAULT,
    &InvalidImageReference::DEFAULT,
    &MissingAnnotation::DEFAULT,
    &MissingBackendPort::DEFAULT,
    &MissingBackendService::DEFAULT,
    &MissingConfigMap::DEFAULT,
    &MissingDisruptionBudget::DEFAULT,
    &MissingGoverningService::DEFAULT,
    &MissingLabel::DEFAULT,
    &MissingMemoryLimit::DEFAULT,
    &MissingReadinessProbe::DEFAULT,
    &MissingResourceRequests::DEFAULT,
    &MissingRole::DEFAULT,
    &MissingScaleTarget::DEFAULT,
    &MissingSeccompProfile::DEFAULT,
    &MissingSecret::DEFAULT,
    &MissingServiceAccount::DEFAULT,
    &MissingTargetPort::DEFAULT,
    &MissingUnhealthyPodEvictionPolicy::DEFAULT,
    &MissingVolumeClaim::DEFAULT,
    &MisspeltReference::DEFAULT,
    &MisspeltSelector::DEFAULT,
    &MountedServiceAccountToken::DEFAULT,
    &MutableImageTag::DEFAULT,
    &OverlappingCronJob::DEFAULT,
    &PlaceholderValue::DEFAULT,
    &PodCreationGranted::DEFAULT,
    &PodWithoutNetworkPolicy::DEFAULT,
    &PrivilegeEscalation::DEFAULT,
    &PrivilegedContainer::DEFAULT,
    &PrivilegedPort::DEFAULT,
    &PrivilegedSecurityContextConstraints::DEFAULT,
    &ReplicasWithAutoscaler::DEFAULT,
    &RootUser::DEFAULT,
    &SecretAccessGranted::DEFAULT,
    &SensitiveHostPath::DEFAULT,
    &ServiceNotHeadless::DEFAULT,
    &SshPort::DEFAULT,
    &TolerationWithoutAffinity::DEFAULT,
    &TooFewAutoscaledReplicas::DEFAULT,
    &TooFewReplicas::DEFAULT,
    &UndeclaredTargetPort::DEFAULT,
    &UndroppedCapabilities::DEFAULT,
    &UnmaskedProcMount::DEFAULT,
    &UnmountedVolume::DEFAULT,
    &UnsafeSysctl::DEFAULT,
    &WildcardInRole::DEFAULT,
    &WritableHostPath::DEFAULT,
    &WritableRootFilesystem::DEFAULT,
];

//! The built-in policies of Overlint: one file each, which holds the policy, its documentation and its test.
//!
//! This crate must not know how an overlay is built or how a finding is shown.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

use overlint_policy::Policy;

mod environment;
mod images;
mod index;
mod network;
mod objects;
mod placement;
mod probes;
mod rbac;
mod references;
mod resources;
mod scaling;
mod security;
mod shared;

pub use environment::*;
pub use images::*;
pub use index::index_markdown;
pub use network::*;
pub use objects::*;
pub use placement::*;
pub use probes::*;
pub use rbac::*;
pub use references::*;
pub use resources::*;
pub use scaling::*;
pub use security::*;

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
    &DuplicateEnvironmentVariable::DEFAULT,
    &DuplicateIngressPath::DEFAULT,
    &EnvironmentVariablePattern::DEFAULT,
    &EscalationGranted::DEFAULT,
    &ExcessiveLimitRatio::DEFAULT,
    &ExecGranted::DEFAULT,
    &ExposedService::DEFAULT,
    &FinishedJobKept::DEFAULT,
    &ForbiddenEnvironmentVariable::DEFAULT,
    &ForeignEnvironmentValue::DEFAULT,
    &ForeignImageRegistry::DEFAULT,
    &HastyLivenessProbe::DEFAULT,
    &HostNamespace::DEFAULT,
    &HostPathVolume::DEFAULT,
    &HostPort::DEFAULT,
    &HostProcess::DEFAULT,
    &IdenticalProbes::DEFAULT,
    &ImageWithoutDigest::DEFAULT,
    &ImpatientStartupProbe::DEFAULT,
    &ImplausibleQuantity::DEFAULT,
    &IncompleteResources::DEFAULT,
    &IneffectiveSpreadConstraint::DEFAULT,
    &IngressWithoutTls::DEFAULT,
    &InvalidImageReference::DEFAULT,
    &LiteralSecret::DEFAULT,
    &MismatchedNodePool::DEFAULT,
    &MisplacedWorkload::DEFAULT,
    &MissingAnnotation::DEFAULT,
    &MissingBackendPort::DEFAULT,
    &MissingBackendService::DEFAULT,
    &MissingConfigKey::DEFAULT,
    &MissingConfigMap::DEFAULT,
    &MissingDisruptionBudget::DEFAULT,
    &MissingEnvironmentVariable::DEFAULT,
    &MissingGoverningService::DEFAULT,
    &MissingLabel::DEFAULT,
    &MissingLivenessProbe::DEFAULT,
    &MissingMemoryLimit::DEFAULT,
    &MissingReadinessProbe::DEFAULT,
    &MissingResourceRequests::DEFAULT,
    &MissingRole::DEFAULT,
    &MissingScaleTarget::DEFAULT,
    &MissingSeccompProfile::DEFAULT,
    &MissingSecret::DEFAULT,
    &MissingServiceAccount::DEFAULT,
    &MissingStartupProbe::DEFAULT,
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
    &PreStopAboveGracePeriod::DEFAULT,
    &PrivilegeEscalation::DEFAULT,
    &PrivilegedContainer::DEFAULT,
    &PrivilegedPort::DEFAULT,
    &PrivilegedSecurityContextConstraints::DEFAULT,
    &ProbeTimeoutAbovePeriod::DEFAULT,
    &ReplicasWithAutoscaler::DEFAULT,
    &ResourceOutOfBounds::DEFAULT,
    &ResourceOutsideLimitRange::DEFAULT,
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
    &UnknownNodePool::DEFAULT,
    &UnknownProbePort::DEFAULT,
    &UnmaskedProcMount::DEFAULT,
    &UnmountedVolume::DEFAULT,
    &UnresolvedVariableReference::DEFAULT,
    &UnsafeSysctl::DEFAULT,
    &UnsetQuotaResource::DEFAULT,
    &UnspreadReplicas::DEFAULT,
    &UnsubstitutedPlaceholder::DEFAULT,
    &VariableMissingInOneOverlay::DEFAULT,
    &WildcardInRole::DEFAULT,
    &WritableHostPath::DEFAULT,
    &WritableRootFilesystem::DEFAULT,
];

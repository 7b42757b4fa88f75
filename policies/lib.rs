//! The built-in policies of Overlint: one file each, which holds the policy, its documentation and its test.
//!
//! This crate must not know how an overlay is built or how a finding is shown.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

use overlint_policy::Policy;

mod affinity_without_toleration;
mod duplicate_environment_variable;
mod environment_variable_pattern;
mod excessive_limit_ratio;
mod forbidden_environment_variable;
mod foreign_environment_value;
mod hasty_liveness_probe;
mod identical_probes;
mod images;
mod impatient_startup_probe;
mod implausible_quantity;
mod incomplete_resources;
mod index;
mod ineffective_spread_constraint;
mod literal_secret;
mod mismatched_node_pool;
mod misplaced_workload;
mod missing_config_key;
mod missing_environment_variable;
mod missing_liveness_probe;
mod missing_memory_limit;
mod missing_readiness_probe;
mod missing_resource_requests;
mod missing_startup_probe;
mod network;
mod objects;
mod pre_stop_above_grace_period;
mod probe_timeout_above_period;
mod rbac;
mod references;
mod resource_out_of_bounds;
mod resource_outside_limit_range;
mod scaling;
mod security;
mod shared;
mod toleration_without_affinity;
mod unknown_node_pool;
mod unknown_probe_port;
mod unresolved_variable_reference;
mod unset_quota_resource;
mod unspread_replicas;
mod unsubstituted_placeholder;
mod variable_missing_in_one_overlay;

pub use affinity_without_toleration::AffinityWithoutToleration;
pub use duplicate_environment_variable::DuplicateEnvironmentVariable;
pub use environment_variable_pattern::EnvironmentVariablePattern;
pub use excessive_limit_ratio::ExcessiveLimitRatio;
pub use forbidden_environment_variable::ForbiddenEnvironmentVariable;
pub use foreign_environment_value::ForeignEnvironmentValue;
pub use hasty_liveness_probe::HastyLivenessProbe;
pub use identical_probes::IdenticalProbes;
pub use images::*;
pub use impatient_startup_probe::ImpatientStartupProbe;
pub use implausible_quantity::ImplausibleQuantity;
pub use incomplete_resources::IncompleteResources;
pub use index::index_markdown;
pub use ineffective_spread_constraint::IneffectiveSpreadConstraint;
pub use literal_secret::LiteralSecret;
pub use mismatched_node_pool::MismatchedNodePool;
pub use misplaced_workload::MisplacedWorkload;
pub use missing_config_key::MissingConfigKey;
pub use missing_environment_variable::MissingEnvironmentVariable;
pub use missing_liveness_probe::MissingLivenessProbe;
pub use missing_memory_limit::MissingMemoryLimit;
pub use missing_readiness_probe::MissingReadinessProbe;
pub use missing_resource_requests::MissingResourceRequests;
pub use missing_startup_probe::MissingStartupProbe;
pub use network::*;
pub use objects::*;
pub use pre_stop_above_grace_period::PreStopAboveGracePeriod;
pub use probe_timeout_above_period::ProbeTimeoutAbovePeriod;
pub use rbac::*;
pub use references::*;
pub use resource_out_of_bounds::ResourceOutOfBounds;
pub use resource_outside_limit_range::ResourceOutsideLimitRange;
pub use scaling::*;
pub use security::*;
pub use toleration_without_affinity::TolerationWithoutAffinity;
pub use unknown_node_pool::UnknownNodePool;
pub use unknown_probe_port::UnknownProbePort;
pub use unresolved_variable_reference::UnresolvedVariableReference;
pub use unset_quota_resource::UnsetQuotaResource;
pub use unspread_replicas::UnspreadReplicas;
pub use unsubstituted_placeholder::UnsubstitutedPlaceholder;
pub use variable_missing_in_one_overlay::VariableMissingInOneOverlay;

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

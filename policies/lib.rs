//! The built-in policies of Overlint: one file each, which holds the policy, its documentation and its test.
//!
//! This crate must not know how an overlay is built or how a finding is shown.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

use overlint_policy::Policy;

mod affinity_without_toleration;
mod duplicate_environment_variable;
mod environment_variable_pattern;
mod forbidden_environment_variable;
mod foreign_environment_value;
mod index;
mod literal_secret;
mod missing_config_key;
mod missing_environment_variable;
mod missing_memory_limit;
mod missing_readiness_probe;
mod missing_resource_requests;
mod shared;
mod toleration_without_affinity;
mod unresolved_variable_reference;
mod unsubstituted_placeholder;
mod variable_missing_in_one_overlay;

pub use affinity_without_toleration::AffinityWithoutToleration;
pub use duplicate_environment_variable::DuplicateEnvironmentVariable;
pub use environment_variable_pattern::EnvironmentVariablePattern;
pub use forbidden_environment_variable::ForbiddenEnvironmentVariable;
pub use foreign_environment_value::ForeignEnvironmentValue;
pub use index::index_markdown;
pub use literal_secret::LiteralSecret;
pub use missing_config_key::MissingConfigKey;
pub use missing_environment_variable::MissingEnvironmentVariable;
pub use missing_memory_limit::MissingMemoryLimit;
pub use missing_readiness_probe::MissingReadinessProbe;
pub use missing_resource_requests::MissingResourceRequests;
pub use toleration_without_affinity::TolerationWithoutAffinity;
pub use unresolved_variable_reference::UnresolvedVariableReference;
pub use unsubstituted_placeholder::UnsubstitutedPlaceholder;
pub use variable_missing_in_one_overlay::VariableMissingInOneOverlay;

/// Every built-in policy, by id.
pub const POLICIES: &[&dyn Policy] = &[
    &AffinityWithoutToleration::DEFAULT,
    &DuplicateEnvironmentVariable::DEFAULT,
    &EnvironmentVariablePattern::DEFAULT,
    &ForbiddenEnvironmentVariable::DEFAULT,
    &ForeignEnvironmentValue::DEFAULT,
    &LiteralSecret::DEFAULT,
    &MissingConfigKey::DEFAULT,
    &MissingEnvironmentVariable::DEFAULT,
    &MissingMemoryLimit::DEFAULT,
    &MissingReadinessProbe::DEFAULT,
    &MissingResourceRequests::DEFAULT,
    &TolerationWithoutAffinity::DEFAULT,
    &UnresolvedVariableReference::DEFAULT,
    &UnsubstitutedPlaceholder::DEFAULT,
    &VariableMissingInOneOverlay::DEFAULT,
];

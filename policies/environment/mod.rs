//! The environment variables of containers, by overlay.

mod duplicate_environment_variable;
mod environment_variable_pattern;
mod forbidden_environment_variable;
mod foreign_environment_value;
mod literal_secret;
mod missing_config_key;
mod missing_environment_variable;
mod unresolved_variable_reference;
mod unsubstituted_placeholder;
mod variable_missing_in_one_overlay;

pub use duplicate_environment_variable::DuplicateEnvironmentVariable;
pub use environment_variable_pattern::EnvironmentVariablePattern;
pub use forbidden_environment_variable::ForbiddenEnvironmentVariable;
pub use foreign_environment_value::ForeignEnvironmentValue;
pub use literal_secret::LiteralSecret;
pub use missing_config_key::MissingConfigKey;
pub use missing_environment_variable::MissingEnvironmentVariable;
pub use unresolved_variable_reference::UnresolvedVariableReference;
pub use unsubstituted_placeholder::UnsubstitutedPlaceholder;
pub use variable_missing_in_one_overlay::VariableMissingInOneOverlay;

//! What can be wrong with a configuration.

use overlint_source::{Finding, Origin};

/// A fault in the configuration, at its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// What is wrong, in lower case without a full stop, values in backticks.
    pub message: String,
    /// What to do about it, in the imperative.
    pub help: Option<String>,
    /// The place in the configuration file.
    pub origin: Origin,
}

impl ConfigError {
    /// A fault at a place.
    pub fn new(origin: Origin, message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, origin }
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The fault as a finding of the rule `rule`, for a report.
    pub fn into_finding(self, rule: &'static str) -> Finding {
        Finding { help: self.help.map(Into::into), ..Finding::error(rule, self.origin, self.message) }
    }
}

//! Environment variables whose values belong to another environment.

use overlint_policy::{
    ConfigError, Declaration, Findings, Globs, Overlay, Policy, Variable, Workload, options, policy,
};
use overlint_source::Node;
use serde::Deserialize;

use crate::shared::expression::Expression;

policy! {
    /// ## What it does
    ///
    /// Compares the values of environment variables with patterns, overlay by overlay. It looks at what stands
    /// under `env`, and at the ConfigMaps of the overlay that arrive by `envFrom` or `configMapKeyRef`, so that
    /// a line of an env file is found as well. What comes from Secrets, or refers to other variables as
    /// `$(NAME)`, is not known and not judged. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// An overlay is often made by copying another. A value that was not changed then sends the staging
    /// environment to the production database, and nothing about the manifest is invalid.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         env:
    ///         - name: APP_ENV
    ///           value: prod
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         envFrom:
    ///         - configMapRef: {name: web}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: web
    /// data:
    ///   APP_ENV: production
    /// ```
    ///
    /// ## Configuration
    ///
    /// `patterns` lists what is wanted: the `name` of the variables and their `value`, both regular expressions
    /// that have to match as a whole, and the `overlays` that this holds for, as globs over their paths.
    /// Without `overlays` it holds for all.
    ///
    /// ```yaml
    /// patterns:
    /// - name: APP_ENV
    ///   value: dev[1-3]
    ///   overlays: "**/overlays/dev*"
    /// - name: APP_ENV
    ///   value: staging|production
    ///   overlays: {exclude: "**/overlays/dev*"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/>
    /// - <https://docs.rs/regex/latest/regex/#syntax>
    pub struct EnvironmentVariablePattern {
        patterns: Vec<Pattern>,
    }
    id: "environment-variable-pattern",
    summary: "an environment variable has a value that its overlay does not allow",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

/// What the variables of some names have to look like in some overlays.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    name: Expression,
    value: Expression,
    #[serde(default)]
    overlays: Globs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    patterns: Vec<Pattern>,
}

impl EnvironmentVariablePattern {
    pub(crate) const DEFAULT: Self = Self { patterns: Vec::new() };
}

impl Policy for EnvironmentVariablePattern {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { patterns } = options(node)?;
        Ok(Box::new(Self { patterns }))
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let here = |pattern: &&Pattern| pattern.overlays.matches(overlay.path());
        let patterns: Vec<_> = self.patterns.iter().filter(here).collect();
        if patterns.is_empty() {
            return;
        }
        for container in workload.containers() {
            for variable in overlay.variables(workload, &container) {
                if let Some(pattern) = patterns.iter().find(|pattern| pattern.refuses(&variable)) {
                    let place = variable.place(&container);
                    findings.about(variable.holder).add(place, message(&variable), pattern.help());
                }
            }
        }
    }
}

impl Pattern {
    fn refuses(&self, variable: &Variable<'_>) -> bool {
        self.name.matches(&variable.name)
            && !self.value.matches(variable.value)
            && !refers_to_another(variable.value)
    }

    fn help(&self) -> String {
        if self.value.is_literal() {
            format!("set it to `{}`", self.value)
        } else {
            format!("set it to a value that matches `^({})$`", self.value)
        }
    }
}

/// The same for every overlay that the value reaches: what is wanted differs between them, and is in the help.
fn message(variable: &Variable<'_>) -> String {
    format!(
        "environment variable `{}` has the unexpected value `{}`",
        variable.name,
        shortened(variable.value)
    )
}

/// Whether the kubelet puts another variable's value in.
/// <https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>
fn refers_to_another(value: &str) -> bool {
    value.split_once("$(").is_some_and(|(before, rest)| !before.ends_with('$') && rest.contains(')'))
}

fn shortened(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_references_to_other_variables() {
        assert!(refers_to_another("$(ENV)-db"));
        assert!(!refers_to_another("$$(ENV)-db"));
        assert!(!refers_to_another("$(ENV"));
    }

    #[test]
    fn shortens_long_values_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ä".repeat(80)), format!("{}…", "ä".repeat(60)));
    }
}

//! Environment variables whose values belong to another environment.

use overlint_policy::{
    ConfigError, Declaration, Findings, Globs, OptionsSchema, Overlay, Policy, Variable, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::{Subjects, is_meant};
use crate::shared::text::shortened;

policy! {
    /// ## What it does
    ///
    /// Compares the values of environment variables with patterns, overlay by overlay. It looks at what stands
    /// under `env`, and at the ConfigMaps and Secrets of the overlay that arrive by `envFrom` or by key, so that
    /// a line of an env file is found as well. References to other variables, `$(NAME)`, are replaced as the
    /// kubelet does; what comes from elsewhere is not known and not judged. Without a configuration it finds
    /// nothing.
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
    /// Without `overlays` it holds for all. `only` and `exempt` list workloads that it holds for, or not: each
    /// entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pattern {
    /// A regular expression for the whole names of the variables.
    name: Expression,
    /// A regular expression that their whole values have to match.
    value: Expression,
    /// The overlays that this holds for; without it, all.
    #[serde(default)]
    overlays: Globs,
    /// The workloads and containers that this holds for; without it, all.
    #[serde(default)]
    only: Subjects,
    /// The workloads and containers that this does not hold for.
    #[serde(default)]
    exempt: Subjects,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// What the values have to match.
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

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn overlay_globs(&self) -> Vec<&Globs> {
        self.patterns.iter().map(|one| &one.overlays).collect()
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let here = |pattern: &&Pattern| pattern.overlays.matches(overlay.path());
        let patterns: Vec<_> = self.patterns.iter().filter(here).collect();
        if patterns.is_empty() {
            return;
        }
        for environment in overlay.environments() {
            let (workload, container) = (&environment.workload, &environment.container);
            for variable in &environment.variables {
                let Some(value) = variable.value.as_deref() else { continue };
                let refuses = |pattern: &&&Pattern| {
                    pattern.refuses(&variable.name, value)
                        && is_meant(&pattern.only, &pattern.exempt, workload, container)
                };
                if let Some(pattern) = patterns.iter().find(refuses) {
                    let place = variable.place(container);
                    findings.about(variable.holder).add(place, message(variable), pattern.help());
                }
            }
        }
    }
}

impl Pattern {
    fn refuses(&self, name: &str, value: &str) -> bool {
        self.name.matches(name) && !self.value.matches(value)
    }

    fn help(&self) -> String {
        if self.value.is_literal() {
            format!("set it to `{}`", self.value)
        } else {
            format!("set it to a value that matches `^({})$`", self.value)
        }
    }
}

/// The same for every overlay that the value reaches: what is wanted differs between them, and is in the help. What a
/// Secret holds is not shown.
fn message(variable: &Variable<'_>) -> String {
    let name = &variable.name;
    match variable.value.as_deref().filter(|_| variable.holder.kind != "Secret") {
        Some(value) => {
            format!("environment variable `{name}` has the unexpected value `{}`", shortened(value))
        }
        None => format!("environment variable `{name}` has an unexpected value"),
    }
}

//! Environment variables that an overlay must not set.

use overlint_policy::{
    ConfigError, Declaration, Findings, Globs, OptionsSchema, Overlay, Policy, Variable, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::{Subjects, is_meant};

policy! {
    /// ## What it does
    ///
    /// Finds environment variables which the configuration forbids for their overlay, by name or by name and value,
    /// whether they stand under `env` or come from a ConfigMap or Secret of the overlay. Without a configuration it
    /// finds nothing.
    ///
    /// ## Why it matters
    ///
    /// A switch for debugging, or a shortcut around authentication, is meant for one environment and easily carried
    /// into another with a copied patch.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: APP_DEBUG
    ///       value: "true"
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - name: APP_DEBUG
    ///       value: "false"
    /// ```
    ///
    /// ## Configuration
    ///
    /// `variables` lists what is forbidden: the `name` and, if not every value is, the `value`, both regular
    /// expressions that have to match as a whole; and what it is forbidden to. `overlays` has globs over the paths
    /// of overlays; `only` and `exempt` list workloads that it holds for, or not: each entry has globs for `kind`,
    /// `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// variables:
    /// - name: .*_DEBUG
    ///   value: "true|1"
    ///   overlays: "**/overlays/production"
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    /// - <https://docs.rs/regex/latest/regex/#syntax>
    pub struct ForbiddenEnvironmentVariable {
        variables: Vec<Forbidden>,
    }
    id: "forbidden-environment-variable",
    summary: "an environment variable is set that its overlay must not set",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl ForbiddenEnvironmentVariable {
    pub(crate) const DEFAULT: Self = Self { variables: Vec::new() };
}

/// Variables, and where they must not be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Forbidden {
    /// A regular expression for the whole names of the variables.
    name: Expression,
    /// A regular expression for the whole values that are forbidden; without it, every value is.
    value: Option<Expression>,
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
    /// The variables that are forbidden.
    variables: Vec<Forbidden>,
}

impl Policy for ForbiddenEnvironmentVariable {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { variables } = options(node)?;
        Ok(Box::new(Self { variables }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn overlay_globs(&self) -> Vec<&Globs> {
        self.variables.iter().map(|one| &one.overlays).collect()
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        let here = |one: &&Forbidden| one.overlays.matches(overlay.path());
        let forbidden: Vec<_> = self.variables.iter().filter(here).collect();
        if forbidden.is_empty() {
            return;
        }
        for environment in overlay.environments() {
            let (workload, container) = (&environment.workload, &environment.container);
            for variable in &environment.variables {
                let forbids = |one: &&Forbidden| {
                    one.has(variable) && is_meant(&one.only, &one.exempt, workload, container)
                };
                if forbidden.iter().any(forbids) {
                    let message =
                        format!("environment variable `{}` must not be set to this here", variable.name);
                    let mut findings = findings.about(variable.holder);
                    findings.add(
                        variable.place(container),
                        message,
                        "remove it from this overlay, or change it",
                    );
                }
            }
        }
    }
}

impl Forbidden {
    /// Whether the variable is forbidden. One whose value is not known is, if every value is forbidden.
    fn has(&self, variable: &Variable<'_>) -> bool {
        let has_value =
            |wanted: &Expression| variable.value.as_deref().is_some_and(|value| wanted.matches(value));
        self.name.matches(&variable.name) && self.value.as_ref().is_none_or(has_value)
    }
}

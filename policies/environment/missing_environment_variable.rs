//! Environment variables that an overlay has to set.

use overlint_policy::{
    ConfigError, ContainerEnvironment, Declaration, Findings, Globs, OptionsSchema, Overlay, Policy, Role,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::{Subjects, is_meant};

policy! {
    /// ## What it does
    ///
    /// Finds containers that lack an environment variable which the configuration requires for their overlay. A
    /// container whose `envFrom` takes a ConfigMap or Secret from outside of the overlay is not judged, since the
    /// variable may come from there. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// Most programs have a default for a variable that is not set, and it is seldom the one for production.
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
    ///     - name: LOG_LEVEL
    ///       value: info
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
    ///     - name: APP_ENV
    ///       value: production
    /// ```
    ///
    /// ## Configuration
    ///
    /// `variables` lists what is required: the `name`, and what it is required of. `overlays` has globs over the
    /// paths of overlays; `only` and `exempt` list workloads that it holds for, or not: each entry has globs for
    /// `kind`, `name`, `namespace`, `labels` (key by key) or `container`. Without `only` it is required of the main
    /// containers of every workload, not of init containers and sidecars.
    ///
    /// ```yaml
    /// variables:
    /// - name: APP_ENV
    ///   overlays: "**/overlays/production"
    ///   exempt:
    ///   - {kind: "{Job,CronJob}"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    pub struct MissingEnvironmentVariable {
        variables: Vec<Required>,
    }
    id: "missing-environment-variable",
    summary: "a container lacks an environment variable that its overlay has to set",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingEnvironmentVariable {
    pub(crate) const DEFAULT: Self = Self { variables: Vec::new() };
}

/// A variable, and where it has to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Required {
    /// The name of the variable.
    name: String,
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
    /// The variables that are required.
    variables: Vec<Required>,
}

impl Policy for MissingEnvironmentVariable {
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
        for required in self.variables.iter().filter(|one| one.overlays.matches(overlay.path())) {
            for environment in overlay.environments() {
                if environment.is_complete
                    && required.is_meant(environment)
                    && environment.get(&required.name).is_none()
                {
                    let (name, container) = (&required.name, &environment.container);
                    let message =
                        format!("container `{}` lacks the environment variable `{name}`", container.name());
                    let mut findings = findings.about(environment.workload.object);
                    findings.add(container.missing(&["env"]), message, format!("set `{name}`"));
                }
            }
        }
    }
}

impl Required {
    fn is_meant(&self, environment: &ContainerEnvironment<'_>) -> bool {
        let has_role = !self.only.is_empty() || environment.container.role == Role::Main;
        has_role && is_meant(&self.only, &self.exempt, &environment.workload, &environment.container)
    }
}

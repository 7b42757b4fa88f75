//! Liveness probes that give up after a moment.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Timing, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds containers whose `livenessProbe` gives up within a few seconds: `failureThreshold` times
    /// `periodSeconds` is less than 3, or than what is configured.
    ///
    /// ## Why it matters
    ///
    /// A garbage collection, a slow disk or a busy node last longer than that. The container is restarted for what
    /// would have passed by itself, which makes a busy node busier.
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
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           periodSeconds: 1
    ///           failureThreshold: 1
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
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           periodSeconds: 5
    /// ```
    ///
    /// ## Configuration
    ///
    /// `seconds` is the least time in which a liveness probe may give up; 3 where nothing is said. `exempt` lists
    /// workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or
    /// `container`.
    ///
    /// ```yaml
    /// seconds: 3
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>
    pub struct HastyLivenessProbe {
        options: Options,
    }
    id: "hasty-liveness-probe",
    summary: "a liveness probe gives up after a moment",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl HastyLivenessProbe {
    pub(crate) const DEFAULT: Self = Self { options: Options { seconds: SECONDS, exempt: Subjects::NONE } };
}

const SECONDS: i64 = 3;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The least number of seconds in which a liveness probe may give up; 3 without it.
    #[serde(default = "default_seconds")]
    seconds: i64,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

fn default_seconds() -> i64 {
    SECONDS
}

impl Policy for HastyLivenessProbe {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers() {
            let Some(liveness) = container.probe("livenessProbe") else { continue };
            let patience = liveness.patience();
            if patience < self.options.seconds && !self.options.exempt.have(workload, &container) {
                let place = liveness.timing_place(&container, Timing::Period);
                let message = format!(
                    "the liveness probe of container `{}` gives up after {patience} s",
                    container.name()
                );
                findings.add(place, message, "raise `periodSeconds` or `failureThreshold`");
            }
        }
    }
}

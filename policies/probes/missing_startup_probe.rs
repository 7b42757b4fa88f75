//! Slow starts that a liveness probe waits for blindly.

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
    /// Finds containers whose `livenessProbe` waits long before its first attempt, in `initialDelaySeconds`, and
    /// that have no `startupProbe`.
    ///
    /// ## Why it matters
    ///
    /// A fixed delay is too long for most starts, in which a hanging program goes unnoticed, and too short for the
    /// slowest, which then is killed again and again. A startup probe ends as soon as the program is there, and may
    /// wait much longer.
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
    ///           initialDelaySeconds: 120
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
    ///         startupProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           failureThreshold: 30
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `delay` is how many seconds a liveness probe may wait without a startup probe; 60 where nothing is said.
    /// `exempt` lists workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels`
    /// (key by key) or `container`.
    ///
    /// ```yaml
    /// delay: 60
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>
    pub struct MissingStartupProbe {
        options: Options,
    }
    id: "missing-startup-probe",
    summary: "a liveness probe waits long where a startup probe would not",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingStartupProbe {
    pub(crate) const DEFAULT: Self = Self { options: Options { delay: DELAY, exempt: Subjects::NONE } };
}

const DELAY: i64 = 60;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// How many seconds a liveness probe may wait without a startup probe; 60 without it.
    #[serde(default = "default_delay")]
    delay: i64,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

fn default_delay() -> i64 {
    DELAY
}

impl Policy for MissingStartupProbe {
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
            let delay = liveness.timing(Timing::InitialDelay);
            let is_patient = delay > self.options.delay && container.probe("startupProbe").is_none();
            if is_patient && !self.options.exempt.have(workload, &container) {
                let place = liveness.timing_place(&container, Timing::InitialDelay);
                let message = format!(
                    "container `{}` gets {delay} s to start, whether it needs them or not",
                    container.name()
                );
                findings.add(place, message, "add a `startupProbe` in place of the delay");
            }
        }
    }
}

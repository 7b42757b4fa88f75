//! Containers that nobody restarts when they hang.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Role, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::subjects::{Exempt, Subjects};

policy! {
    /// ## What it does
    ///
    /// Finds containers without a `livenessProbe` in workloads that run for ever. Jobs, CronJobs, bare Pods, init
    /// containers and sidecars are never looked at.
    ///
    /// ## Why it matters
    ///
    /// A process that has ended is restarted in any case, one that hangs only if a probe tells. Not every program
    /// needs one: a probe that is too strict restarts what would have recovered, so this policy is for teams that
    /// want one everywhere.
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
    ///         readinessProbe:
    ///           httpGet: {path: /ready, port: 8080}
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
    ///         readinessProbe:
    ///           httpGet: {path: /ready, port: 8080}
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `exempt` lists workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels`
    /// (key by key) or `container`.
    ///
    /// ```yaml
    /// exempt:
    /// - {container: "istio-*"}
    /// - {kind: DaemonSet, labels: {tier: batch}}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>
    pub struct MissingLivenessProbe {
        exempt: Subjects,
    }
    id: "missing-liveness-probe",
    summary: "a container has no liveness probe",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingLivenessProbe {
    pub(crate) const DEFAULT: Self = Self { exempt: Subjects::NONE };
}

const PATH: [&str; 1] = ["livenessProbe"];

impl Policy for MissingLivenessProbe {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Exempt { exempt } = options(node)?;
        Ok(Box::new(Self { exempt }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Exempt::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if !workload.kind.runs_forever() {
            return;
        }
        for container in workload.containers().filter(|container| container.role == Role::Main) {
            if !container.has(&PATH) && !self.exempt.have(workload, &container) {
                let message = format!("container `{}` has no liveness probe", container.name());
                findings.add(container.missing(&PATH), message, "add a `livenessProbe`");
            }
        }
    }
}

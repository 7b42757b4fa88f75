//! Containers that may take all memory of their node.

use overlint_policy::{
    Amount, ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::subjects::ContainerOptions;

policy! {
    /// ## What it does
    ///
    /// Finds containers without `resources.limits.memory`. Init containers are left out, since they end before
    /// the pod runs; a native sidecar is not one of them. A limit of the whole pod, or a LimitRange of the same
    /// overlay and namespace, is enough.
    ///
    /// ## Why it matters
    ///
    /// A container without a memory limit may grow until its node has none left. The kernel then kills what it
    /// finds, which may be another team's pod, and the node may be lost as a whole.
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
    ///         resources:
    ///           requests: {cpu: 50m, memory: 64Mi}
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
    ///         resources:
    ///           requests: {cpu: 50m, memory: 64Mi}
    ///           limits: {memory: 128Mi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `init-containers: true` asks init containers too. `exempt` lists workloads that are left out: each entry has
    /// globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// exempt:
    /// - {kind: CronJob, name: "report-*"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/>
    pub struct MissingMemoryLimit {
        options: ContainerOptions,
    }
    id: "missing-memory-limit",
    summary: "a container has no memory limit",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingMemoryLimit {
    pub(crate) const DEFAULT: Self = Self { options: ContainerOptions::DEFAULT };
}

const PATH: [&str; 3] = ["resources", "limits", "memory"];

impl Policy for MissingMemoryLimit {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(ContainerOptions::json_schema)
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in self.options.containers(workload).filter(|container| !container.has(&PATH)) {
            if overlay.fills_in(workload, Amount::Limit, "memory") {
                return;
            }
            let message = format!("container `{}` has no memory limit", container.name());
            findings.add(container.missing(&PATH), message, "set `resources.limits.memory`");
        }
    }
}

//! Containers that may take all memory of their node.

use overlint_policy::{Amount, Declaration, Findings, Overlay, Policy, Workload, policy};

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
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/>
    pub struct MissingMemoryLimit;
    id: "missing-memory-limit",
    summary: "a container has no memory limit",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingMemoryLimit {
    pub(crate) const DEFAULT: Self = Self;
}

const PATH: [&str; 3] = ["resources", "limits", "memory"];

impl Policy for MissingMemoryLimit {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers().filter(|container| !container.has(&PATH)) {
            if overlay.fills_in(workload, Amount::Limit, "memory") {
                return;
            }
            let message = format!("container `{}` has no memory limit", container.name());
            findings.add(container.missing(&PATH), message, "set `resources.limits.memory`");
        }
    }
}

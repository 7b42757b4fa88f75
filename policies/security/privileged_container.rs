//! Containers with every right on their node.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds containers with `privileged: true`.
    ///
    /// ## Why it matters
    ///
    /// A privileged container sees every device of its node and may do what root does there. Nothing keeps
    /// it apart from the other pods.
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
    ///         securityContext:
    ///           privileged: true
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
    ///         securityContext:
    ///           capabilities:
    ///             add: [NET_BIND_SERVICE]
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    pub struct PrivilegedContainer;
    id: "privileged-container",
    summary: "a container is privileged",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl PrivilegedContainer {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PrivilegedContainer {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            let field = container.context("privileged");
            if field.value().and_then(Node::as_bool) == Some(true) {
                let message = format!("container `{}` is privileged", container.name());
                findings.add(
                    field.place(workload, &container),
                    message,
                    "remove it, and add the capabilities that are needed",
                );
            }
        }
    }
}

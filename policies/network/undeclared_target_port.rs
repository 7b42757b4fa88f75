//! Services that send traffic to a port that no container lists.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

use crate::shared::service::{Target, targets};

policy! {
    /// ## What it does
    ///
    /// Finds ports of a Service whose target is a number, where the overlay holds workloads that the
    /// Service selects, one of their containers declares ports, and none declares this one.
    ///
    /// ## Why it matters
    ///
    /// Ports need not be declared, so this may work. More often the program listens elsewhere since
    /// somebody changed its port.
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
    ///         ports:
    ///         - containerPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: 8081
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
    ///         ports:
    ///         - containerPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: 8080
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>
    pub struct UndeclaredTargetPort;
    id: "undeclared-target-port",
    summary: "a Service sends traffic to a port number that none of its pods declares",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl UndeclaredTargetPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for UndeclaredTargetPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for Target { node, pointer, workloads, .. } in targets(overlay, object) {
            let Some(number) = node.as_i64() else { continue };
            let ports = || {
                workloads
                    .iter()
                    .flat_map(Workload::running_containers)
                    .flat_map(|container| container.ports())
            };
            let is_it = |port: &Node| port.get("containerPort").and_then(Node::as_i64) == Some(number);
            if ports().next().is_some() && !ports().any(is_it) {
                let message = format!("no container of the selected pods declares the port {number}");
                findings.add(Place::of(node, pointer), message, "correct the port, or declare it");
            }
        }
    }
}

//! Containers that take a port of their node.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds ports with a `hostPort`. Pods on the network of their node are left out: all their ports are
    /// ports of the node, and `host-namespace` finds them.
    ///
    /// ## Why it matters
    ///
    /// A port of the node is open to whoever reaches the node, past Services and often past network
    /// policies. And only one pod with it fits on a node.
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
    ///           hostPort: 8080
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
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/overview/>
    pub struct HostPort;
    id: "host-port",
    summary: "a container takes a port of its node",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl HostPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for HostPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.is_on_host_network() {
            return;
        }
        for container in workload.containers() {
            for (index, port) in container.ports().iter().enumerate() {
                let Some(node) =
                    port.get("hostPort").filter(|node| node.as_i64().is_some_and(|port| port > 0))
                else {
                    continue;
                };
                let pointer = format!("{}/hostPort", container.item_pointer("ports", index));
                let number = node.text().unwrap_or_default();
                let message = format!("container `{}` takes the port {number} of its node", container.name());
                findings.add(
                    Place::of(node, pointer),
                    message,
                    "remove `hostPort`, and put a Service before it",
                );
            }
        }
    }
}

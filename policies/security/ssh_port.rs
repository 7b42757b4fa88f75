//! Containers with a server for remote shells.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds declared TCP ports 22.
    ///
    /// ## Why it matters
    ///
    /// A container that runs an SSH server can be entered past the API server, its rules and its log.
    /// `kubectl exec` needs no such server.
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
    ///         - containerPort: 22
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
    ///         - containerPort: 8022
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/>
    pub struct SshPort;
    id: "ssh-port",
    summary: "a container declares the port of SSH",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl SshPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for SshPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            for (index, port) in container.ports().iter().enumerate() {
                let is_tcp =
                    port.get("protocol").and_then(Node::text).is_none_or(|protocol| protocol == "TCP");
                if let Some(node) =
                    port.get("containerPort").filter(|node| is_tcp && node.as_i64() == Some(22))
                {
                    let pointer = format!("{}/containerPort", container.item_pointer("ports", index));
                    let message = format!("container `{}` declares the port of SSH", container.name());
                    findings.add(
                        Place::of(node, pointer),
                        message,
                        "remove the SSH server, and use `kubectl exec`",
                    );
                }
            }
        }
    }
}

//! Containers that listen where only root may.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds declared container ports below 1024, or below what the pod sets `net.ipv4.ip_unprivileged_port_start`
    /// to. Pods for Windows are left out.
    ///
    /// ## Why it matters
    ///
    /// Many runtimes let only root, or a program with `NET_BIND_SERVICE`, listen there. A Service can lead
    /// its port 80 to any port of the container.
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
    ///         - containerPort: 80
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
    /// - <https://www.w3.org/Daemon/User/Installation/PrivilegedPorts.html>
    pub struct PrivilegedPort;
    id: "privileged-port",
    summary: "a container listens on a port below 1024",
    severity: Info,
    since: "0.1.0",
    profile: Security,
}

impl PrivilegedPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PrivilegedPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let privileged = 1..first_unprivileged(workload);
        for container in workload.linux_containers() {
            for (index, port) in container.ports().iter().enumerate() {
                let Some(node) = port.get("containerPort") else { continue };
                let Some(number) = node.as_i64().filter(|number| privileged.contains(number)) else {
                    continue;
                };
                let pointer = format!("{}/containerPort", container.item_pointer("ports", index));
                let message =
                    format!("container `{}` listens on the privileged port {number}", container.name());
                findings.add(Place::of(node, pointer), message, "let it listen on a port from 1024 on");
            }
        }
    }
}

/// The first port that any user may listen on.
/// <https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/>
fn first_unprivileged(workload: &Workload<'_>) -> i64 {
    let sysctls = workload.pod.at(&["securityContext", "sysctls"]).map_or(&[][..], Node::items);
    let named =
        |one: &&Node| one.get("name").and_then(Node::text) == Some("net.ipv4.ip_unprivileged_port_start");
    let value = sysctls.iter().find(named).and_then(|one| one.get("value")?.text()?.parse().ok());
    value.unwrap_or(1024)
}

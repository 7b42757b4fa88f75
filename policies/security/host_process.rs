//! Windows containers that are processes of their node.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds `windowsOptions.hostProcess: true`, of a pod or of a container.
    ///
    /// ## Why it matters
    ///
    /// Such a container is no container: its processes run on the node, with all its rights.
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
    ///       securityContext:
    ///         windowsOptions:
    ///           hostProcess: true
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
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
    ///       securityContext:
    ///         windowsOptions:
    ///           runAsUserName: ContainerUser
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/>
    pub struct HostProcess;
    id: "host-process",
    summary: "a container is a process of its Windows node",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl HostProcess {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for HostProcess {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        report(workload.pod, workload.pod_pointer(), "the pod is a process", findings);
        for container in workload.containers().filter(|container| container.has(&PATH)) {
            let what = format!("container `{}` is a process", container.name());
            report(container.node, &container.pointer(), &what, findings);
        }
    }
}

const PATH: [&str; 3] = ["securityContext", "windowsOptions", "hostProcess"];

fn report(node: &Node, pointer: &str, what: &str, findings: &mut Findings<'_>) {
    if let Some(value) = node.at(&PATH).filter(|value| value.as_bool() == Some(true)) {
        let place = Place::of(value, format!("{pointer}/{}", PATH.join("/")));
        findings.add(place, format!("{what} of its node"), "remove `hostProcess`");
    }
}

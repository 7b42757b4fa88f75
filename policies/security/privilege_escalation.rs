//! Containers whose processes may gain rights.

use crate::shared::context::without;
use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds containers without `allowPrivilegeEscalation: false`. Where it is not set, it is true. A capability
    /// that makes it pointless, as `SYS_ADMIN` does, is found by `dangerous-capability`. Pods for Windows are left
    /// out.
    ///
    /// ## Why it matters
    ///
    /// Without it a process may gain more rights than its parent has, by a setuid program such as `sudo`.
    /// It is allowed unless it is forbidden.
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
    ///           allowPrivilegeEscalation: false
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
    pub struct PrivilegeEscalation;
    id: "privilege-escalation",
    summary: "a container allows its processes to gain rights",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl PrivilegeEscalation {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PrivilegeEscalation {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for (container, place) in without(workload, "allowPrivilegeEscalation", false) {
            let message = format!("container `{}` allows privilege escalation", container.name());
            findings.add(place, message, "set `securityContext.allowPrivilegeEscalation: false`");
        }
    }
}

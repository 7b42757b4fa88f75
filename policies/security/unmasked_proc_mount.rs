//! Containers that see all of `/proc`.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds containers with `procMount: Unmasked`, unless the pod has a user namespace of its own
    /// (`hostUsers: false`).
    ///
    /// ## Why it matters
    ///
    /// The runtime hides parts of `/proc` by which a container can read or change its node's kernel.
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
    ///           procMount: Unmasked
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
    ///           procMount: Default
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    pub struct UnmaskedProcMount;
    id: "unmasked-proc-mount",
    summary: "a container sees the parts of /proc that the runtime hides",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl UnmaskedProcMount {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for UnmaskedProcMount {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.has_own_users() {
            return;
        }
        for container in workload.containers() {
            let field = container.context("procMount");
            if field.text() == Some("Unmasked") {
                let message = format!("container `{}` sees all of `/proc`", container.name());
                findings.add(field.place(workload, &container), message, "remove `procMount`");
            }
        }
    }
}

//! Containers that may make every system call.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds containers for which neither their own security context nor that of the pod sets a
    /// `seccompProfile`, and those that set it to `Unconfined`. Pods for Windows are left out.
    ///
    /// ## Why it matters
    ///
    /// Without a profile a container may make every system call of the kernel, and each is a way out of it.
    /// The default profile of the runtime forbids what ordinary programs never do.
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
    ///       securityContext:
    ///         seccompProfile:
    ///           type: RuntimeDefault
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
    /// - <https://kubernetes.io/docs/tutorials/security/seccomp/>
    pub struct MissingSeccompProfile;
    id: "missing-seccomp-profile",
    summary: "a container has no seccomp profile",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl MissingSeccompProfile {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingSeccompProfile {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.linux_containers() {
            let field = workload.context(&container, "seccompProfile");
            let kind = field.value().and_then(|profile| profile.get("type")?.text());
            let fault = match kind {
                None => "has no seccomp profile",
                Some("Unconfined") => "has no seccomp profile but `Unconfined`",
                Some(_) => continue,
            };
            let message = format!("container `{}` {fault}", container.name());
            let help =
                "set `securityContext.seccompProfile.type: RuntimeDefault`, of the pod or the container";
            findings.add(field.place(workload, &container), message, help);
        }
    }
}

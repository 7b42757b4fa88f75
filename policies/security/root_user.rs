//! Containers that may run as root.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds containers for which neither their own security context nor that of the pod says
    /// `runAsNonRoot: true` or a `runAsUser` other than 0, and those that say `runAsUser: 0`. Pods for
    /// Windows are left out, and those with a user namespace of their own (`hostUsers: false`).
    ///
    /// ## Why it matters
    ///
    /// Whoever breaks out of a container that runs as root is root on the node. What the image says is not
    /// enough: it may change with the next tag.
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
    ///           runAsNonRoot: true
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    pub struct RootUser;
    id: "root-user",
    summary: "a container may run as root",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl RootUser {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for RootUser {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.has_own_users() {
            return;
        }
        for container in workload.linux_containers() {
            let user = workload.context(&container, "runAsUser");
            let other = workload.context(&container, "runAsNonRoot");
            let is_refused = other.value().and_then(Node::as_bool) == Some(true);
            let (place, message) = match user.value() {
                Some(number) if number.as_i64() == Some(0) => {
                    (user.place(workload, &container), "runs as root")
                }
                None if !is_refused => (other.place(workload, &container), "may run as root"),
                _ => continue,
            };
            let message = format!("container `{}` {message}", container.name());
            findings.add(
                place,
                message,
                "set `securityContext.runAsNonRoot: true`, and a `runAsUser` if the image has none",
            );
        }
    }
}

//! Containers that may write over their image.

use crate::shared::context::without;
use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds containers without `readOnlyRootFilesystem: true`. Pods for Windows are left out.
    ///
    /// ## Why it matters
    ///
    /// An attacker who can write to the file system of a container can replace its programs and leave tools
    /// behind. What the program has to write belongs on a volume.
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
    ///           readOnlyRootFilesystem: true
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
    pub struct WritableRootFilesystem;
    id: "writable-root-filesystem",
    summary: "a container may write to its root file system",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl WritableRootFilesystem {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for WritableRootFilesystem {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for (container, place) in without(workload, "readOnlyRootFilesystem", true) {
            let message = format!("container `{}` may write to its root file system", container.name());
            let help =
                "set `securityContext.readOnlyRootFilesystem: true`, and mount an `emptyDir` where it writes";
            findings.add(place, message, help);
        }
    }
}

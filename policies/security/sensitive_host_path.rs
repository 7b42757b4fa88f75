//! Pods that reach what their node lives on.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Workload, policy};

use crate::shared::host_path::HostPath;

policy! {
    /// ## What it does
    ///
    /// Finds `hostPath` volumes that are the socket of a container runtime or a directory of the system:
    /// `/`, `/boot`, `/dev`, `/etc`, `/lib`, `/proc`, `/root`, `/run`, `/sys`, `/usr`, `/var`, `/var/run`,
    /// and those of the kubelet and the runtime.
    ///
    /// ## Why it matters
    ///
    /// Whoever can talk to the container runtime can start a privileged container, and whoever can write to
    /// these directories owns the node. Even reading them gives away credentials.
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
    ///       volumes:
    ///       - name: docker
    ///         hostPath:
    ///           path: /var/run/docker.sock
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
    ///       volumes:
    ///       - name: cache
    ///         emptyDir: {}
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
    /// - <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath>
    pub struct SensitiveHostPath;
    id: "sensitive-host-path",
    summary: "a pod mounts a system directory or the socket of the container runtime of its node",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl SensitiveHostPath {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for SensitiveHostPath {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for volume in HostPath::all(workload) {
            if let Some(danger) = volume.danger() {
                let message = format!("volume `{}` is `{}`, {danger} of the node", volume.name, volume.path);
                findings.add(
                    volume.place(workload),
                    message,
                    "remove it, or mount only the file that is needed",
                );
            }
        }
    }
}

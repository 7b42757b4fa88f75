//! Containers that may write to the file system of their node.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

use crate::shared::host_path::HostPath;

policy! {
    /// ## What it does
    ///
    /// Finds mounts of `hostPath` volumes without `readOnly: true`.
    ///
    /// ## Why it matters
    ///
    /// What a container writes there stays when the pod is gone, and may be what the node or another pod
    /// runs.
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
    ///         volumeMounts:
    ///         - name: logs
    ///           mountPath: /logs
    ///       volumes:
    ///       - name: logs
    ///         hostPath:
    ///           path: /var/log
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
    ///         volumeMounts:
    ///         - name: logs
    ///           mountPath: /logs
    ///           readOnly: true
    ///       volumes:
    ///       - name: logs
    ///         hostPath:
    ///           path: /var/log
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath>
    pub struct WritableHostPath;
    id: "writable-host-path",
    summary: "a container may write to a directory of its node",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl WritableHostPath {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for WritableHostPath {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for volume in HostPath::all(workload) {
            for container in workload.containers() {
                let mounts = container.node.get("volumeMounts").map_or(&[][..], Node::items);
                for (index, mount) in
                    mounts.iter().enumerate().filter(|(_, mount)| writes(mount, volume.name))
                {
                    let place = Place::of(mount, container.item_pointer("volumeMounts", index));
                    let message = format!(
                        "container `{}` may write to `{}` of the node",
                        container.name(),
                        volume.path
                    );
                    findings.add(place, message, "set `readOnly: true`");
                }
            }
        }
    }
}

fn writes(mount: &Node, volume: &str) -> bool {
    mount.get("name").and_then(Node::text) == Some(volume)
        && mount.get("readOnly").and_then(Node::as_bool) != Some(true)
}

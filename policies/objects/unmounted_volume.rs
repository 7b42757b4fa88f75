//! Volumes that no container mounts.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds volumes of a pod that no container mounts, nor uses as a device. Pods that get a sidecar by an
    /// annotation of a known injector are left out, since the sidecar may mount it.
    ///
    /// ## Why it matters
    ///
    /// What was meant to read the files does not see them: the mount was forgotten, or removed and the
    /// volume left behind. Still the pod waits for the volume before it starts.
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
    ///       - name: settings
    ///         configMap:
    ///           name: settings
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
    ///         volumeMounts:
    ///         - name: settings
    ///           mountPath: /etc/settings
    ///       volumes:
    ///       - name: settings
    ///         configMap:
    ///           name: settings
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/storage/volumes/>
    pub struct UnmountedVolume;
    id: "unmounted-volume",
    summary: "a pod has a volume that none of its containers mounts",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl UnmountedVolume {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for UnmountedVolume {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for (index, volume) in workload.pod.get("volumes").map_or(&[][..], Node::items).iter().enumerate() {
            let Some(node) = volume.get("name") else { continue };
            let Some(name) = node.text().filter(|name| !name.is_empty()) else { continue };
            if !workload.containers().any(|container| uses(container.node, name)) && !is_injected(workload) {
                let pointer = format!("{}/volumes/{index}", workload.pod_pointer());
                let message = format!("no container mounts the volume `{name}`");
                findings.add(Place::of(node, pointer), message, "mount it, or remove it");
            }
        }
    }
}

fn uses(container: &Node, volume: &str) -> bool {
    ["volumeMounts", "volumeDevices"].iter().any(|list| {
        let items = container.get(list).map_or(&[][..], Node::items);
        items.iter().any(|item| item.get("name").and_then(Node::text) == Some(volume))
    })
}

/// Whether an annotation has containers or mounts put into the pod.
fn is_injected(workload: &Workload<'_>) -> bool {
    const WORDS: [&str; 3] = ["inject", "sidecar.", "userVolumeMount"];
    let annotations = workload.template.at(&["metadata", "annotations"]).map_or(&[][..], Node::entries);
    annotations.iter().any(|entry| WORDS.iter().any(|word| entry.key.text().contains(word)))
}

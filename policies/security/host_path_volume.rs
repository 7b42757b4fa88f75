//! Pods that reach into the file system of their node.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::host_path::{HostPath, lies_below};

policy! {
    /// ## What it does
    ///
    /// Finds volumes of the type `hostPath`. What `sensitive-host-path` finds is left to it.
    ///
    /// ## Why it matters
    ///
    /// The files of a node belong to all its pods and outlive them. Another node has others, so the pod
    /// works only where it was tried.
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
    ///       - name: data
    ///         hostPath:
    ///           path: /data
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
    ///       - name: data
    ///         emptyDir: {}
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allowed` lists directories that are no fault, with all that lies below them.
    ///
    /// ```yaml
    /// allowed: [/var/log]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/storage/volumes/#hostpath>
    pub struct HostPathVolume {
        allowed: Vec<String>,
    }
    id: "host-path-volume",
    summary: "a pod mounts a directory of its node",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl HostPathVolume {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for HostPathVolume {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { allowed } = options(node)?;
        Ok(Box::new(Self { allowed }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for volume in HostPath::all(workload).filter(|volume| volume.danger().is_none()) {
            if !self.allowed.iter().any(|allowed| lies_below(volume.path, allowed)) {
                let message =
                    format!("volume `{}` is the directory `{}` of the node", volume.name, volume.path);
                findings.add(
                    volume.place(workload),
                    message,
                    "use another type of volume, such as a persistent one",
                );
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The directories that are no fault, with all that lies below them.
    allowed: Vec<String>,
}

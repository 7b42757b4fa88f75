//! Pods that share a namespace of their node.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds pods with `hostNetwork`, `hostPID` or `hostIPC`.
    ///
    /// ## Why it matters
    ///
    /// Such a pod reaches what listens on the node alone, sees or kills the node's processes, or reads
    /// their shared memory. Network policies do not hold for it.
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
    ///       hostNetwork: true
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
    ///       dnsPolicy: ClusterFirst
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allowed` lists those of the three that are no fault.
    ///
    /// ```yaml
    /// allowed: [hostIPC]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    pub struct HostNamespace {
        allowed: Vec<String>,
    }
    id: "host-namespace",
    summary: "a pod shares the network, the processes or the memory of its node",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl HostNamespace {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for HostNamespace {
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
        for (field, what) in [("hostIPC", "memory"), ("hostNetwork", "network"), ("hostPID", "processes")] {
            let Some(node) = workload.pod.get(field).filter(|node| node.as_bool() == Some(true)) else {
                continue;
            };
            if !self.allowed.iter().any(|allowed| allowed == field) {
                let place = Place::of(node, format!("{}/{field}", workload.pod_pointer()));
                findings.add(
                    place,
                    format!("the pod shares the {what} of its node"),
                    format!("remove `{field}`"),
                );
            }
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The fields, such as `hostIPC`, that are no fault.
    allowed: Vec<String>,
}

//! Pods that change the kernel of their node.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds `sysctls` that are not among those that Kubernetes holds for safe.
    ///
    /// ## Why it matters
    ///
    /// The kubelet refuses a pod with an unsafe kernel parameter unless its node allows it. Where it is
    /// allowed, it may harm the other pods of the node.
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
    ///       securityContext:
    ///         sysctls:
    ///         - name: kernel.msgmax
    ///           value: "65536"
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
    ///         sysctls:
    ///         - name: net.ipv4.ip_local_port_range
    ///           value: "1024 65535"
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allowed` lists further parameters that are no fault, since the nodes allow them.
    ///
    /// ```yaml
    /// allowed: [net.core.somaxconn]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/>
    pub struct UnsafeSysctl {
        allowed: Vec<String>,
    }
    id: "unsafe-sysctl",
    summary: "a pod sets a kernel parameter that reaches beyond it",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl UnsafeSysctl {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for UnsafeSysctl {
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
        let sysctls = workload.pod.at(&["securityContext", "sysctls"]).map_or(&[][..], Node::items);
        for (index, sysctl) in sysctls.iter().enumerate() {
            let Some(node) = sysctl.get("name") else { continue };
            let name = node.text().unwrap_or_default().replace('/', ".");
            if !SAFE.contains(&name.as_str()) && !self.allowed.contains(&name) {
                let pointer = format!("{}/securityContext/sysctls/{index}/name", workload.pod_pointer());
                let message = format!("the kernel parameter `{name}` is not safe");
                findings.add(
                    Place::of(node, pointer),
                    message,
                    "remove it, or allow it on the nodes and here",
                );
            }
        }
    }
}

/// What the kubelet allows by default, in its newest version.
const SAFE: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Further kernel parameters that are no fault.
    allowed: Vec<String>,
}

//! Containers that keep capabilities they do not need.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds containers that do not drop the capabilities that the configuration names, or `ALL`. Without a
    /// configuration that is `NET_RAW`. Pods for Windows are left out.
    ///
    /// ## Why it matters
    ///
    /// The runtime gives every container some capabilities. With `NET_RAW` it can forge packets and pose as
    /// another pod; few programs need it.
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
    ///           capabilities:
    ///             drop: [ALL]
    /// ```
    ///
    /// ## Configuration
    ///
    /// `drop` lists the capabilities that have to be dropped; dropping `ALL` drops each of them.
    ///
    /// ```yaml
    /// drop: [NET_RAW, SYS_CHROOT]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
    pub struct UndroppedCapabilities {
        /// Empty for `NET_RAW` alone.
        drop: Vec<String>,
    }
    id: "undropped-capabilities",
    summary: "a container does not drop the capabilities that it should",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl UndroppedCapabilities {
    pub(crate) const DEFAULT: Self = Self { drop: Vec::new() };
}

impl Policy for UndroppedCapabilities {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { drop } = options(node)?;
        Ok(Box::new(Self { drop }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.linux_containers() {
            let dropped = container.node.at(&PATH).map_or(&[][..], Node::items);
            if let Some(kept) = self.kept(dropped) {
                let message =
                    format!("container `{}` does not drop the capability `{kept}`", container.name());
                let help = "add it to `securityContext.capabilities.drop`, or drop `ALL`";
                findings.add(container.missing(&PATH), message, help);
            }
        }
    }
}

const PATH: [&str; 3] = ["securityContext", "capabilities", "drop"];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The capabilities that have to be dropped.
    drop: Vec<String>,
}

impl UndroppedCapabilities {
    /// The first capability that should be dropped and is not.
    fn kept(&self, dropped: &[Node]) -> Option<&str> {
        let is_dropped = |name: &str| {
            let is_meant =
                |text: &str| text.eq_ignore_ascii_case("ALL") || text.trim_start_matches("CAP_") == name;
            dropped.iter().filter_map(Node::text).any(is_meant)
        };
        match self.drop.as_slice() {
            [] => Some("NET_RAW").filter(|name| !is_dropped(name)),
            names => names.iter().map(String::as_str).find(|name| !is_dropped(name)),
        }
    }
}

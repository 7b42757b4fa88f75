//! Capabilities that lead out of a container.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds capabilities under `add` that the baseline Pod Security Standard does not allow, such as
    /// `SYS_ADMIN`, `NET_ADMIN`, `NET_RAW` and `ALL`.
    ///
    /// ## Why it matters
    ///
    /// With most of these capabilities a process can take over its node or listen to the traffic of other
    /// pods.
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
    ///         securityContext:
    ///           capabilities:
    ///             add: [SYS_ADMIN]
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
    ///             add: [NET_BIND_SERVICE]
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allowed` lists further capabilities that are no fault.
    ///
    /// ```yaml
    /// allowed: [SYS_PTRACE]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/pod-security-standards/>
    /// - <https://man7.org/linux/man-pages/man7/capabilities.7.html>
    pub struct DangerousCapability {
        allowed: Vec<String>,
    }
    id: "dangerous-capability",
    summary: "a container adds a capability that endangers its node",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl DangerousCapability {
    pub(crate) const DEFAULT: Self = Self { allowed: Vec::new() };
}

impl Policy for DangerousCapability {
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
        for container in workload.containers() {
            let added =
                container.node.at(&["securityContext", "capabilities", "add"]).map_or(&[][..], Node::items);
            for (index, node) in added.iter().enumerate() {
                let Some(name) = node.text().map(without_prefix) else { continue };
                if BASELINE.contains(&name)
                    || self.allowed.iter().any(|allowed| without_prefix(allowed) == name)
                {
                    continue;
                }
                let pointer = format!("{}/securityContext/capabilities/add/{index}", container.pointer());
                let message = format!("container `{}` adds the capability `{name}`", container.name());
                findings.add(
                    Place::of(node, pointer),
                    message,
                    "remove it, or let another program do what needs it",
                );
            }
        }
    }
}

/// What the baseline Pod Security Standard lets a container add.
const BASELINE: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Further capabilities that are no fault.
    allowed: Vec<String>,
}

/// Some runtimes take the name with the kernel's prefix, too.
fn without_prefix(name: &str) -> &str {
    name.strip_prefix("CAP_").unwrap_or(name)
}

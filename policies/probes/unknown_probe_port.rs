//! Probes and hooks that ask a port which the container does not have.

use overlint_policy::{
    ConfigError, Container, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Port, Workload,
    options, policy,
};
use overlint_source::{Node, suggest::closest};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds probes, and hooks of the life cycle, that name a port which the container does not declare under that
    /// name. With `numbers` it finds numbers as well that the container does not declare.
    ///
    /// ## Why it matters
    ///
    /// The kubelet looks for the name among the ports of the same container. If it is not there, the probe fails
    /// for ever: the container never becomes ready, or is restarted again and again. A number works without a
    /// declaration, and so is only suspicious.
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
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    ///         readinessProbe:
    ///           httpGet: {path: /ready, port: web}
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
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    ///         readinessProbe:
    ///           httpGet: {path: /ready, port: http}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `numbers: true` asks for numbers to be declared too. `exempt` lists workloads that are left out: each entry
    /// has globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// numbers: true
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>
    pub struct UnknownProbePort {
        options: Options,
    }
    id: "unknown-probe-port",
    summary: "a probe asks a port that the container does not have",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl UnknownProbePort {
    pub(crate) const DEFAULT: Self = Self { options: Options { numbers: false, exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Whether numbers have to be declared too.
    #[serde(default)]
    numbers: bool,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

/// Where handlers lie in a container.
const HANDLERS: [&[&str]; 5] = [
    &["readinessProbe"],
    &["livenessProbe"],
    &["startupProbe"],
    &["lifecycle", "postStart"],
    &["lifecycle", "preStop"],
];

impl Policy for UnknownProbePort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.containers() {
            for path in HANDLERS {
                let Some(handlers) = container.node.at(path) else { continue };
                for field in ["httpGet", "tcpSocket", "grpc"] {
                    let Some(port) = handlers.at(&[field, "port"]) else { continue };
                    let Some(message) = self.fault(&container, port) else { continue };
                    if self.options.exempt.have(workload, &container) {
                        continue;
                    }
                    let pointer = format!("{}/{}/{field}/port", container.pointer(), path.join("/"));
                    findings.add(Place::of(port, pointer), message, help(&container, port));
                }
            }
        }
    }
}

impl UnknownProbePort {
    fn fault(&self, container: &Container<'_>, port: &Node) -> Option<String> {
        match container.resolve_port(port)? {
            Port::Unknown(name) => {
                Some(format!("container `{}` has no port named `{name}`", container.name()))
            }
            Port::Number(number) if self.options.numbers && !container.declares(number) => {
                Some(format!("container `{}` does not declare the port {number}", container.name()))
            }
            Port::Number(_) => None,
        }
    }
}

fn help(container: &Container<'_>, port: &Node) -> String {
    let names = || container.ports().iter().filter_map(|port| port.get("name")?.text());
    // The API server allows no longer names, and few containers have so many.
    let wrong = port.text().filter(|name| name.len() <= 63);
    let near = wrong.and_then(|name| closest(name, names().take(100)));
    match near.or_else(|| names().next().filter(|_| names().count() == 1)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "add the port to the container's `ports`, or ask one that is there".to_owned(),
    }
}

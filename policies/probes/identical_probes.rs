//! Liveness probes that restart what is only busy.

use overlint_policy::{
    ConfigError, Container, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Probe, Workload,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::subjects::{Exempt, Subjects};

policy! {
    /// ## What it does
    ///
    /// Finds containers whose `livenessProbe` asks the same as their `readinessProbe`, and gives up no later. Ports
    /// are compared by number, so that a name and the number that it stands for are the same. A liveness probe that
    /// waits for more failures is not found: that is what the documentation of Kubernetes recommends.
    ///
    /// ## Why it matters
    ///
    /// A container that is not ready is left alone until it is. If the liveness probe asks the same question as
    /// impatiently, it is restarted at that moment instead, and its load goes to the others, which are restarted
    /// next.
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
    ///         readinessProbe:
    ///           httpGet: {path: /health, port: 8080}
    ///         livenessProbe:
    ///           httpGet: {path: /health, port: 8080}
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
    ///         readinessProbe:
    ///           httpGet: {path: /health, port: 8080}
    ///         livenessProbe:
    ///           httpGet: {path: /health, port: 8080}
    ///           failureThreshold: 10
    /// ```
    ///
    /// ## Configuration
    ///
    /// `exempt` lists workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels`
    /// (key by key) or `container`.
    ///
    /// ```yaml
    /// exempt:
    /// - {name: legacy-*}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>
    pub struct IdenticalProbes {
        exempt: Subjects,
    }
    id: "identical-probes",
    summary: "liveness and readiness probe ask the same",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl IdenticalProbes {
    pub(crate) const DEFAULT: Self = Self { exempt: Subjects::NONE };
}

impl Policy for IdenticalProbes {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Exempt { exempt } = options(node)?;
        Ok(Box::new(Self { exempt }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Exempt::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers() {
            let (Some(ready), Some(live)) =
                (container.probe("readinessProbe"), container.probe("livenessProbe"))
            else {
                continue;
            };
            let is_hasty = live.patience() <= ready.patience();
            if is_hasty && ask_the_same(&container, &ready, &live) && !self.exempt.have(workload, &container)
            {
                let message = format!(
                    "the liveness probe of container `{}` asks the same as its readiness probe, as impatiently",
                    container.name()
                );
                let place = Place::new(key_origin(&container, &live), container.pointer() + "/livenessProbe")
                    .related(key_origin(&container, &ready), "the readiness probe");
                findings.add(
                    place,
                    message,
                    "give it a question of its own, or a greater `failureThreshold`",
                );
            }
        }
    }
}

fn key_origin(container: &Container<'_>, probe: &Probe<'_>) -> overlint_source::Origin {
    container.node.entry(probe.field).map_or(probe.node.origin, |entry| entry.key.origin)
}

fn ask_the_same<'a>(container: &Container<'a>, one: &Probe<'a>, other: &Probe<'a>) -> bool {
    let (Some((field, left)), Some((other_field, right))) = (one.handler(), other.handler()) else {
        return false;
    };
    let port = |probe: &Probe<'a>| probe.port().and_then(|port| container.resolve_port(port));
    field == other_field
        && port(one) == port(other)
        && DEFAULTS.iter().all(|(key, default)| same(left.get(key), right.get(key), default))
        && ["command", "httpHeaders"].iter().all(|key| same_list(left.get(key), right.get(key)))
}

/// The other fields of handlers, with what they are where nothing is said.
const DEFAULTS: [(&str, &str); 4] = [("path", "/"), ("scheme", "HTTP"), ("host", ""), ("service", "")];

fn same(one: Option<&Node>, other: Option<&Node>, default: &str) -> bool {
    let text = |node: Option<&Node>| {
        let text = node.filter(|node| !node.is_null()).and_then(Node::text).filter(|text| !text.is_empty());
        text.unwrap_or(default).to_owned()
    };
    text(one) == text(other)
}

/// Whether two lists of texts, or of names with values, say the same.
fn same_list(one: Option<&Node>, other: Option<&Node>) -> bool {
    let items = |node: Option<&Node>| {
        let items = node.map_or(&[][..], Node::items).iter();
        let text = |node: &Node| match node.text() {
            Some(text) => vec![text.to_owned()],
            None => ["name", "value"]
                .map(|key| node.get(key).and_then(Node::text).unwrap_or_default().into())
                .into(),
        };
        items.map(text).collect::<Vec<Vec<String>>>()
    };
    items(one) == items(other)
}

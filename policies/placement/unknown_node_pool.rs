//! Pods that ask for nodes which there are not.

use std::collections::BTreeMap;

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, options, policy,
};
use overlint_source::{Node, suggest::closest};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::Workloads;

policy! {
    /// ## What it does
    ///
    /// Finds node selectors, node affinities and tolerations that name a value which the configuration does not
    /// list for the label or taint. Labels and taints that it does not name are not judged. Without a configuration
    /// it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// A name with a slip in it is a name like any other. The pod stays pending for ever, or runs where it was not
    /// meant to, if the affinity is only a wish.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   nodeSelector:
    ///     node.example.com/pool: aps
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   nodeSelector:
    ///     node.example.com/pool: apps
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `labels` and `taints` have the values that there are, key by key. `exempt` lists workloads that are left
    /// out: each entry has globs for `kind`, `name`, `namespace` and `labels` (key by key).
    ///
    /// ```yaml
    /// labels:
    ///   node.example.com/pool: [apps, batch]
    /// taints:
    ///   dedicated: [apps, batch]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
    pub struct UnknownNodePool {
        options: Options,
    }
    id: "unknown-node-pool",
    summary: "a pod names a pool of nodes that no configuration knows",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl UnknownNodePool {
    pub(crate) const DEFAULT: Self = Self {
        options: Options { labels: BTreeMap::new(), taints: BTreeMap::new(), exempt: Workloads::NONE },
    };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The values that labels of nodes have, key by key.
    #[serde(default)]
    labels: BTreeMap<String, Vec<String>>,
    /// The values that taints of nodes have, key by key.
    #[serde(default)]
    taints: BTreeMap<String, Vec<String>>,
    /// The workloads that are left out.
    #[serde(default)]
    exempt: Workloads,
}

impl Policy for UnknownNodePool {
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
        let Options { labels, taints, exempt } = &self.options;
        if (labels.is_empty() && taints.is_empty()) || exempt.have(workload) {
            return;
        }
        for ask in workload.node_requirements().iter().filter(|ask| ["In", "NotIn"].contains(&ask.operator)) {
            for value in ask.values {
                let place = || Place::of(value, ask.pointer(workload));
                check("nodes have the label", ask.key, value, labels, place, findings);
            }
        }
        for toleration in workload.tolerations() {
            let Some(value) = toleration.node.get("value").filter(|_| toleration.operator != "Exists") else {
                continue;
            };
            let pointer = || format!("{}/tolerations/{}/value", workload.pod_pointer(), toleration.index);
            check(
                "nodes have the taint",
                toleration.key,
                value,
                taints,
                || Place::of(value, pointer()),
                findings,
            );
        }
    }
}

/// Tells of a value that is not among those known for a key.
fn check(
    what: &str,
    key: &str,
    value: &Node,
    known: &BTreeMap<String, Vec<String>>,
    place: impl FnOnce() -> Place,
    findings: &mut Findings<'_>,
) {
    let (Some(values), Some(text)) = (known.get(key), value.text()) else { return };
    if values.iter().any(|known| known == text) {
        return;
    }
    let help = match closest(text, values.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of those configured: {}", values.join(", ")),
    };
    findings.add(place(), format!("no {what} `{key}={text}`"), help);
}

//! Pods that ask for one pool of nodes and tolerate the taint of another.

use overlint_policy::{
    ConfigError, Declaration, Findings, NodeRequirement, OptionsSchema, Overlay, Policy, Toleration,
    Workload, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::Workloads;

policy! {
    /// ## What it does
    ///
    /// Finds pods that ask for nodes by a label with one value, and tolerate the taint that goes with it with
    /// another. Which label and which taint have the same values is configured; without a configuration it finds
    /// nothing.
    ///
    /// ## Why it matters
    ///
    /// The pod asks for nodes that keep it away, and is let onto nodes that it does not ask for: it stays pending
    /// for ever. This is what is left when only one of two lines was changed.
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
    ///     node.example.com/pool: apps
    ///   tolerations:
    ///   - key: dedicated
    ///     operator: Equal
    ///     value: batch
    ///     effect: NoSchedule
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
    ///   tolerations:
    ///   - key: dedicated
    ///     operator: Equal
    ///     value: apps
    ///     effect: NoSchedule
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `pairs` lists the keys that have the same values: of the `label` and of the `taint`. `exempt` lists
    /// workloads that are left out: each entry has globs for `kind`, `name`, `namespace` and `labels` (key by key).
    ///
    /// ```yaml
    /// pairs:
    /// - {label: node.example.com/pool, taint: dedicated}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/>
    pub struct MismatchedNodePool {
        options: Options,
    }
    id: "mismatched-node-pool",
    summary: "a pod asks for one pool of nodes and tolerates the taint of another",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MismatchedNodePool {
    pub(crate) const DEFAULT: Self = Self { options: Options { pairs: Vec::new(), exempt: Workloads::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The keys that have the same values.
    pairs: Vec<Keys>,
    /// The workloads that are left out.
    #[serde(default)]
    exempt: Workloads,
}

/// A label and a taint that have the same values.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Keys {
    /// The key of the label of the nodes.
    label: String,
    /// The key of their taint.
    taint: String,
}

impl Policy for MismatchedNodePool {
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
        for keys in &self.options.pairs {
            let named: Vec<_> =
                workload.tolerations().filter(|toleration| toleration.key == keys.taint).collect();
            let Some(first) = named.first() else { continue };
            if self.options.exempt.have(workload) {
                continue;
            }
            for ask in workload.node_requirements().iter().filter(|ask| ask.key == keys.label) {
                if let Some(value) = refused(workload, ask, keys) {
                    tell(workload, ask, value, first, findings);
                }
            }
        }
    }
}

/// A value that the pods ask for and whose taint they do not tolerate.
fn refused<'a>(workload: &Workload<'_>, ask: &NodeRequirement<'a>, keys: &Keys) -> Option<&'a str> {
    let is_tolerated = |value: &&str| workload.tolerations().any(|one| one.tolerates(&keys.taint, value, ""));
    let mut values = ask.values.iter().filter(|_| ask.operator == "In").filter_map(Node::text);
    values.find(|value| !is_tolerated(value))
}

fn tell(
    workload: &Workload<'_>,
    ask: &NodeRequirement<'_>,
    value: &str,
    toleration: &Toleration<'_>,
    findings: &mut Findings<'_>,
) {
    let (label, taint, tolerated) = (ask.key, toleration.key, toleration.value);
    let message = format!(
        "the pod asks for nodes with `{label}={value}`, but tolerates the taint `{taint}={tolerated}`"
    );
    let place = ask.place(workload).related(toleration.node.origin, "the toleration");
    findings.add(place, message, "give both the same value");
}

//! Workloads that do not ask for the nodes they belong on.

use overlint_policy::{
    ConfigError, Declaration, Findings, Globs, NodeTerm, OptionsSchema, Overlay, Place, Policy, Workload,
    WorkloadKind, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::dedicated_nodes::Label;
use crate::shared::subjects::Workloads;

policy! {
    /// ## What it does
    ///
    /// Finds workloads that the configuration places on certain nodes and that do not require these, by node
    /// selector or node affinity. A wish is not enough, and of several terms each has to lead there. DaemonSets are
    /// left out unless `only` has them. Without a configuration it finds nothing.
    ///
    /// ## Why it matters
    ///
    /// What runs anywhere takes the room of what has to run there, and runs without the hardware, the isolation or
    /// the price that was planned for it.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   terminationGracePeriodSeconds: 30
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
    /// `placements` lists what belongs where: the `label` of the nodes, and its `values` if not any will do.
    /// `overlays` has globs over the paths of overlays; `only` and `exempt` list workloads that it holds for, or
    /// not: each entry has globs for `kind`, `name`, `namespace` and `labels` (key by key).
    ///
    /// ```yaml
    /// placements:
    /// - label: node.example.com/pool
    ///   values: [apps]
    ///   overlays: "**/overlays/production"
    ///   exempt: [{namespace: monitoring}]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/>
    pub struct MisplacedWorkload {
        placements: Vec<Placement>,
    }
    id: "misplaced-workload",
    summary: "a workload does not require the nodes that it belongs on",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MisplacedWorkload {
    pub(crate) const DEFAULT: Self = Self { placements: Vec::new() };
}

/// Nodes, and what belongs on them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Placement {
    /// The key of the label of the nodes.
    label: String,
    /// The values of the label that will do; without it, any.
    #[serde(default)]
    values: Vec<String>,
    /// The overlays that this holds for; without it, all.
    #[serde(default)]
    overlays: Globs,
    /// The workloads that this holds for; without it, all.
    #[serde(default)]
    only: Workloads,
    /// The workloads that this does not hold for.
    #[serde(default)]
    exempt: Workloads,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// What belongs on which nodes.
    placements: Vec<Placement>,
}

impl Policy for MisplacedWorkload {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { placements } = options(node)?;
        Ok(Box::new(Self { placements }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn overlay_globs(&self) -> Vec<&Globs> {
        self.placements.iter().map(|one| &one.overlays).collect()
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for placement in self.placements.iter().filter(|one| one.has(overlay.path(), workload)) {
            let label = Label { key: placement.label.clone(), values: placement.values.clone() };
            let terms = workload.node_terms();
            let mut required = terms.iter().filter(|term| term.is_required).peekable();
            let is_placed = required.peek().is_some() && required.all(|term| label.is_led_to_by(term));
            if !is_placed {
                let message = format!("the pod does not require nodes with `{label}`");
                let place = place(workload, &terms, &placement.label);
                findings.add(place, message, format!("require `{label}` by `nodeSelector` or node affinity"));
            }
        }
    }
}

impl Placement {
    fn has(&self, overlay: &str, workload: &Workload<'_>) -> bool {
        let is_meant = if self.only.is_empty() {
            workload.kind != WorkloadKind::DaemonSet
        } else {
            self.only.have(workload)
        };
        self.overlays.matches(overlay) && is_meant && !self.exempt.have(workload)
    }
}

/// Where the pod asks for something else of the label, else where it would.
fn place(workload: &Workload<'_>, terms: &[NodeTerm<'_>], key: &str) -> Place {
    let mut asked = terms.iter().flat_map(|term| &term.requirements);
    match asked.find(|requirement| requirement.key == key) {
        Some(requirement) => requirement.place(workload),
        None => Place::missing(workload.pod, workload.pod_pointer(), &["nodeSelector", key]),
    }
}

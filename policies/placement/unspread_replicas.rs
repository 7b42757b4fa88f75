//! Replicas that may all run on one node.

use overlint_policy::{
    ConfigError, Declaration, Findings, LabelSelector, OptionsSchema, Overlay, Policy, Workload,
    WorkloadKind, namespaces_meet, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::autoscaler::{Autoscaler, least_replicas};
use crate::shared::subjects::Workloads;

policy! {
    /// ## What it does
    ///
    /// Finds Deployments, StatefulSets, ReplicaSets, Rollouts and DeploymentConfigs with several replicas whose
    /// pods nothing spreads: neither a topology spread constraint nor a pod anti-affinity among themselves,
    /// required or preferred, over nodes or over zones. Replicas are what `replicas` says, or the least that an
    /// autoscaler of the same overlay keeps.
    ///
    /// ## Why it matters
    ///
    /// The scheduler spreads pods a little by itself, but not for sure. If all run on one node, they end with it,
    /// and there might as well be one.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 3
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
    ///   replicas: 3
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       topologySpreadConstraints:
    ///       - maxSkew: 1
    ///         topologyKey: kubernetes.io/hostname
    ///         whenUnsatisfiable: ScheduleAnyway
    ///         labelSelector:
    ///           matchLabels: {app: web}
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `topology-keys` lists the keys that count; without it every one does. `exempt` lists workloads that are left
    /// out: each entry has globs for `kind`, `name`, `namespace` and `labels` (key by key).
    ///
    /// ```yaml
    /// topology-keys: [kubernetes.io/hostname, topology.kubernetes.io/zone]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/>
    pub struct UnspreadReplicas {
        options: Options,
    }
    id: "unspread-replicas",
    summary: "several replicas may all run on one node",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl UnspreadReplicas {
    pub(crate) const DEFAULT: Self =
        Self { options: Options { topology_keys: Vec::new(), exempt: Workloads::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// The topology keys that count; without it, every one.
    #[serde(default)]
    topology_keys: Vec<String>,
    /// The workloads that are left out.
    #[serde(default)]
    exempt: Workloads,
}

impl Policy for UnspreadReplicas {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let is_replicated = matches!(
            workload.kind,
            WorkloadKind::Deployment
                | WorkloadKind::DeploymentConfig
                | WorkloadKind::StatefulSet
                | WorkloadKind::ReplicaSet
                | WorkloadKind::Rollout
        );
        if !is_replicated || self.is_spread(workload) || self.options.exempt.have(workload) {
            return;
        }
        let Some(replicas) = least_replicas(overlay, workload.object) else { return };
        if replicas > 1 {
            let message = format!("nothing keeps the {replicas} replicas from running on one node");
            let place = workload.missing("topologySpreadConstraints");
            let said = match Autoscaler::of(overlay, workload.object) {
                Some(autoscaler) => autoscaler.minimum,
                None => workload.object.node.at(&["spec", "replicas"]),
            };
            let place = match said {
                Some(node) => place.related(node.origin, "so many replicas are asked for here"),
                None => place,
            };
            findings.add(place, message, "add `topologySpreadConstraints` or a pod anti-affinity");
        }
    }
}

impl UnspreadReplicas {
    fn is_spread(&self, workload: &Workload<'_>) -> bool {
        let counts = |term: &Node| {
            let key = term.get("topologyKey").and_then(Node::text).unwrap_or_default();
            self.options.topology_keys.is_empty()
                || self.options.topology_keys.iter().any(|known| known == key)
        };
        let selects_itself = |term: &Node| {
            let selector = LabelSelector::of(term.get("labelSelector"));
            selector.is_ok_and(|selector| selector.may_match_pods(|key| workload.pod_label(key)))
        };
        let list = |path: &[&str]| workload.pod.at(path).map_or(&[][..], Node::items);
        let required =
            list(&["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]);
        let preferred =
            list(&["affinity", "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution"]);
        let terms = required.iter().chain(preferred.iter().filter_map(|wish| wish.get("podAffinityTerm")));
        let own = workload.object.namespace;
        list(&["topologySpreadConstraints"])
            .iter()
            .chain(terms.filter(|term| means_namespace(term, own)))
            .any(|term| counts(term) && selects_itself(term))
    }
}

/// Whether a term of a pod affinity looks at the pods of the namespace that has it: it does unless it names others alone.
/// <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#namespace-selector>
fn means_namespace(term: &Node, own: &str) -> bool {
    let names = term.get("namespaces").map_or(&[][..], Node::items);
    names.is_empty()
        || term.get("namespaceSelector").is_some_and(|selector| !selector.is_null())
        || names.iter().filter_map(Node::text).any(|name| namespaces_meet(name, own))
}

//! Replicas that may all run on one node.

use overlint_policy::{
    ConfigError, Declaration, Findings, LabelSelector, OptionsSchema, Overlay, Place, Policy, Workload,
    WorkloadKind, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::subjects::Workloads;

policy! {
    /// ## What it does
    ///
    /// Finds Deployments, StatefulSets, ReplicaSets and Rollouts with several replicas whose pods nothing spreads:
    /// neither a topology spread constraint nor a pod anti-affinity among themselves, required or preferred.
    /// Replicas are what `replicas` says, or the `minReplicas` of an autoscaler of the same overlay.
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
                | WorkloadKind::StatefulSet
                | WorkloadKind::ReplicaSet
                | WorkloadKind::Rollout
        );
        if !is_replicated || self.is_spread(workload) || self.options.exempt.have(workload) {
            return;
        }
        let (replicas, node) = replicas(overlay, workload);
        if replicas > 1 {
            let message = format!("nothing keeps the {replicas} replicas from running on one node");
            let place = Place::missing(workload.pod, workload.pod_pointer(), &["topologySpreadConstraints"]);
            let place = match node {
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
        list(&["topologySpreadConstraints"])
            .iter()
            .chain(terms)
            .any(|term| counts(term) && selects_itself(term))
    }
}

/// How many replicas there are at the least, and where that is said.
fn replicas<'a>(overlay: &'a Overlay<'_>, workload: &Workload<'a>) -> (i64, Option<&'a Node>) {
    let object = workload.object;
    let targets =
        |path: &[&str], wanted: &str, node: &Node| node.at(path).and_then(Node::text) == Some(wanted);
    let mut scalers = overlay.of_kind("HorizontalPodAutoscaler").filter(|scaler| {
        scaler.namespace == object.namespace
            && targets(&["spec", "scaleTargetRef", "kind"], object.kind, scaler.node)
            && targets(&["spec", "scaleTargetRef", "name"], object.name, scaler.node)
    });
    let node = match scalers.next() {
        Some(scaler) => scaler.node.at(&["spec", "minReplicas"]),
        None => object.node.at(&["spec", "replicas"]),
    };
    (node.and_then(Node::as_i64).unwrap_or(1), node)
}

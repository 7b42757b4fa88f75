//! Pods that tolerate the taint of dedicated nodes without asking for these.

use overlint_policy::{
    ConfigError, Declaration, Findings, NodeTerm, OptionsSchema, Overlay, Policy, Toleration, Workload,
    WorkloadKind, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::dedicated_nodes::{Options, Pair};

policy! {
    /// ## What it does
    ///
    /// Finds pods that tolerate the taint of dedicated nodes and do not ask for these nodes, by node affinity or
    /// node selector. Which labels and taints belong together is configured; without a configuration it finds
    /// nothing. DaemonSets are left out, since they tolerate taints to run on every node, and so are
    /// tolerations without a key.
    ///
    /// ## Why it matters
    ///
    /// A toleration only allows, it does not lead. The pod may run on the dedicated nodes, or on any other, as
    /// the scheduler likes: beside those that it was to be kept apart from, or without the hardware that it needs.
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
    ///       tolerations:
    ///       - key: dedicated
    ///         operator: Equal
    ///         value: apps
    ///         effect: NoSchedule
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
    ///       affinity:
    ///         nodeAffinity:
    ///           preferredDuringSchedulingIgnoredDuringExecution:
    ///           - weight: 1
    ///             preference:
    ///               matchExpressions:
    ///               - key: node.example.com/pool
    ///                 operator: In
    ///                 values: [apps]
    ///       tolerations:
    ///       - key: dedicated
    ///         operator: Equal
    ///         value: apps
    ///         effect: NoSchedule
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `pairs` lists the dedicated nodes, and `exempt` the workloads that are left out, as for
    /// `affinity-without-toleration`.
    ///
    /// ```yaml
    /// pairs:
    /// - affinity: {key: node.example.com/pool, values: [apps]}
    ///   toleration: {key: dedicated, value: apps, effect: NoSchedule}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#example-use-cases>
    pub struct TolerationWithoutAffinity {
        options: Options,
    }
    id: "toleration-without-affinity",
    summary: "a pod tolerates the taint of dedicated nodes and does not ask for them",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl TolerationWithoutAffinity {
    pub(crate) const DEFAULT: Self = Self { options: Options::DEFAULT };

    /// The dedicated nodes that a toleration was written for, if the pods ask for none of them: a toleration by
    /// key alone may be there for several.
    fn unasked(&self, terms: &[NodeTerm<'_>], toleration: &Toleration<'_>) -> Option<&Pair> {
        let named = |pair: &&Pair| !toleration.key.is_empty() && pair.is_tolerated_by(toleration);
        let mut pairs = self.options.pairs.iter().filter(named);
        let asked = pairs.clone().any(|pair| pair.is_asked_for_by(terms));
        if asked { None } else { pairs.next() }
    }
}

impl Policy for TolerationWithoutAffinity {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, options: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: overlint_policy::options(options)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let is_for_every_node = workload.kind == WorkloadKind::DaemonSet;
        if self.options.pairs.is_empty() || is_for_every_node || self.options.exempt.have(workload) {
            return;
        }
        let terms = workload.node_terms();
        for toleration in workload.tolerations() {
            if let Some(pair) = self.unasked(&terms, &toleration) {
                let (label, taint) = (&pair.affinity, &pair.toleration);
                let message = format!(
                    "the pod tolerates the taint `{taint}`, but does not ask for nodes with `{label}`"
                );
                let help = format!("add a node affinity to `{label}`, or remove the toleration");
                findings.add(toleration.place(workload), message, help);
            }
        }
    }
}

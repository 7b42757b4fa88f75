//! Pods that ask for tainted nodes which they do not tolerate.

use overlint_policy::{ConfigError, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload, policy};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::dedicated_nodes::{Options, Pair};

policy! {
    /// ## What it does
    ///
    /// Finds pods that ask for dedicated nodes, by node affinity or node selector, and do not tolerate the taint of
    /// these nodes. Which labels and taints belong together is configured; without a configuration it finds
    /// nothing.
    ///
    /// ## Why it matters
    ///
    /// The affinity leads the pod to nodes that the taint keeps it away from. If the affinity is required, the pod
    /// stays pending for ever; if it is preferred, it has no effect.
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
    ///       affinity:
    ///         nodeAffinity:
    ///           requiredDuringSchedulingIgnoredDuringExecution:
    ///             nodeSelectorTerms:
    ///             - matchExpressions:
    ///               - key: node.example.com/pool
    ///                 operator: In
    ///                 values: [apps]
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
    ///       nodeSelector:
    ///         node.example.com/pool: apps
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
    /// `pairs` lists the dedicated nodes: the label under `affinity` (`key`, and `values` if not any value counts),
    /// the taint under `toleration` (`key`, `value`, and `effect` if not every effect counts). A pod asks for the
    /// nodes if all the values that it accepts are among those listed; expressions of one term hold together, and
    /// each term is looked at by itself. `exempt` lists workloads that are left out: each entry has globs for
    /// `kind`, `name`, `namespace` and `labels` (key by key).
    ///
    /// ```yaml
    /// pairs:
    /// - affinity: {key: node.example.com/pool, values: [apps]}
    ///   toleration: {key: dedicated, value: apps, effect: NoSchedule}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/>
    pub struct AffinityWithoutToleration {
        options: Options,
    }
    id: "affinity-without-toleration",
    summary: "a pod asks for dedicated nodes and does not tolerate their taint",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl AffinityWithoutToleration {
    pub(crate) const DEFAULT: Self = Self { options: Options::DEFAULT };
}

impl Policy for AffinityWithoutToleration {
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
        let tolerated = |pair: &Pair| workload.tolerations().any(|one| pair.is_tolerated_by(&one));
        if self.options.pairs.iter().all(tolerated) || self.options.exempt.have(workload) {
            return;
        }
        let terms = workload.node_terms();
        for pair in self.options.pairs.iter().filter(|pair| !tolerated(pair)) {
            let (label, taint) = (&pair.affinity, &pair.toleration);
            for ask in terms.iter().filter_map(|term| term.leads_to(&label.key, &label.values)) {
                let message = format!(
                    "the pod asks for nodes with `{label}`, but does not tolerate their taint `{taint}`"
                );
                let help = format!("add a toleration of `{taint}`, or remove the affinity");
                findings.add(ask.place(workload), message, help);
            }
        }
    }
}

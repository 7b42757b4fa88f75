//! Workloads of which a drain may take all pods at once.

use overlint_policy::{
    Declaration, Findings, Object, Overlay, Place, Policy, Workload, WorkloadKind, policy,
};

use crate::shared::autoscaler::least_replicas;

policy! {
    /// ## What it does
    ///
    /// Finds Deployments, StatefulSets, Rollouts and DeploymentConfigs with more than one replica, set by
    /// themselves or by an autoscaler, whose pods no PodDisruptionBudget of the overlay selects. A budget for a
    /// single replica would only keep its node from being drained.
    ///
    /// ## Why it matters
    ///
    /// When nodes are drained for an upgrade, nothing keeps them from evicting all pods of the workload
    /// together.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
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
    ///   replicas: 2
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   maxUnavailable: 1
    ///   selector:
    ///     matchLabels: {app: web}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/pods/disruptions/>
    pub struct MissingDisruptionBudget;
    id: "missing-disruption-budget",
    summary: "a workload with several replicas has no disruption budget",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingDisruptionBudget {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingDisruptionBudget {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        use WorkloadKind::{Deployment, DeploymentConfig, Rollout, StatefulSet};
        let is_replicated = matches!(workload.kind, Deployment | DeploymentConfig | Rollout | StatefulSet);
        if !is_replicated || least_replicas(overlay, workload.object).is_none_or(|number| number < 2) {
            return;
        }
        let mut budgets = overlay.of_kind("PodDisruptionBudget");
        let selects = |budget: Object<'_>| {
            let selector = budget.selector();
            selector.is_none_or(|selector| workload.is_selected(budget.namespace, &selector))
        };
        if !budgets.any(selects) {
            let object = workload.object;
            let message =
                format!("no PodDisruptionBudget selects the pods of {} `{}`", object.kind, object.name);
            let place = Place::missing(object.node, "", &["metadata", "name"]);
            findings.add(place, message, "add one with `maxUnavailable: 1`");
        }
    }
}

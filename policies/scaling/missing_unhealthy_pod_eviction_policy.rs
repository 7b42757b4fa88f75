//! Budgets that guard pods that do not work.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds PodDisruptionBudgets without `unhealthyPodEvictionPolicy`.
    ///
    /// ## Why it matters
    ///
    /// Without it, pods that are not ready are guarded, too, if too few are. A node with a pod that crashes
    /// again and again then cannot be drained.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
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
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   maxUnavailable: 1
    ///   unhealthyPodEvictionPolicy: AlwaysAllow
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
    /// - <https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy>
    pub struct MissingUnhealthyPodEvictionPolicy;
    id: "missing-unhealthy-pod-eviction-policy",
    summary: "a disruption budget does not say what happens to pods that are not ready",
    severity: Info,
    since: "0.1.0",
    profile: Strict,
}

impl MissingUnhealthyPodEvictionPolicy {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingUnhealthyPodEvictionPolicy {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        const PATH: [&str; 2] = ["spec", "unhealthyPodEvictionPolicy"];
        if object.kind == "PodDisruptionBudget"
            && object.group() == "policy"
            && object.node.at(&PATH).is_none_or(Node::is_null)
        {
            let message =
                format!("the PodDisruptionBudget `{}` guards pods that are not ready, too", object.name);
            let place = Place::missing(object.node, "", &PATH);
            findings.add(place, message, "set `unhealthyPodEvictionPolicy: AlwaysAllow`");
        }
    }
}

//! Network policies that hold for no pods.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::dangling::{Dangling, dangling};

policy! {
    /// ## What it does
    ///
    /// Finds NetworkPolicies whose `podSelector` matches the pods of no workload. An empty one means every pod of
    /// the namespace, also those of other overlays, and is left out. Pods that an operator may run for a custom
    /// resource of the overlay, whose name is then in a label, are no fault. Where a label is only one slip away,
    /// `misspelt-selector` says so instead.
    ///
    /// ## Why it matters
    ///
    /// The pods that were meant are open to everybody.
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
    ///       terminationGracePeriodSeconds: 30
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata:
    ///   name: web
    /// spec:
    ///   podSelector:
    ///     matchLabels: {app: database}
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
    ///       terminationGracePeriodSeconds: 30
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata:
    ///   name: web
    /// spec:
    ///   podSelector:
    ///     matchLabels: {app: web}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/network-policies/>
    pub struct DanglingNetworkPolicy;
    id: "dangling-network-policy",
    summary: "a NetworkPolicy selects no pods",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DanglingNetworkPolicy {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DanglingNetworkPolicy {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "NetworkPolicy" {
            return;
        }
        if let Some(Dangling { slip: None, place, wanted }) = dangling(overlay, object) {
            let message =
                format!("the selector of {} `{}` matches no {wanted} here", object.kind, object.name);
            findings.add(place, message, "correct the selector, or remove the object");
        }
    }
}

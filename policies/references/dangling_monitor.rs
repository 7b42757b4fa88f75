//! Monitors that find nothing to ask.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::dangling::{Dangling, dangling};

policy! {
    /// ## What it does
    ///
    /// Finds ServiceMonitors whose selector matches no Service of the overlay, and PodMonitors whose
    /// selector matches the pods of no workload. Those with a `namespaceSelector` are left out. What an operator may
    /// make for a custom resource of the overlay, whose name is then in a label, is no fault. Where a label is only
    /// one slip away, `misspelt-selector` says so instead.
    ///
    /// ## Why it matters
    ///
    /// Nothing is measured, and an alert on what is missing may never fire.
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
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: PodMonitor
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
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
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: PodMonitor
    /// metadata:
    ///   name: web
    /// spec:
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
    /// - <https://prometheus-operator.dev/docs/api-reference/api/>
    pub struct DanglingMonitor;
    id: "dangling-monitor",
    summary: "a ServiceMonitor or PodMonitor selects nothing",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DanglingMonitor {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DanglingMonitor {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if !(["ServiceMonitor", "PodMonitor"].contains(&object.kind)) {
            return;
        }
        if let Some(Dangling { slip: None, place, wanted }) = dangling(overlay, object) {
            let message =
                format!("the selector of {} `{}` matches no {wanted} here", object.kind, object.name);
            findings.add(place, message, "correct the selector, or remove the object");
        }
    }
}

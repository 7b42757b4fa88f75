//! Services that select no pods.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::dangling::{Dangling, dangling};

policy! {
    /// ## What it does
    ///
    /// Finds Services whose selector matches the pods of no workload. Labels that controllers give to pods, such
    /// as `statefulset.kubernetes.io/pod-name`, may have any value, and an object without a namespace may lie in
    /// any. Pods that an operator may run for a custom resource of the overlay, whose name is then in a label, are
    /// no fault. Services without a selector are left out. Where a label is only one slip away, `misspelt-selector`
    /// says so instead.
    ///
    /// ## Why it matters
    ///
    /// Nobody answers the Service. Its pods may come from an operator: then turn this off for the overlay.
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
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: database}
    ///   ports:
    ///   - port: 80
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
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/>
    pub struct DanglingService;
    id: "dangling-service",
    summary: "a Service selects no pods",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DanglingService {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DanglingService {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "Service" {
            return;
        }
        if let Some(Dangling { slip: None, place, wanted }) = dangling(overlay, object) {
            let message =
                format!("the selector of {} `{}` matches no {wanted} here", object.kind, object.name);
            findings.add(place, message, "correct the selector, or remove the object");
        }
    }
}

//! Autoscalers of what is not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Referrer, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds HorizontalPodAutoscalers and ScaledObjects of KEDA that scale an object, if the overlay does
    /// not hold it and nothing in the overlay seems to make it. Where a name like it is there,
    /// `misspelt-reference` says so instead.
    ///
    /// ## Why it matters
    ///
    /// The autoscaler does nothing, and the workload that was meant stays as it is.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ---
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>
    pub struct MissingScaleTarget;
    id: "missing-scale-target",
    summary: "an autoscaler scales an object that is not there",
    severity: Error,
    since: "0.1.0",
    profile: Strict,
}

impl MissingScaleTarget {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingScaleTarget {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.by == Referrer::ScaleTarget);
    }
}

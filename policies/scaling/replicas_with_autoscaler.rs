//! Two that set the number of pods.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};

use crate::shared::autoscaler::Autoscaler;

policy! {
    /// ## What it does
    ///
    /// Finds workloads with `spec.replicas` that are the target of a HorizontalPodAutoscaler or a
    /// ScaledObject of KEDA in the same overlay.
    ///
    /// ## Why it matters
    ///
    /// Each time the manifest is applied, the number of pods jumps back to what it says, whatever the load
    /// is. Then the autoscaler begins anew.
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
    ///   template:
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 5
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
    ///   template:
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 5
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling>
    pub struct ReplicasWithAutoscaler;
    id: "replicas-with-autoscaler",
    summary: "a workload sets the replicas that an autoscaler sets, too",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl ReplicasWithAutoscaler {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ReplicasWithAutoscaler {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let set = workload.object.node.at(&["spec", "replicas"]).filter(|node| !node.is_null());
        let Some(node) = set else { return };
        if let Some(autoscaler) = Autoscaler::of(overlay, workload.object) {
            let message = format!(
                "`replicas` is set here and by an autoscaler, for {} `{}`",
                workload.object.kind, workload.object.name
            );
            let place = Place::of(node, "/spec/replicas")
                .related(autoscaler.target.origin, "this autoscaler sets it, too");
            findings.add(place, message, "remove `replicas`");
        }
    }
}

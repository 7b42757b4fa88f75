//! Autoscalers that can scale nothing.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds HorizontalPodAutoscalers whose `maxReplicas` is not above `minReplicas`. That it is below is
    /// refused by the API server, and found by the validation.
    ///
    /// ## Why it matters
    ///
    /// The autoscaler never changes anything. Under load nothing is added, though everyone believes that it
    /// is.
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
    ///   minReplicas: 2
    ///   maxReplicas: 2
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
    /// - <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>
    pub struct AutoscalerWithoutRoom;
    id: "autoscaler-without-room",
    summary: "an autoscaler has the same minimum and maximum",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl AutoscalerWithoutRoom {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for AutoscalerWithoutRoom {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "HorizontalPodAutoscaler" || object.group() != "autoscaling" {
            return;
        }
        let number = |key| object.node.at(&["spec", key]).and_then(Node::as_i64);
        let Some(node) = object.node.at(&["spec", "maxReplicas"]) else { return };
        if number("maxReplicas") == Some(number("minReplicas").unwrap_or(1)) {
            let place = Place::of(node, "/spec/maxReplicas");
            findings.add(
                place,
                "the autoscaler has no room: its maximum is its minimum",
                "raise `maxReplicas`",
            );
        }
    }
}

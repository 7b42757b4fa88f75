//! Autoscalers, and how many pods they keep.

use overlint_policy::{Object, Overlay, namespaces_meet};
use overlint_source::Node;

/// The autoscaler of a workload: a `HorizontalPodAutoscaler`, or a `ScaledObject` of KEDA.
pub(crate) struct Autoscaler<'a> {
    /// What it says of its target.
    pub(crate) target: &'a Node,
    /// Where it says how many pods it keeps at the least.
    pub(crate) minimum: Option<&'a Node>,
    least: i64,
}

impl<'a> Autoscaler<'a> {
    /// The autoscaler whose target is an object.
    pub(crate) fn of(overlay: &Overlay<'a>, object: Object<'_>) -> Option<Self> {
        let horizontal = overlay.of_kind("HorizontalPodAutoscaler").map(|one| (one, "minReplicas", 1));
        let mut all =
            horizontal.chain(overlay.of_kind("ScaledObject").map(|one| (one, "minReplicaCount", 0)));
        all.find_map(|(autoscaler, field, default)| {
            let target = autoscaler.node.at(&["spec", "scaleTargetRef"])?;
            let text = |key| target.get(key).and_then(Node::text);
            let is_it =
                text("name") == Some(object.name) && text("kind").unwrap_or("Deployment") == object.kind;
            let minimum = autoscaler.node.at(&["spec", field]);
            let least = minimum.and_then(Node::as_i64).unwrap_or(default);
            let fits = is_it && namespaces_meet(autoscaler.namespace, object.namespace);
            fits.then_some(Self { target, minimum, least })
        })
    }
}

/// How many pods a workload has at the least, by its autoscaler or else by its own replicas; `None` where its replicas
/// are no number.
pub(crate) fn least_replicas(overlay: &Overlay<'_>, object: Object<'_>) -> Option<i64> {
    if let Some(autoscaler) = Autoscaler::of(overlay, object) {
        return Some(autoscaler.least);
    }
    object.node.at(&["spec", "replicas"]).map_or(Some(1), Node::as_i64)
}

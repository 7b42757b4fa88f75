//! Spread constraints that count other pods than their own.

use overlint_policy::{Declaration, Findings, LabelSelector, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds topology spread constraints whose `labelSelector` is missing, or does not select the pod that has the
    /// constraint.
    ///
    /// ## Why it matters
    ///
    /// The constraint counts the pods that it selects and places this one by their number. Where the pod itself is
    /// not among them, all replicas may run on one node, as if there were no constraint. This is what is left when
    /// labels were changed and the selector was not.
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
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       topologySpreadConstraints:
    ///       - maxSkew: 1
    ///         topologyKey: kubernetes.io/hostname
    ///         whenUnsatisfiable: DoNotSchedule
    ///         labelSelector:
    ///           matchLabels: {app: wbe}
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
    ///   replicas: 3
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       topologySpreadConstraints:
    ///       - maxSkew: 1
    ///         topologyKey: kubernetes.io/hostname
    ///         whenUnsatisfiable: DoNotSchedule
    ///         labelSelector:
    ///           matchLabels: {app: web}
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/>
    pub struct IneffectiveSpreadConstraint;
    id: "ineffective-spread-constraint",
    summary: "a spread constraint does not count the pod that has it",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl IneffectiveSpreadConstraint {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for IneffectiveSpreadConstraint {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let constraints = workload.pod.get("topologySpreadConstraints").map_or(&[][..], Node::items);
        for (index, constraint) in constraints.iter().enumerate() {
            let pointer = format!("{}/topologySpreadConstraints/{index}", workload.pod_pointer());
            let field = constraint.get("labelSelector").filter(|field| !field.is_null());
            let Ok(selector) = LabelSelector::of(field) else { continue };
            let Some(field) = field else {
                let place = Place::missing(constraint, pointer, &["labelSelector"]);
                let message = "the spread constraint has no `labelSelector` and counts no pods";
                findings.add(place, message, "select the labels of this pod");
                continue;
            };
            if !workload.may_have_labels(&selector) {
                let place = Place::new(field.origin, pointer + "/labelSelector");
                let place = match workload.template.at(&["metadata", "labels"]) {
                    Some(labels) => place.related(labels.origin, "the labels of the pod"),
                    None => place,
                };
                let message = "the spread constraint does not select the pod that has it";
                findings.add(place, message, "select the labels of this pod");
            }
        }
    }
}

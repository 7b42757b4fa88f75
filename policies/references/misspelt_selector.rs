//! Selectors that almost mean a workload.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

use crate::shared::dangling::{Dangling, dangling};

policy! {
    /// ## What it does
    ///
    /// Finds the selectors of Services, PodDisruptionBudgets, NetworkPolicies, ServiceMonitors and
    /// PodMonitors that match nothing in the overlay, where a workload (or for a ServiceMonitor a Service)
    /// of the same namespace carries the same labels but for one slip in a value or in a key.
    ///
    /// ## Why it matters
    ///
    /// A Service without pods answers nobody, a budget or a policy without pods guards none, and nobody is
    /// told.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: frontend
    /// spec:
    ///   selector:
    ///     matchLabels: {app: frontend}
    ///   template:
    ///     metadata:
    ///       labels: {app: frontend}
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
    ///   selector: {app: fronted}
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
    ///   name: frontend
    /// spec:
    ///   selector:
    ///     matchLabels: {app: frontend}
    ///   template:
    ///     metadata:
    ///       labels: {app: frontend}
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
    ///   selector: {app: frontend}
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
    /// - <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>
    pub struct MisspeltSelector;
    id: "misspelt-selector",
    summary: "a selector matches no pods, but almost those of a workload",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MisspeltSelector {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MisspeltSelector {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        let Some(Dangling { slip: Some(slip), place, .. }) = dangling(overlay, object) else { return };
        if contradicts_itself(slip.object, slip.labels) {
            return;
        }
        let message = format!(
            "the selector matches nothing: {} `{}` has {}",
            slip.object.kind, slip.object.name, slip.found
        );
        let place = Place::new(slip.entry.key.origin, place.pointer);
        let place = place.related(slip.labels.origin, "these labels were meant");
        findings.add(place, message, format!("write {}", slip.found));
    }
}

/// Whether a workload does not select its own pods: then its labels are the slip, which validation tells.
fn contradicts_itself(workload: Object<'_>, labels: &Node) -> bool {
    let wanted = workload.node.at(&["spec", "selector", "matchLabels"]).map_or(&[][..], Node::entries);
    wanted.iter().any(|entry| labels.get(entry.key.text()).and_then(Node::text) != entry.value.text())
}

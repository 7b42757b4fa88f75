//! StatefulSets whose Service gives their pods no names.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, WorkloadKind, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds StatefulSets whose `serviceName` is a Service of the overlay without `clusterIP: None`.
    ///
    /// ## Why it matters
    ///
    /// Only a headless Service gives each pod a name in DNS. With any other one the pods cannot be told
    /// apart.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: db
    /// spec:
    ///   serviceName: db
    ///   template:
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: db
    /// spec:
    ///   ports:
    ///   - port: 5432
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: db
    /// spec:
    ///   serviceName: db
    ///   template:
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: db
    /// spec:
    ///   clusterIP: None
    ///   ports:
    ///   - port: 5432
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/#headless-services>
    pub struct ServiceNotHeadless;
    id: "service-not-headless",
    summary: "a StatefulSet names a Service that is not headless",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl ServiceNotHeadless {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ServiceNotHeadless {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.kind != WorkloadKind::StatefulSet {
            return;
        }
        let Some(node) = workload.object.node.at(&["spec", "serviceName"]) else { return };
        let name = node.text().unwrap_or_default();
        let Some(service) = overlay.find_near("Service", workload.object.namespace, name) else { return };
        if service.node.at(&["spec", "clusterIP"]).and_then(Node::text) != Some("None") {
            let place =
                Place::of(node, "/spec/serviceName").related(service.node.origin, "this is the Service");
            let message =
                format!("the Service `{name}` of the StatefulSet `{}` is not headless", workload.object.name);
            findings.add(place, message, "name a Service with `clusterIP: None`");
        }
    }
}

//! Services that send traffic to a port nobody has.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

use crate::shared::service::{Target, targets};

policy! {
    /// ## What it does
    ///
    /// Finds ports of a Service whose `targetPort` is a name, where the overlay holds workloads that the
    /// Service selects, and none of their containers declares a port of that name and protocol. Numbers are
    /// left to `undeclared-target-port`.
    ///
    /// ## Why it matters
    ///
    /// The port has no endpoints. Whoever asks the Service gets no answer, and no object says why.
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: web
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: http
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports>
    pub struct MissingTargetPort;
    id: "missing-target-port",
    summary: "a Service names a target port that none of its pods declares",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingTargetPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingTargetPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for Target { node, pointer, protocol, workloads } in targets(overlay, object) {
            let Some(name) = node.text().filter(|_| node.as_i64().is_none()) else { continue };
            if name.bytes().all(|byte| byte.is_ascii_digit())
                || workloads.iter().any(|one| declares(one, name, protocol))
            {
                continue;
            }
            let workload = &workloads[0];
            let (kind, owner) = (workload.object.kind, workload.object.name);
            let message =
                format!("no container of {kind} `{owner}` has a port named `{name}` for {protocol}");
            let ports = workload.running_containers().flat_map(|container| container.ports());
            let names = ports.filter_map(|port| port.get("name")?.text());
            let help = overlint_source::suggest::closest(name, names).map_or_else(
                || "name a port of the container so, or use its number".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let place = Place::of(node, pointer);
            findings.add(place.related(workload.template.origin, "these are the pods"), message, help);
        }
    }
}

fn declares(workload: &Workload<'_>, name: &str, protocol: &str) -> bool {
    workload.running_containers().flat_map(|container| container.ports()).any(|port| {
        let text = |key| port.get(key).and_then(Node::text);
        text("name") == Some(name) && text("protocol").unwrap_or("TCP") == protocol
    })
}

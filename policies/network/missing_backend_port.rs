//! Ingresses that lead to a port their Service does not have.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

use crate::shared::ingress::{Backend, backends};

policy! {
    /// ## What it does
    ///
    /// Finds backends of an Ingress whose Service is in the overlay and has no port of that number or name.
    ///
    /// ## Why it matters
    ///
    /// The Ingress controller has nowhere to send the requests, and answers with an error of its own.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   defaultBackend:
    ///     service:
    ///       name: web
    ///       port: {number: 8080}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   ports:
    ///   - port: 80
    ///     targetPort: 8080
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   defaultBackend:
    ///     service:
    ///       name: web
    ///       port: {number: 80}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   ports:
    ///   - port: 80
    ///     targetPort: 8080
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/services-networking/ingress/>
    pub struct MissingBackendPort;
    id: "missing-backend-port",
    summary: "an Ingress leads to a port that the Service does not have",
    severity: Error,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingBackendPort {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingBackendPort {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for Backend { node, pointer } in backends(object) {
            let Some(name) = node.at(&["service", "name"]).and_then(Node::text) else { continue };
            let port = ["name", "number"]
                .into_iter()
                .find_map(|key| Some((key, node.at(&["service", "port", key])?)));
            let Some((key, port)) = port.filter(|(_, port)| port.text() != Some("use-annotation")) else {
                continue;
            };
            let Some(service) = overlay.find_near("Service", object.namespace, name) else { continue };
            let ports = service.node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
            let field = if key == "name" { "name" } else { "port" };
            let is_it = |one: &Node| one.get(field).and_then(Node::text) == port.text();
            if service.api_version == "v1" && !ports.is_empty() && !ports.iter().any(is_it) {
                let text = port.text().unwrap_or_default();
                let place = Place::of(port, format!("{pointer}/service/port/{key}"));
                let place = place.related(ports[0].origin, "its ports are listed here");
                let message = format!("the Service `{name}` has no port `{text}`");
                findings.add(
                    place,
                    message,
                    "use a port of the Service; that of the pod does not count here",
                );
            }
        }
    }
}

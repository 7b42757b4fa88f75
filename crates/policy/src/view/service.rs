//! What a Service sends to a pod.

use overlint_source::Node;

use super::{Container, Object, Overlay, Workload};

/// One port of a Service that selects the pods of a workload.
#[derive(Clone, Copy, Debug)]
pub struct ServicePort<'a> {
    /// The Service.
    pub service: Object<'a>,
    /// The port's tree.
    pub node: &'a Node,
}

impl<'a> ServicePort<'a> {
    fn all(service: Object<'a>) -> impl Iterator<Item = Self> {
        let items = service.node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
        items.iter().map(move |node| Self { service, node })
    }

    /// The name; empty where it has none.
    pub fn name(&self) -> &'a str {
        self.node.get("name").and_then(Node::text).unwrap_or_default()
    }

    /// The port of the pod: a number, or the name of a container's port.
    pub fn target(&self) -> Option<&'a Node> {
        self.node.get("targetPort").or_else(|| self.node.get("port"))
    }

    /// Whether the traffic arrives at a port that the container declares.
    pub fn reaches(&self, container: &Container<'_>) -> bool {
        let Some(target) = self.target().and_then(Node::text) else { return false };
        let is_target = |port: &Node, key| port.get(key).and_then(Node::text) == Some(target);
        container.ports().iter().any(|port| is_target(port, "name") || is_target(port, "containerPort"))
    }
}

impl<'a> Overlay<'a> {
    /// The ports of the overlay's Services that send traffic to the pods of a workload once these are ready.
    pub fn service_ports(&self, workload: &Workload<'_>) -> Vec<ServicePort<'a>> {
        let namespace = workload.object.namespace;
        let services = self.selecting("Service", workload).into_iter();
        let serving =
            services.filter(|service| service.namespace == namespace && waits_until_ready(*service));
        serving.flat_map(ServicePort::all).collect()
    }
}

fn waits_until_ready(service: Object<'_>) -> bool {
    service.node.at(&["spec", "publishNotReadyAddresses"]).and_then(Node::text) != Some("true")
}

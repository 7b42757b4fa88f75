//! Where the ports of a Service lead.

use overlint_policy::{Object, Overlay, Selector, Workload};
use overlint_source::Node;

/// A port of a Service, and the workloads of the overlay that it leads to.
pub(crate) struct Target<'a> {
    /// The target: a name or a number.
    pub(crate) node: &'a Node,
    /// Where it lies in the Service.
    pub(crate) pointer: String,
    /// The protocol, `TCP` where none is said.
    pub(crate) protocol: &'a str,
    /// The workloads that are selected; at least one.
    pub(crate) workloads: Vec<Workload<'a>>,
}

/// The ports of an object, if it is a Service that selects workloads of the overlay.
pub(crate) fn targets<'a>(
    overlay: &Overlay<'a>,
    object: Object<'a>,
) -> impl Iterator<Item = Target<'a>> + use<'a> {
    let is_service = object.kind == "Service" && object.api_version == "v1";
    let workloads = if is_service { selected(overlay, object) } else { Vec::new() };
    let ports = if workloads.is_empty() { None } else { object.node.at(&["spec", "ports"]) };
    ports.map_or(&[][..], Node::items).iter().enumerate().filter_map(move |(index, port)| {
        let key =
            if port.get("targetPort").is_some_and(|node| !node.is_null()) { "targetPort" } else { "port" };
        let pointer = format!("/spec/ports/{index}/{key}");
        let protocol = port.get("protocol").and_then(Node::text).unwrap_or("TCP");
        Some(Target { node: port.get(key)?, pointer, protocol, workloads: workloads.clone() })
    })
}

/// The workloads whose pods a Service selects; none where it has no selector.
pub(crate) fn selected<'a>(overlay: &Overlay<'a>, service: Object<'a>) -> Vec<Workload<'a>> {
    let selector = Selector::plain(service.node.at(&["spec", "selector"]));
    if selector.is_empty() { Vec::new() } else { overlay.selected(service, &selector).collect() }
}

//! Where the ports of a Service lead.

use overlint_policy::{Object, Overlay, Workload};
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
    let workloads: Vec<_> = is_service.then(|| overlay.selected(object)).into_iter().flatten().collect();
    let ports = if workloads.is_empty() { None } else { object.node.at(&["spec", "ports"]) };
    ports.map_or(&[][..], Node::items).iter().enumerate().filter_map(move |(index, port)| {
        let key =
            if port.get("targetPort").is_some_and(|node| !node.is_null()) { "targetPort" } else { "port" };
        let pointer = format!("/spec/ports/{index}/{key}");
        let protocol = port.get("protocol").and_then(Node::text).unwrap_or("TCP");
        Some(Target { node: port.get(key)?, pointer, protocol, workloads: workloads.clone() })
    })
}

//! Where an Ingress leads.

use overlint_policy::Object;
use overlint_source::Node;

/// A backend of an Ingress.
pub(crate) struct Backend<'a> {
    pub(crate) node: &'a Node,
    pub(crate) pointer: String,
}

/// The backends of an object: the default one, and those of its paths. None of what is no Ingress.
pub(crate) fn backends(object: Object<'_>) -> Vec<Backend<'_>> {
    let mut found = Vec::new();
    if object.kind != "Ingress" || object.api_version != "networking.k8s.io/v1" {
        return found;
    }
    if let Some(node) = object.node.at(&["spec", "defaultBackend"]) {
        found.push(Backend { node, pointer: "/spec/defaultBackend".to_owned() });
    }
    let rules = object.node.at(&["spec", "rules"]).map_or(&[][..], Node::items);
    for (number, rule) in rules.iter().enumerate() {
        let paths = rule.at(&["http", "paths"]).map_or(&[][..], Node::items);
        found.extend(paths.iter().enumerate().filter_map(|(index, path)| {
            let pointer = format!("/spec/rules/{number}/http/paths/{index}/backend");
            Some(Backend { node: path.get("backend")?, pointer })
        }));
    }
    found
}

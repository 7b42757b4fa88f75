//! The keys of ConfigMaps and Secrets that the volumes of a pod name.

use overlint_source::Node;

use super::keyed::{Reference, is_optional};
use super::{Overlay, Workload};

/// Where the name of a volume's `ConfigMap` or `Secret` stands, and its kind.
const OF_VOLUMES: [(&str, &str, &str); 2] =
    [("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret")];

/// The same for a source of a projected volume.
const OF_SOURCES: [(&str, &str, &str); 2] =
    [("configMap", "name", "ConfigMap"), ("secret", "name", "Secret")];

impl<'a> Overlay<'a> {
    /// The keys under `items` of a pod's volumes that the `ConfigMap` or `Secret` of the overlay does not have: the pod
    /// does not start.
    pub fn missing_volume_keys(&self, workload: &Workload<'a>) -> Vec<Reference<'a>> {
        let mut missing = Vec::new();
        for (index, volume) in items(Some(workload.pod), "volumes").iter().enumerate() {
            let pointer = || format!("{}/volumes/{index}", workload.pod_pointer());
            self.add_missing(workload, volume, &OF_VOLUMES, &pointer, &mut missing);
            for (number, source) in items(volume.get("projected"), "sources").iter().enumerate() {
                let pointer = || format!("{}/projected/sources/{number}", pointer());
                self.add_missing(workload, source, &OF_SOURCES, &pointer, &mut missing);
            }
        }
        missing
    }

    fn add_missing(
        &self,
        workload: &Workload<'a>,
        source: &'a Node,
        fields: &[(&str, &str, &str)],
        pointer: &dyn Fn() -> String,
        missing: &mut Vec<Reference<'a>>,
    ) {
        for (field, name, kind) in fields {
            let Some(reference) = source.get(field).filter(|reference| !is_optional(reference)) else {
                continue;
            };
            let Some(name) = reference.get(name).and_then(Node::text) else { continue };
            let Some(object) = self.find(kind, workload.object.namespace, name) else { continue };
            for (number, item) in items(Some(reference), "items").iter().enumerate() {
                let pointer = || format!("{}/{field}/items/{number}/key", pointer());
                missing
                    .extend(item.get("key").and_then(|key| Reference::missing(object, key, pointer, true)));
            }
        }
    }
}

fn items<'a>(node: Option<&'a Node>, key: &str) -> &'a [Node] {
    node.and_then(|node| node.get(key)).map_or(&[], Node::items)
}

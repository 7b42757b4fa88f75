//! An object: what every resource of Kubernetes has.

use overlint_source::{Node, ResourceId};

/// An object of a built overlay. What is not set is the empty string.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are Kubernetes' own")]
pub struct Object<'a> {
    /// The whole tree.
    pub node: &'a Node,
    pub api_version: &'a str,
    pub kind: &'a str,
    pub name: &'a str,
    pub namespace: &'a str,
}

impl<'a> Object<'a> {
    /// The view of a tree. Anything is an object, if one without a kind.
    pub fn new(node: &'a Node) -> Self {
        let metadata = node.get("metadata");
        let text =
            |node: Option<&'a Node>, key| node.and_then(|node| node.get(key)?.text()).unwrap_or_default();
        Self {
            node,
            api_version: text(Some(node), "apiVersion"),
            kind: text(Some(node), "kind"),
            name: text(metadata, "name"),
            namespace: text(metadata, "namespace"),
        }
    }

    /// How the object is called in findings.
    pub fn id(self) -> ResourceId {
        ResourceId {
            api_version: self.api_version.into(),
            kind: self.kind.into(),
            namespace: self.namespace.into(),
            name: self.name.into(),
        }
    }

    /// The API group: `apps` of `apps/v1`, empty for `v1`.
    pub fn group(self) -> &'a str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The value of a label.
    pub fn label(self, key: &str) -> Option<&'a str> {
        self.node.at(&["metadata", "labels", key])?.text()
    }

    /// The node of an annotation's value.
    pub fn annotation(self, key: &str) -> Option<&'a Node> {
        self.node.at(&["metadata", "annotations", key])
    }
}

//! A container of a pod.

use overlint_source::Node;

use crate::place::{Place, push_index, push_segment};

/// What a container is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One of `containers`.
    Main,
    /// One of `initContainers` that has to end before the next one starts.
    Init,
    /// One of `initContainers` with `restartPolicy: Always`: it starts early and runs as long as the pod.
    /// <https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/>
    Sidecar,
    /// One of `ephemeralContainers`.
    Ephemeral,
}

impl Role {
    /// The fields of a pod that list containers.
    pub(super) const LISTS: [&'static str; 3] = ["containers", "initContainers", "ephemeralContainers"];

    fn of(list: &str, node: &Node) -> Self {
        let always = || node.get("restartPolicy").and_then(Node::text) == Some("Always");
        match list {
            "containers" => Self::Main,
            "initContainers" if always() => Self::Sidecar,
            "initContainers" => Self::Init,
            _ => Self::Ephemeral,
        }
    }
}

/// What most pointers into a container take: they are made for every finding, and grow segment by segment.
const POINTER_LENGTH: usize = 80;

/// A container of a pod.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    /// The tree of the container.
    pub node: &'a Node,
    /// What it is there for.
    pub role: Role,
    list: &'static str,
    index: usize,
    pod_pointer: &'static str,
}

impl<'a> Container<'a> {
    pub(super) fn new(node: &'a Node, list: &'static str, index: usize, pod_pointer: &'static str) -> Self {
        Self { node, role: Role::of(list, node), list, index, pod_pointer }
    }

    /// The name; empty where it has none.
    pub fn name(&self) -> &'a str {
        self.node.get("name").and_then(Node::text).unwrap_or_default()
    }

    /// Where the container lies in the object, as a JSON pointer.
    pub fn pointer(&self) -> String {
        let mut pointer = String::with_capacity(POINTER_LENGTH);
        pointer.push_str(self.pod_pointer);
        push_segment(&mut pointer, self.list);
        push_index(&mut pointer, self.index);
        pointer
    }

    /// The pointer of an item of one of the container's lists.
    pub fn item_pointer(&self, list: &str, index: usize) -> String {
        let mut pointer = self.pointer();
        push_segment(&mut pointer, list);
        push_index(&mut pointer, index);
        pointer
    }

    /// Whether something is set down a path of keys: a null is not.
    pub fn has(&self, path: &[&str]) -> bool {
        self.node.at(path).is_some_and(|node| !node.is_null())
    }

    /// Where to write what is missing down a path of keys, see [`Place::missing`]; where nothing of the path is there,
    /// at the container's name, which may stand far from its first line.
    pub fn missing(&self, path: &[&str]) -> Place {
        let mut place = Place::missing(self.node, self.pointer(), path);
        if place.origin == self.node.origin {
            place.origin = self.node.get("name").map_or(place.origin, |name| name.origin);
        }
        place
    }

    /// The environment variables in order: entries with `name` and `value` or `valueFrom`.
    pub fn env(&self) -> &'a [Node] {
        self.node.get("env").map_or(&[], Node::items)
    }

    /// The sources of many variables at once, the last one winning.
    pub fn env_from(&self) -> &'a [Node] {
        self.node.get("envFrom").map_or(&[], Node::items)
    }

    /// The declared ports.
    pub fn ports(&self) -> &'a [Node] {
        self.node.get("ports").map_or(&[], Node::items)
    }
}

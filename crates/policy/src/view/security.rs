//! The security context: what a container has of its own and what its pod gives it.

use overlint_source::Node;

use super::{Container, Workload};
use crate::place::Place;

const CONTEXT: &str = "securityContext";

/// A field of a security context, where a container and its pod may both set it: the container's wins.
/// <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>
#[derive(Clone, Copy, Debug)]
pub struct ContextField<'a> {
    field: &'static str,
    own: Option<&'a Node>,
    pod: Option<&'a Node>,
}

impl<'a> ContextField<'a> {
    /// What holds for the container.
    pub fn value(&self) -> Option<&'a Node> {
        self.own.or(self.pod)
    }

    /// What holds for the container, as text.
    pub fn text(&self) -> Option<&'a str> {
        self.value().and_then(Node::text)
    }

    /// Where to edit it: where it is set, and else the container that lacks it.
    pub fn place(&self, workload: &Workload<'_>, container: &Container<'_>) -> Place {
        if let Some(node) = self.own {
            Place::of(node, format!("{}/{CONTEXT}/{}", container.pointer(), self.field))
        } else if let Some(node) = self.pod {
            Place::of(node, format!("{}/{CONTEXT}/{}", workload.pod_pointer(), self.field))
        } else {
            container.missing(&[CONTEXT, self.field])
        }
    }
}

impl<'a> Workload<'a> {
    /// A field of the security context of a container or else of the pod.
    pub fn context(&self, container: &Container<'a>, field: &'static str) -> ContextField<'a> {
        let set = |node: &'a Node| node.at(&[CONTEXT, field]).filter(|value| !value.is_null());
        ContextField { field, own: set(container.node), pod: set(self.pod) }
    }

    /// The containers, unless the pod runs on Windows, where Linux' part of a security context means nothing.
    pub fn linux_containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let containers = (!self.is_windows()).then(|| self.containers());
        containers.into_iter().flatten()
    }

    /// Whether the pod says that it runs on Windows, where Linux' part of a security context means nothing.
    fn is_windows(&self) -> bool {
        self.pod.at(&["os", "name"]).and_then(Node::text) == Some("windows")
            || self.pod.at(&["nodeSelector", "kubernetes.io/os"]).and_then(Node::text) == Some("windows")
    }

    /// Whether the pod is on the network of its node: its ports are ports of the node, and network policies pass it by.
    /// <https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods>
    pub fn is_on_host_network(&self) -> bool {
        self.pod.get("hostNetwork").and_then(Node::as_bool) == Some(true)
    }

    /// Whether the users of the pod are others than those of its node, so that its root is nobody there.
    /// <https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/>
    pub fn has_own_users(&self) -> bool {
        self.pod.get("hostUsers").and_then(Node::as_bool) == Some(false)
    }
}

impl<'a> Container<'a> {
    /// A field of the container's own security context, for those that a pod does not have.
    pub fn context(&self, field: &'static str) -> ContextField<'a> {
        let own = self.node.at(&[CONTEXT, field]).filter(|value| !value.is_null());
        ContextField { field, own, pod: None }
    }
}

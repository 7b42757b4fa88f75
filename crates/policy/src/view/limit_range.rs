//! What a `LimitRange` fills in for containers that say nothing.

use overlint_source::Node;

use super::{Object, Overlay, Workload};

/// What a container has of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// At least that much.
    Request,
    /// At most that much.
    Limit,
}

impl Amount {
    /// The field of `resources`.
    pub fn field(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Limit => "limits",
        }
    }

    /// The fields of a `LimitRange` of which one is enough: a default request is taken from the default limit or
    /// the least request, a default limit from the greatest.
    /// <https://kubernetes.io/docs/concepts/policy/limit-range/>
    pub(super) fn limit_range_fields(self) -> &'static [&'static str] {
        match self {
            Self::Request => &["defaultRequest", "default", "max", "min"],
            Self::Limit => &["default", "max"],
        }
    }
}

impl Overlay<'_> {
    /// Whether the pods of a workload get that amount of `cpu` or `memory` from elsewhere than their containers:
    /// from the pod's own `resources`, where a limit is a request too, or from a `LimitRange` of the overlay in the same
    /// namespace. <https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/>
    pub fn fills_in(&self, workload: &Workload<'_>, amount: Amount, resource: &str) -> bool {
        let namespace = workload.object.namespace;
        let of_pod = |amount: Amount| workload.pod.at(&["resources", amount.field(), resource]).is_some();
        of_pod(amount)
            || of_pod(Amount::Limit)
            || self
                .of_kind("LimitRange")
                .filter(|object| object.namespace == namespace)
                .any(|object| limits(object, amount, resource))
    }
}

fn limits(object: Object<'_>, amount: Amount, resource: &str) -> bool {
    let items = object.node.at(&["spec", "limits"]).map_or(&[][..], Node::items);
    let for_containers = |item: &&Node| item.get("type").and_then(Node::text) == Some("Container");
    items
        .iter()
        .filter(for_containers)
        .any(|item| amount.limit_range_fields().iter().any(|field| item.at(&[field, resource]).is_some()))
}

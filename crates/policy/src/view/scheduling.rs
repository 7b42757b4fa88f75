//! What ties a pod to nodes: node selectors, node affinity, tolerations.

use overlint_source::{Key, Node, Origin};

use super::Workload;
use crate::place::{Place, push_segment};

/// A wish or demand of a pod for nodes with a label.
#[derive(Clone, Debug)]
pub struct NodeRequirement<'a> {
    /// The label.
    pub key: &'a str,
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`; `In` for a node selector.
    pub operator: &'a str,
    /// The values that go with the operator.
    pub values: &'a [Node],
    /// The line that names the label.
    pub origin: Origin,
    field: Field,
}

/// Where a requirement lies below the pod's spec.
#[derive(Clone, Copy, Debug)]
enum Field {
    Selector,
    Required { term: usize, expression: usize },
    Preferred { term: usize, expression: usize },
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

impl<'a> NodeRequirement<'a> {
    /// The term of the node affinity that it is of: whether that is required, and its number. `None` for the node
    /// selector.
    pub(super) fn term(&self) -> Option<(bool, usize)> {
        match self.field {
            Field::Selector => None,
            Field::Required { term, .. } => Some((true, term)),
            Field::Preferred { term, .. } => Some((false, term)),
        }
    }

    /// Where the requirement lies in the object, as a JSON pointer.
    pub fn pointer(&self, workload: &Workload<'_>) -> String {
        let pod = workload.pod_pointer();
        match self.field {
            Field::Selector => {
                let mut pointer = format!("{pod}/nodeSelector");
                push_segment(&mut pointer, self.key);
                pointer
            }
            Field::Required { term, expression } => {
                let terms = format!("{pod}/affinity/nodeAffinity/{REQUIRED}/nodeSelectorTerms");
                format!("{terms}/{term}/matchExpressions/{expression}")
            }
            Field::Preferred { term, expression } => {
                let terms = format!("{pod}/affinity/nodeAffinity/{PREFERRED}");
                format!("{terms}/{term}/preference/matchExpressions/{expression}")
            }
        }
    }

    /// Where to edit it.
    pub fn place(&self, workload: &Workload<'_>) -> Place {
        Place::new(self.origin, self.pointer(workload))
    }

    fn selector(key: &'a Key, value: &'a Node) -> Self {
        let values = std::slice::from_ref(value);
        Self { key: key.text(), operator: "In", values, origin: key.origin, field: Field::Selector }
    }

    fn expression(node: &'a Node, field: Field) -> Self {
        let text = |key| node.get(key).and_then(Node::text).unwrap_or_default();
        let origin = node.entry("key").map_or(node.origin, |entry| entry.key.origin);
        let values = node.get("values").map_or(&[][..], Node::items);
        Self { key: text("key"), operator: text("operator"), values, origin, field }
    }
}

/// A toleration of a pod.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names are Kubernetes' own")]
pub struct Toleration<'a> {
    /// The tree of the toleration.
    pub node: &'a Node,
    pub key: &'a str,
    pub operator: &'a str,
    pub value: &'a str,
    pub effect: &'a str,
    /// Its number in the list.
    pub index: usize,
}

impl<'a> Toleration<'a> {
    fn new(node: &'a Node, index: usize) -> Self {
        let text = |key| node.get(key).and_then(Node::text).unwrap_or_default();
        let (key, operator) = (text("key"), text("operator"));
        Self { node, key, operator, value: text("value"), effect: text("effect"), index }
    }

    /// Where to edit it.
    pub fn place(&self, workload: &Workload<'_>) -> Place {
        Place::of(self.node, format!("{}/tolerations/{}", workload.pod_pointer(), self.index))
    }

    /// Whether the scheduler lets the pod onto a node with that taint. An empty effect stands for any, an empty operator
    /// for `Equal`, and without a key `Exists` tolerates everything. `Gt` and `Lt` compare numbers.
    /// <https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/>
    pub fn tolerates(&self, key: &str, value: &str, effect: &str) -> bool {
        let effect_fits = self.effect.is_empty() || effect.is_empty() || self.effect == effect;
        let key_fits = self.key == key || (self.key.is_empty() && self.operator == "Exists");
        effect_fits && key_fits && self.fits_value(value)
    }

    fn fits_value(&self, value: &str) -> bool {
        let numbers = || Some((value.parse::<i64>().ok()?, self.value.parse::<i64>().ok()?));
        match self.operator {
            "" | "Equal" => self.value == value,
            "Exists" => true,
            "Gt" => numbers().is_some_and(|(taint, bound)| taint > bound),
            "Lt" => numbers().is_some_and(|(taint, bound)| taint < bound),
            _ => false,
        }
    }
}

impl<'a> Workload<'a> {
    /// What the pod asks of nodes, by node selector and by node affinity, required and preferred.
    pub fn node_requirements(&self) -> Vec<NodeRequirement<'a>> {
        let selector = self.pod.get("nodeSelector").map_or(&[][..], Node::entries);
        let mut found: Vec<_> =
            selector.iter().map(|entry| NodeRequirement::selector(&entry.key, &entry.value)).collect();
        let Some(affinity) = self.pod.at(&["affinity", "nodeAffinity"]) else { return found };
        let required = affinity.at(&[REQUIRED, "nodeSelectorTerms"]).map_or(&[][..], Node::items);
        for (term, node) in required.iter().enumerate() {
            let fields = |expression| Field::Required { term, expression };
            found.extend(expressions(Some(node), fields));
        }
        let preferred = affinity.get(PREFERRED).map_or(&[][..], Node::items);
        for (term, node) in preferred.iter().enumerate() {
            let fields = |expression| Field::Preferred { term, expression };
            found.extend(expressions(node.get("preference"), fields));
        }
        found
    }

    /// The tolerations of the pod.
    pub fn tolerations(&self) -> impl Iterator<Item = Toleration<'a>> + use<'a> {
        let items = self.pod.get("tolerations").map_or(&[][..], Node::items);
        items.iter().enumerate().map(|(index, node)| Toleration::new(node, index))
    }
}

fn expressions(
    term: Option<&Node>,
    field: impl Fn(usize) -> Field,
) -> impl Iterator<Item = NodeRequirement<'_>> {
    let items = term.and_then(|term| term.get("matchExpressions")).map_or(&[][..], Node::items);
    items.iter().enumerate().map(move |(index, node)| NodeRequirement::expression(node, field(index)))
}

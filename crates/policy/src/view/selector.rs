//! Label selectors: which pods a Service, a budget or a network policy means.

use overlint_source::{Entry, Node};

use super::{Object, Overlay, Workload};

/// A selector over labels. <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/>
#[derive(Clone, Copy, Debug)]
pub struct Selector<'a> {
    /// The labels that have to be there with these values.
    pub labels: &'a [Entry],
    /// Further demands: `key`, `operator` and `values`.
    pub expressions: &'a [Node],
}

impl<'a> Selector<'a> {
    /// A plain map of labels, as a Service has it.
    pub fn plain(node: Option<&'a Node>) -> Self {
        Self { labels: node.map_or(&[], Node::entries), expressions: &[] }
    }

    /// A `LabelSelector`: `matchLabels` and `matchExpressions`.
    pub fn full(node: Option<&'a Node>) -> Self {
        let labels = node.and_then(|node| node.get("matchLabels")).map_or(&[][..], Node::entries);
        let expressions = node.and_then(|node| node.get("matchExpressions")).map_or(&[][..], Node::items);
        Self { labels, expressions }
    }

    /// Whether nothing is demanded. What that means is for the object to say: everything, or nothing.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }

    /// Whether labels meet every demand; `None` stands for no labels at all.
    pub fn matches(&self, labels: Option<&Node>) -> bool {
        self.is_met_by(labels, &[])
    }

    /// Whether pods made from a template with these labels may meet every demand: controllers give them further labels,
    /// with values that no manifest tells.
    pub fn matches_pods(&self, labels: Option<&Node>) -> bool {
        self.is_met_by(labels, &GIVEN)
    }

    fn is_met_by(&self, labels: Option<&Node>, unknown: &[&str]) -> bool {
        let value_of = |key: &str| labels.and_then(|labels| labels.get(key)).and_then(Node::text);
        let is_carried = |entry: &Entry| {
            let (key, value) = (entry.key.text(), entry.value.text());
            (value.is_some() && value_of(key) == value) || unknown.contains(&key)
        };
        let is_unknown = |expression: &Node| {
            expression.get("key").and_then(Node::text).is_some_and(|key| unknown.contains(&key))
        };
        self.labels.iter().all(is_carried)
            && self.expressions.iter().all(|one| is_met(one, &value_of) || is_unknown(one))
    }
}

/// An operator that is not known is met: the server refuses it, and nothing follows from it here.
fn is_met<'n>(expression: &Node, value_of: &dyn Fn(&str) -> Option<&'n str>) -> bool {
    let text = |key| expression.get(key).and_then(Node::text).unwrap_or_default();
    let value = value_of(text("key"));
    let values = expression.get("values").map_or(&[][..], Node::items);
    let is_listed = |value: &str| values.iter().any(|listed| listed.text() == Some(value));
    match text("operator") {
        "In" => value.is_some_and(is_listed),
        "NotIn" => !value.is_some_and(is_listed),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => true,
    }
}

impl<'a> Workload<'a> {
    /// The labels of the pods.
    pub fn pod_labels(&self) -> Option<&'a Node> {
        self.template.at(&["metadata", "labels"])
    }

    /// Whether the pods are those that a selector in a namespace means. Labels that controllers give to pods may have any
    /// value.
    pub fn is_selected(&self, namespace: &str, selector: &Selector<'_>) -> bool {
        namespaces_meet(self.object.namespace, namespace) && selector.matches_pods(self.pod_labels())
    }
}

/// The labels that controllers give to pods.
/// <https://kubernetes.io/docs/reference/labels-annotations-taints/>
const GIVEN: [&str; 9] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "job-name",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

impl<'a> Overlay<'a> {
    /// The workloads of the overlay, in the order of the build.
    pub fn workloads(&self) -> impl Iterator<Item = Workload<'a>> + use<'a> {
        self.objects().iter().filter_map(|object| Workload::new(*object))
    }

    /// The workloads whose pods a selector of an object means.
    pub fn selected<'s>(
        &self,
        by: Object<'a>,
        selector: &'s Selector<'a>,
    ) -> impl Iterator<Item = Workload<'a>> + use<'a, 's> {
        self.workloads().filter(move |workload| workload.is_selected(by.namespace, selector))
    }
}

/// Whether two namespaces may be the same one. An object without a namespace gets that of the one who applies it, which
/// the overlay does not tell.
pub fn namespaces_meet(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

#[cfg(test)]
mod tests {
    use overlint_source::read::{Limits, Place, read};
    use overlint_source::{Node, Sources};

    use super::*;

    fn node(text: &str) -> Node {
        let place = Place::of(Sources::default().add("x.yaml", text));
        read(text, place, &Limits::default()).ok().and_then(|mut all| all.remove(0).root).expect("it is YAML")
    }

    fn is_selected(selector: &str) -> bool {
        let labels = node("{app: web, tier: front}");
        Selector::full(Some(&node(selector))).matches(Some(&labels))
    }

    #[test]
    fn labels_and_expressions_have_to_be_met() {
        assert!(is_selected("{matchLabels: {app: web}}"));
        assert!(!is_selected("{matchLabels: {app: web, tier: back}}"));
        assert!(is_selected("{matchExpressions: [{key: tier, operator: In, values: [front, back]}]}"));
        assert!(is_selected("{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}"));
        assert!(!is_selected("{matchExpressions: [{key: zone, operator: Exists}]}"));
        assert!(!is_selected("{matchExpressions: [{key: app, operator: DoesNotExist}]}"));
    }

    #[test]
    fn pods_get_labels_that_no_manifest_tells() {
        let labels = node("{app: web}");
        let selector = node("{app: web, statefulset.kubernetes.io/pod-name: web-0}");
        let selector = Selector::plain(Some(&selector));
        assert!(selector.matches_pods(Some(&labels)) && !selector.matches(Some(&labels)));
    }

    #[test]
    fn what_has_no_namespace_may_lie_in_any() {
        assert!(namespaces_meet("a", "a") && namespaces_meet("", "a") && namespaces_meet("a", ""));
        assert!(!namespaces_meet("a", "b"));
    }
}

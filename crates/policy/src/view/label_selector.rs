//! Selectors of labels.

use overlint_source::Node;

/// A `LabelSelector`: what an object's labels have to be.
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors>
#[derive(Clone, Copy, Debug)]
pub struct LabelSelector<'a> {
    /// The tree of the selector.
    pub node: &'a Node,
}

impl<'a> LabelSelector<'a> {
    /// The view of a tree.
    pub fn new(node: &'a Node) -> Self {
        Self { node }
    }

    /// Whether it selects what has these labels. An empty one selects everything.
    pub fn selects<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        let equal = self.node.get("matchLabels").map_or(&[][..], Node::entries);
        let expressions = self.node.get("matchExpressions").map_or(&[][..], Node::items);
        equal.iter().all(|entry| label(entry.key.text()) == entry.value.text())
            && expressions.iter().all(|expression| holds(expression, &label))
    }
}

fn holds<'l>(expression: &Node, label: impl Fn(&str) -> Option<&'l str>) -> bool {
    let text = |key| expression.get(key).and_then(Node::text).unwrap_or_default();
    let value = label(text("key"));
    let listed = || {
        let values = expression.get("values").map_or(&[][..], Node::items);
        values.iter().any(|one| one.text() == value)
    };
    match text("operator") {
        "In" => value.is_some() && listed(),
        "NotIn" => value.is_none() || !listed(),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}

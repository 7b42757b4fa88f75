//! The rules of roles.

use overlint_policy::{Object, Place};
use overlint_source::Node;

/// A rule of a Role or a `ClusterRole`.
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a> {
    node: &'a Node,
    index: usize,
}

/// An item of one of a rule's lists.
pub(crate) struct Item<'a> {
    pub(crate) text: &'a str,
    node: &'a Node,
    pointer: String,
}

/// The rules of an object; none of what is no role.
pub(crate) fn rules(object: Object<'_>) -> impl Iterator<Item = Rule<'_>> {
    let is_role = matches!(object.kind, "Role" | "ClusterRole") && object.group() == GROUP;
    let rules = if is_role { object.node.get("rules").map_or(&[][..], Node::items) } else { &[] };
    rules.iter().enumerate().map(|(index, node)| Rule { node, index })
}

/// The API group of roles and bindings.
pub(crate) const GROUP: &str = "rbac.authorization.k8s.io";

impl<'a> Rule<'a> {
    /// The items of a list: `apiGroups`, `resources`, `verbs`, `resourceNames`, `nonResourceURLs`.
    fn items(&self, list: &str) -> impl Iterator<Item = (usize, &'a Node, &'a str)> + use<'a> {
        let items = self.node.get(list).map_or(&[][..], Node::items);
        items.iter().enumerate().filter_map(|(index, node)| Some((index, node, node.text()?)))
    }

    /// The first item of a list that is one of these texts.
    pub(crate) fn find(&self, list: &str, wanted: &[&str]) -> Option<Item<'a>> {
        self.find_where(list, |text| wanted.contains(&text))
    }

    fn find_where(&self, list: &str, is_it: impl Fn(&str) -> bool) -> Option<Item<'a>> {
        let (index, node, text) = self.items(list).find(|(_, _, text)| is_it(text))?;
        Some(Item { text, node, pointer: format!("/rules/{}/{list}/{index}", self.index) })
    }

    /// Whether an item of a list is one of these texts, or the wildcard.
    pub(crate) fn covers(&self, list: &str, wanted: &[&str]) -> bool {
        self.items(list).any(|(_, _, text)| text == "*" || wanted.contains(&text))
    }

    /// Whether the rule holds only for objects that it names.
    pub(crate) fn names_objects(&self) -> bool {
        self.items("resourceNames").next().is_some()
    }

    /// The resource of a group, if the rule names it and grants one of the verbs on it. `*/exec` names the subresource of
    /// every resource. A wildcard in its place is left to the policy on wildcards, so that one line is one finding.
    pub(crate) fn grants(&self, group: &str, resources: &[&str], verbs: &[&str]) -> Option<Item<'a>> {
        let item = self.find_where("resources", |text| {
            resources.contains(&text)
                || text.strip_prefix('*').is_some_and(|sub| is_subresource(sub, resources))
        })?;
        (self.covers("apiGroups", &[group]) && self.covers("verbs", verbs)).then_some(item)
    }
}

/// Whether one of the resources ends with a slash and that subresource.
/// <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources>
fn is_subresource(sub: &str, resources: &[&str]) -> bool {
    sub.starts_with('/') && resources.iter().any(|resource| resource.ends_with(sub))
}

impl Item<'_> {
    /// Where to edit it.
    pub(crate) fn place(self) -> Place {
        Place::of(self.node, self.pointer)
    }
}

//! Selectors that match nothing, and what they almost match.

use overlint_policy::{LabelSelector, Object, Overlay, Place, is_slip, namespaces_meet};
use overlint_source::{Entry, Node};

/// A selector that matches nothing in its overlay.
pub(crate) struct Dangling<'a> {
    /// The key of the selector.
    pub(crate) place: Place,
    /// What it should match, in words.
    pub(crate) wanted: &'static str,
    /// What it matches but for one slip.
    pub(crate) slip: Option<Slip<'a>>,
}

/// Labels that a selector would match but for one of its entries.
pub(crate) struct Slip<'a> {
    /// What carries the labels.
    pub(crate) object: Object<'a>,
    /// The labels.
    pub(crate) labels: &'a Node,
    /// The entry of the selector that is wrong.
    pub(crate) entry: &'a Entry,
    /// The label that it should be, in backticks.
    pub(crate) found: String,
}

/// The selector of an object, if it is one that selects pods or Services and nothing in the overlay matches it.
pub(crate) fn dangling<'a>(overlay: &Overlay<'a>, object: Object<'a>) -> Option<Dangling<'a>> {
    let (path, selector) = (object.selector_path()?, object.selector()?);
    let is_outward = object.node.at(&["spec", "namespaceSelector"]).is_some();
    if selector.is_everything() || selector.is_nothing() || is_outward || is_met(overlay, object, &selector) {
        return None;
    }
    let node = object.node.at(path)?;
    let slip = slip(overlay, object, node);
    if slip.is_none() && overlay.may_operate(object.namespace, asked(object, node)) {
        return None;
    }
    let wanted = if selects_services(object) { "Service" } else { "pods" };
    Some(Dangling { place: Place::missing(object.node, "", path), wanted, slip })
}

fn selects_services(object: Object<'_>) -> bool {
    object.kind == "ServiceMonitor"
}

fn is_met(overlay: &Overlay<'_>, by: Object<'_>, selector: &LabelSelector<'_>) -> bool {
    if selects_services(by) {
        services(overlay, by).any(|service| selector.matches(|key| service.label(key)))
    } else {
        overlay.selected(by).next().is_some() || overlay.objects().iter().any(|one| makes(*one, by, selector))
    }
}

/// Whether an object that is no workload of Kubernetes, such as a `CloneSet`, has a pod template that a selector
/// means.
fn makes(object: Object<'_>, by: Object<'_>, selector: &LabelSelector<'_>) -> bool {
    let Some(labels) = object.node.at(&["spec", "template", "metadata", "labels"]) else { return false };
    namespaces_meet(object.namespace, by.namespace)
        && selector.may_match_pods(|key| labels.get(key).and_then(Node::text))
}

fn services<'a>(overlay: &Overlay<'a>, by: Object<'a>) -> impl Iterator<Item = Object<'a>> {
    overlay.of_kind("Service").filter(move |service| namespaces_meet(service.namespace, by.namespace))
}

fn slip<'a>(overlay: &Overlay<'a>, by: Object<'a>, selector: &'a Node) -> Option<Slip<'a>> {
    if selector.get("matchExpressions").is_some_and(|expressions| !expressions.items().is_empty()) {
        return None;
    }
    let slip_of = |object, labels: &'a Node| {
        let (entry, found) = nearly(asked(by, selector), labels)?;
        Some(Slip { object, labels, entry, found })
    };
    if selects_services(by) {
        services(overlay, by).find_map(|service| slip_of(service, service.node.at(&["metadata", "labels"])?))
    } else {
        let mut here = overlay.workloads().filter(|one| namespaces_meet(one.object.namespace, by.namespace));
        here.find_map(|workload| slip_of(workload.object, workload.pod_labels()?))
    }
}

/// The labels that a selector asks for one by one.
fn asked<'a>(by: Object<'_>, selector: &'a Node) -> &'a [Entry] {
    let labels = if by.kind == "Service" { Some(selector) } else { selector.get("matchLabels") };
    labels.map_or(&[], Node::entries)
}

/// The only entry of a selector that labels lack, if one of the labels is that entry but for a slip.
fn nearly<'a>(selector: &'a [Entry], labels: &Node) -> Option<(&'a Entry, String)> {
    let is_there = |entry: &&Entry| labels.get(entry.key.text()).and_then(Node::text) == entry.value.text();
    let mut missing = selector.iter().filter(|entry| !is_there(entry));
    let (entry, None) = (missing.next()?, missing.next()) else { return None };
    let (key, value) = (entry.key.text(), entry.value.text()?);
    let label = labels.entries().iter().find(|label| {
        let there = label.value.text().unwrap_or_default();
        (label.key.text() == key && is_slip(value, there))
            || (there == value && is_slip(key, label.key.text()))
    })?;
    Some((entry, format!("`{}: {}`", label.key.text(), label.value.text().unwrap_or_default())))
}

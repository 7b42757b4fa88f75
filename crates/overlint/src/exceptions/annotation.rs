//! Exceptions in annotations of an object or of its pods: `overlint.dev/allow.RULE: reason`.

use overlint_source::{Entry, Node};

/// What the key of such an annotation begins with; the rest is the rule.
const PREFIX: &str = "overlint.dev/allow.";

/// Where objects that run pods keep the pods' own metadata.
const TEMPLATES: [&[&str]; 4] = [
    &["metadata", "annotations"],
    &["spec", "template", "metadata", "annotations"],
    &["spec", "jobTemplate", "spec", "template", "metadata", "annotations"],
    &["template", "metadata", "annotations"],
];

/// The annotations of an object that make an exception, each with its rule.
pub(super) fn annotations(object: &Node) -> impl Iterator<Item = (&str, &Entry)> {
    let entries = TEMPLATES.into_iter().filter_map(|path| object.at(path)).flat_map(Node::entries);
    entries.filter_map(|entry| Some((entry.key.text().strip_prefix(PREFIX)?, entry)))
}

//! What holds for the metadata of every object: names, labels, annotations, finalizers.
//!
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/>

use super::grammar::{self, Grammar};
use super::judge::Judge;
use super::place::Place;

/// How many bytes all annotations of an object may have, with their keys.
const MOST_ANNOTATIONS: usize = 256 * 1024;

/// Finalizers that need no domain before them.
const OWN_FINALIZERS: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];

impl Judge<'_> {
    /// Judges the metadata of an object whose name has that grammar.
    pub(super) fn metadata(&mut self, root: &Place<'_>, names: &Grammar) {
        let Some(metadata) = root.field("metadata") else {
            self.lacks(root, "metadata", "the object has no name", "add `metadata` with a `name`");
            return;
        };
        self.name(&metadata, names);
        self.named(&metadata, "namespace", &grammar::LABEL);
        self.described(&metadata);
        let finalizers = metadata.field("finalizers");
        for finalizer in finalizers.iter().flat_map(|finalizers| finalizers.items()) {
            self.finalizer(&finalizer, is_core(root.string("apiVersion")));
        }
        if let Some(owners) = metadata.field("ownerReferences") {
            for owner in owners.items() {
                for name in ["apiVersion", "kind", "name", "uid"] {
                    self.wants(&owner, name);
                }
            }
        }
    }

    fn name(&mut self, metadata: &Place<'_>, names: &Grammar) {
        let (name, prefix) = (metadata.field("name"), metadata.field("generateName"));
        if let Some(prefix) = prefix.filter(|prefix| !prefix.text().is_empty()) {
            if let Some(message) = names.fault(&grammar::completed(prefix.text())) {
                self.refuse(names.rule, &prefix, message, names.help);
            }
            if name.is_none_or(|name| name.text().is_empty()) {
                return;
            }
        }
        self.wants_named(metadata, "name", names);
    }

    /// Judges labels and annotations: also of templates, which have no names.
    pub(super) fn described(&mut self, metadata: &Place<'_>) {
        if let Some(labels) = metadata.field("labels") {
            self.labels(&labels);
        }
        if let Some(annotations) = metadata.field("annotations") {
            self.annotations(&annotations);
        }
    }

    /// Judges labels, or a selector that is a map of labels.
    pub(super) fn labels(&mut self, labels: &Place<'_>) {
        for (key, value) in labels.entries() {
            if self.key_spelt(key, &value, &grammar::LABEL_KEY) {
                self.spelt(&value, &grammar::LABEL_VALUE);
            }
        }
    }

    fn annotations(&mut self, annotations: &Place<'_>) {
        let mut size = 0;
        for (key, value) in annotations.entries() {
            self.key_spelt(key, &value, &grammar::ANNOTATION_KEY);
            size += key.len() + value.text().len();
        }
        if size > MOST_ANNOTATIONS {
            let message = format!("the annotations have {size} bytes; {MOST_ANNOTATIONS} are the most");
            self.refuse_key("too-large", annotations, message, "move large texts into a ConfigMap");
        }
    }

    fn finalizer(&mut self, finalizer: &Place<'_>, needs_domain: bool) {
        let text = finalizer.text();
        if self.spelt(finalizer, &grammar::QUALIFIED)
            && needs_domain
            && !text.contains('/')
            && !OWN_FINALIZERS.contains(&text)
        {
            let message = format!("the finalizer `{text}` has no domain");
            self.refuse("invalid-name", finalizer, message, "write it like `example.com/finalizer`");
        }
    }
}

/// Whether the objects of a group are judged by the rules of the core group: the groups that extend the server, and
/// that of disruption budgets, know nothing of finalizers.
fn is_core(api_version: &str) -> bool {
    let others = ["admissionregistration.", "apiextensions.", "apiregistration.", "policy/"];
    !others.iter().any(|group| api_version.starts_with(group))
}

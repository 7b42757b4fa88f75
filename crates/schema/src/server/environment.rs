//! Environment variables, and where they come from.
//!
//! <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>

use crate::version::Version;

use super::grammar::{self, Grammar};
use super::judge::{Judge, shown};
use super::place::Place;
use super::quantities::Amount;

/// What a variable can say of its pod. `spec.host` is an old name of `spec.nodeName`.
const OF_THE_POD: [&str; 10] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.host",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// What a file can say of its pod.
const IN_A_FILE: [&str; 5] =
    ["metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"];

const SOURCES: [&str; 5] = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

impl Judge<'_> {
    /// Judges the variables of a container.
    pub(super) fn environment(&mut self, variables: &Place<'_>) {
        let names = self.variable_names();
        for variable in variables.items() {
            self.wants_named(&variable, "name", names);
            if let Some(source) = variable.field("valueFrom") {
                self.variable_source(&variable, &source);
            }
        }
    }

    fn variable_names(&self) -> &'static Grammar {
        if self.version >= Version::new(1, 32) { &grammar::RELAXED_ENV_NAME } else { &grammar::ENV_NAME }
    }

    fn variable_source(&mut self, variable: &Place<'_>, source: &Place<'_>) {
        self.just_one(source, &SOURCES, "a variable has one source");
        if !variable.string("value").is_empty() {
            let message =
                format!("the variable `{}` has both `value` and `valueFrom`", shown(variable.string("name")));
            let told = self.refuse_key("conflicting-fields", source, message, "keep one of the two");
            if let Some(value) = variable.node().entry("value") {
                told.related(value.key.origin, "the other stands here");
            }
        }
        for (name, reference) in source.fields() {
            match name {
                "fieldRef" => self.field_reference(&reference, &OF_THE_POD),
                "resourceFieldRef" => self.resource_reference(&reference),
                "configMapKeyRef" | "secretKeyRef" => {
                    self.wants_named(&reference, "name", &grammar::SUBDOMAIN);
                    self.wants_named(&reference, "key", &grammar::CONFIG_KEY);
                }
                _ => {}
            }
        }
    }

    /// Judges a reference to a field of the pod, from a file.
    pub(super) fn file_field_reference(&mut self, reference: &Place<'_>) {
        self.field_reference(reference, &IN_A_FILE);
    }

    fn field_reference(&mut self, reference: &Place<'_>, known: &[&str]) {
        if !self.wants(reference, "fieldPath") {
            return;
        }
        let Some(path) = reference.field("fieldPath") else { return };
        let good = match subscript(path.text()) {
            Some(("metadata.annotations", key)) => grammar::ANNOTATION_KEY.fault(key).is_none(),
            Some(("metadata.labels", key)) => grammar::LABEL_KEY.fault(key).is_none(),
            Some(_) => false,
            None => known.contains(&path.text()),
        };
        if !good {
            let message = format!("`{}` is no field of the pod that can be used here", shown(path.text()));
            let help = format!("write one of {}, or `metadata.labels['<key>']`", known.join(", "));
            self.refuse("unsupported-value", &path, message, help);
        }
    }

    /// Judges a reference to what a container asks for.
    pub(super) fn resource_reference(&mut self, reference: &Place<'_>) {
        if !self.wants(reference, "resource") {
            return;
        }
        let Some(resource) = reference.field("resource") else { return };
        let (_, name) = resource.text().split_once('.').unwrap_or_default();
        let of = ["limits.", "requests."].iter().any(|list| resource.text().starts_with(list));
        if !of || !(matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-"))
        {
            let message = format!("`{}` is no amount of a container", shown(resource.text()));
            let help = "write `limits.` or `requests.` with `cpu`, `memory` or `ephemeral-storage` behind it";
            self.refuse("unsupported-value", &resource, message, help);
            return;
        }
        self.divisor(reference, name == "cpu");
    }

    fn divisor(&mut self, reference: &Place<'_>, is_cpu: bool) {
        let Some(divisor) = reference.field("divisor") else { return };
        let amount = Amount::at(divisor.node()).filter(|amount| *amount != Amount::ZERO);
        let known: &[&str] = if is_cpu {
            &["1", "1m"]
        } else {
            &["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
        };
        if amount.is_some() && !known.iter().any(|known| Amount::of(known) == amount) {
            let message = format!("`{}` is no unit of this amount", shown(divisor.text()));
            self.refuse("unsupported-value", &divisor, message, format!("write one of {}", known.join(", ")));
        }
    }

    /// Judges what brings all its keys as variables.
    pub(super) fn environment_sources(&mut self, sources: &Place<'_>) {
        let names = self.variable_names();
        for source in sources.items() {
            self.named(&source, "prefix", names);
            self.just_one(&source, &["configMapRef", "secretRef"], "each entry names one source");
            for (_, reference) in source.fields().filter(|(name, _)| name.ends_with("Ref")) {
                if self.wants(&reference, "name") {
                    self.prefix_named(&reference);
                }
            }
        }
    }

    /// The server takes such a name with a `-` behind it.
    fn prefix_named(&mut self, reference: &Place<'_>) {
        let Some(name) = reference.field("name") else { return };
        if let Some(message) = grammar::SUBDOMAIN.fault(&grammar::completed(name.text())) {
            self.refuse("invalid-name", &name, message, grammar::SUBDOMAIN.help);
        }
    }
}

/// The path and the key of `path['key']`.
fn subscript(text: &str) -> Option<(&str, &str)> {
    let (path, key) = text.strip_suffix("']")?.split_once("['")?;
    (!path.is_empty()).then_some((path, key))
}

//! Whether the API server takes a CustomResourceDefinition of `apiextensions.k8s.io/v1`, beyond the schema of that kind.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema>

mod extensions;
mod nested;
mod structural;

use std::borrow::Cow;

use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node, Origin};

use super::datum::{Data, Datum};
use super::definition::is_definition;
use super::judge::error;
use super::place::Place;

/// How many faults of one definition are told.
const MAX_FINDINGS: usize = 50;

/// The longest name of a kind, a plural and the like, as RFC 1035 has it.
const MAX_NAME: usize = 63;

/// What the server refuses in a CustomResourceDefinition; nothing for any other object.
pub fn check_definition(node: &Node, dialect: Dialect) -> Vec<Finding> {
    let is_new = node.get("apiVersion").and_then(Node::text).is_some_and(|version| version.ends_with("/v1"));
    if !is_definition(node) || !is_new || Datum::is_too_deep(node) {
        return Vec::new();
    }
    let datum = Datum::of(node, dialect);
    let mut check = Check { findings: Vec::new() };
    if let Some(spec) = datum.member("spec") {
        let root = Place::root(node.origin);
        let place = root.key("spec", spec.origin);
        check.names(&datum, &spec.value, &root);
        check.spec(&spec.value, &place);
        check.versions(&spec.value, &place);
    }
    check.findings
}

struct Check {
    findings: Vec<Finding>,
}

impl Check {
    /// Adds a fault of the definition.
    fn fault(
        &mut self,
        place: &Place<'_>,
        origin: Origin,
        message: String,
        help: impl Into<Cow<'static, str>>,
    ) {
        if self.findings.len() < MAX_FINDINGS {
            let finding = error("invalid-definition", origin, message).help(help);
            self.findings.push(finding.pointer(place.pointer()));
        }
    }

    fn names(&mut self, datum: &Datum<'_>, spec: &Datum<'_>, root: &Place<'_>) {
        let text = |of: Option<&Datum<'_>>, key| of?.get(key)?.text().map(str::to_owned);
        let names = spec.get("names");
        let (group, plural) = (text(Some(spec), "group"), text(names, "plural"));
        let name = datum.get("metadata").and_then(|metadata| metadata.get("name"));
        if let (Some(group), Some(plural), Some((at, name))) =
            (group, plural, name.and_then(|n| Some((n, n.text()?))))
        {
            let wanted = format!("{plural}.{group}");
            if name != wanted {
                let metadata = root.key("metadata", at.origin);
                let message =
                    format!("a CustomResourceDefinition is named after its plural and its group: `{wanted}`");
                self.fault(
                    &metadata.key("name", at.origin),
                    at.origin,
                    message,
                    format!("name it `{wanted}`"),
                );
            }
        }
        let Some(names) = names else { return };
        let outer = root.key("spec", spec.origin);
        let place = outer.key("names", names.origin);
        for key in ["plural", "singular", "kind", "listKind"] {
            self.name(names, key, &place);
        }
        let kind = text(Some(names), "kind");
        if let Some(list) = names.get("listKind").filter(|list| list.text().map(str::to_owned) == kind) {
            let message = "`listKind` and `kind` are the same".to_owned();
            self.fault(
                &place.key("listKind", list.origin),
                list.origin,
                message,
                "name it after the kind, with `List` behind",
            );
        }
    }

    fn name(&mut self, names: &Datum<'_>, key: &str, place: &Place<'_>) {
        let Some((datum, text)) = names.get(key).and_then(|datum| Some((datum, datum.text()?))) else {
            return;
        };
        let has_case = matches!(key, "kind" | "listKind");
        let lower = if has_case { text.to_lowercase() } else { text.to_owned() };
        if !is_label(&lower) {
            let letters = if has_case { "letters" } else { "lower-case letters" };
            let message = format!(
                "`{text}` is no `{key}`: it must have only {letters}, digits and `-`, and begin with a letter"
            );
            self.fault(&place.key(key, datum.origin), datum.origin, message, "choose another name");
        }
    }

    fn spec(&mut self, spec: &Datum<'_>, place: &Place<'_>) {
        if let Some(group) =
            spec.get("group").filter(|group| group.text().is_some_and(|text| !text.contains('.')))
        {
            let message =
                format!("the group `{}` is no domain: it has no dot", group.text().unwrap_or_default());
            self.fault(
                &place.key("group", group.origin),
                group.origin,
                message,
                "write a domain, such as `example.com`",
            );
        }
        if let Some(keeps) = spec.get("preserveUnknownFields").filter(|keeps| keeps.boolean() == Some(true)) {
            let message = "`preserveUnknownFields` may not be `true` in `apiextensions.k8s.io/v1`".to_owned();
            let help = "set `x-kubernetes-preserve-unknown-fields: true` in the schema where it is needed";
            self.fault(&place.key("preserveUnknownFields", keeps.origin), keeps.origin, message, help);
        }
    }

    fn versions(&mut self, spec: &Datum<'_>, place: &Place<'_>) {
        let Some(member) = spec.member("versions") else { return };
        let place = place.key("versions", member.origin);
        let versions = member.value.items();
        let stored =
            versions.iter().filter(|v| v.get("storage").and_then(Datum::boolean) == Some(true)).count();
        if stored != 1 {
            let message = format!("exactly one version must have `storage: true`, not {stored}");
            self.fault(
                &place,
                member.origin,
                message,
                "set `storage: true` for one version, and `false` for the others",
            );
        }
        for (index, version) in versions.iter().enumerate() {
            let place = place.index(index, version.origin);
            if let Some((at, name)) = version.get("name").and_then(|name| Some((name, name.text()?))) {
                let known =
                    versions[..index].iter().any(|v| v.get("name").and_then(Datum::text) == Some(name));
                let name_place = place.key("name", at.origin);
                if known {
                    self.fault(
                        &name_place,
                        at.origin,
                        format!("there are two versions `{name}`"),
                        "keep one of the two",
                    );
                }
                if !is_label(name) {
                    let message = format!("`{name}` is no name of a version");
                    self.fault(&name_place, at.origin, message, "write one such as `v1` or `v1beta2`");
                }
            }
            self.version(version, &place);
        }
    }

    fn version(&mut self, version: &Datum<'_>, place: &Place<'_>) {
        let schema = version.member("schema");
        let root = schema.and_then(|schema| schema.value.member("openAPIV3Schema"));
        let Some((schema, root)) =
            schema.zip(root).filter(|(_, root)| matches!(root.value.data, Data::Map(_)))
        else {
            let message = "the version has no `schema.openAPIV3Schema`".to_owned();
            let help =
                "add one; `{type: object, x-kubernetes-preserve-unknown-fields: true}` allows anything";
            return self.fault(place, place.heading, message, help);
        };
        let schema_place = place.key("schema", schema.origin);
        self.root(&root.value, &schema_place.key("openAPIV3Schema", root.origin));
    }
}

/// Whether a text is a label as RFC 1035 has it, in lower case.
fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_inner = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    bytes.len() <= MAX_NAME
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last().is_some_and(|byte| *byte != b'-')
        && bytes.iter().all(is_inner)
}

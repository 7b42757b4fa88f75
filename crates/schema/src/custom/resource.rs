//! One custom resource against its definition.

use std::borrow::Cow;

use overlint_source::{Finding, Node, Severity};

use crate::validate::validate_metadata;

use super::cel;
use super::datum::{Data, Datum};
use super::default;
use super::definition::{Definition, ServedVersion};
use super::judge::{Judge, error};
use super::place::Place;
use super::schema::Schema;
use super::set::Trial;

/// Judges an object by a definition of its kind.
pub(crate) fn judge(trial: &Trial<'_>, definition: &Definition, node: &Node, version: &str) -> Vec<Finding> {
    let Some(known) = definition.version(version).filter(|version| version.is_served) else {
        return vec![unserved(definition, node, version)];
    };
    let mut findings = Vec::new();
    findings.extend(deprecated(known, definition, node));
    findings.extend(misplaced(definition, node));
    validate_metadata(trial.catalog, trial.dialect, node, &mut findings);
    if Datum::is_too_deep(node) {
        let message = "lists and maps nest too deeply here to be judged".to_owned();
        findings.push(error("too-deep", node.origin, message).help("nest less deeply"));
    } else if let Some(schema) = &known.schema {
        findings.extend(by_schema(trial, schema, node));
    }
    findings
}

fn by_schema(trial: &Trial<'_>, schema: &Schema, node: &Node) -> Vec<Finding> {
    let mut judge = Judge::new();
    let mut datum = Datum::of(node, trial.dialect);
    let place = Place::root(node.origin);
    judge.unknown(schema, &datum, &place);
    embedded(trial, schema, &datum, &place, &mut judge);
    let all_filled = default::apply(schema, &mut datum);
    judge.value(schema, &datum, &place);
    if !all_filled || judge.is_exhausted() {
        let message = "the object is too large for its schema to be judged".to_owned();
        judge.findings.push(error("limit-exceeded", node.origin, message).help("split the object"));
    } else if !judge.blocks_rules {
        judge.findings.extend(cel::findings(schema, &datum));
    }
    judge.findings
}

/// Judges the objects that a schema says are whole objects of any kind.
fn embedded(trial: &Trial<'_>, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>, judge: &mut Judge) {
    if !schema.has_embedded {
        return;
    }
    if schema.is_embedded && !place.is_root() {
        whole_object(trial, datum, place, judge);
    }
    match &datum.data {
        Data::Map(members) => {
            for member in members {
                if let Some(below) = schema.of_key(&member.key) {
                    embedded(trial, below, &member.value, &place.key(&member.key, member.origin), judge);
                }
            }
        }
        Data::List(items) => {
            let Some(below) = &schema.items else { return };
            for (index, item) in items.iter().enumerate() {
                embedded(trial, below, item, &place.index(index, item.origin), judge);
            }
        }
        _ => {}
    }
}

fn whole_object(trial: &Trial<'_>, datum: &Datum<'_>, place: &Place<'_>, judge: &mut Judge) {
    let Data::Map(_) = datum.data else { return };
    for field in ["apiVersion", "kind"] {
        let value = datum.get(field);
        if value.is_none_or(Datum::is_null) || value.and_then(Datum::text) == Some("") {
            let message = format!("{} has no `{field}`, and must be a whole object", place.describe());
            let finding = error("missing-field", place.heading, message).help(format!("add `{field}`"));
            judge.findings.push(finding.pointer(format!("{}/{field}", place.pointer())));
        }
    }
    let Some(node) = datum.node else { return };
    let mut found = Vec::new();
    validate_metadata(trial.catalog, trial.dialect, node, &mut found);
    for finding in &mut found {
        finding.pointer.insert_str(0, &place.pointer());
    }
    judge.findings.append(&mut found);
}

fn unserved(definition: &Definition, node: &Node, version: &str) -> Finding {
    let Definition { group, kind, .. } = definition;
    let served = definition.versions.iter().filter(|version| version.is_served);
    let names: Vec<_> = served.map(|version| format!("`{group}/{}`", version.name)).collect();
    let message = if definition.version(version).is_some() {
        format!("`{group}/{version}` of `{kind}` is no longer served")
    } else {
        format!("`{kind}` has no version `{group}/{version}`")
    };
    let help = if names.is_empty() {
        "serve a version in its CustomResourceDefinition".to_owned()
    } else {
        format!("use {}", names.join(" or "))
    };
    let place = node.get("apiVersion").map_or(node.origin, |node| node.origin);
    error("unknown-kind", place, message)
        .help(help)
        .pointer("/apiVersion")
        .related(definition.origin, "it is defined here")
}

/// The finding for a kind whose letters have another case.
pub(crate) fn other_case(node: &Node, kind: &str, meant: &str) -> Finding {
    let place = node.get("kind").map_or(node.origin, |node| node.origin);
    error("unknown-kind", place, format!("there is no kind `{kind}` here; did you mean `{meant}`?"))
        .help(format!("write `{meant}`"))
        .pointer("/kind")
}

fn deprecated(version: &ServedVersion, definition: &Definition, node: &Node) -> Option<Finding> {
    let warning = version.warning.as_deref()?;
    let Definition { group, kind, .. } = definition;
    let message = match warning {
        "" => format!("`{group}/{}` of `{kind}` is deprecated", version.name),
        text => {
            format!("`{group}/{}` of `{kind}` is deprecated: {}", version.name, text.trim_end_matches('.'))
        }
    };
    let others = definition.versions.iter().filter(|other| other.is_served && other.warning.is_none());
    let names: Vec<_> = others.map(|other| format!("`{group}/{}`", other.name)).collect();
    let help = if names.is_empty() {
        "move away from this kind".to_owned()
    } else {
        format!("use {}", names.join(" or "))
    };
    let place = node.get("apiVersion").map_or(node.origin, |node| node.origin);
    Some(
        Finding::warning(Cow::Borrowed("deprecated-version"), place, message)
            .help(help)
            .pointer("/apiVersion"),
    )
}

/// A namespace where the kind lies in none: the server drops it without a word (`EnsureObjectNamespaceMatchesRequestNamespace`
/// in `k8s.io/apiserver`).
fn misplaced(definition: &Definition, node: &Node) -> Option<Finding> {
    let namespace = node.at(&["metadata", "namespace"]).filter(|namespace| namespace.text() != Some(""))?;
    let text = namespace.text().filter(|_| definition.is_cluster_scoped)?;
    let message =
        format!("`{}` lies in no namespace: the server drops the namespace `{text}`", definition.kind);
    let finding = error("misplaced-namespace", namespace.origin, message);
    let finding = Finding { severity: Severity::Info, ..finding };
    Some(finding.help("remove `metadata.namespace`").pointer("/metadata/namespace"))
}

//! Fields of kustomizations that others have replaced.

use std::collections::BTreeMap;

use overlint_kustomize::kustomization::Deprecated;
use overlint_source::{Finding, Rule, Severity};

use super::Run;

/// One finding a repository: there may be thousands of places, and one command mends them.
pub(super) const RULE: Rule = Rule {
    id: "deprecated-field",
    summary: "kustomizations have fields that are deprecated",
    documentation: include_str!("deprecated_field.md"),
    severity: Severity::Info,
};

/// How many further places are shown of each field.
const SHOWN: usize = 3;

/// One finding for all deprecated fields.
pub(super) fn find(run: &Run<'_>) -> Option<Finding> {
    let mut found: Vec<(String, &Deprecated)> = Vec::new();
    for (node, deprecated) in run.graph.deprecated() {
        let directory = run.graph.path(node);
        let probe = Finding { severity: RULE.severity, ..Finding::warning(RULE.id, deprecated.origin, "") };
        if run.is_asked_for(directory) && run.at_level(probe, directory).is_some() {
            found.push((run.graph.file(node).unwrap_or_default().to_owned(), deprecated));
        }
    }
    found.sort_by(|(a, x), (b, y)| {
        (a, x.origin.line, x.origin.column).cmp(&(b, y.origin.line, y.origin.column))
    });
    let (_, first) = found.first()?;
    let mut fields: BTreeMap<&str, Vec<&Deprecated>> = BTreeMap::new();
    for (_, deprecated) in &found {
        fields.entry(deprecated.field).or_default().push(deprecated);
    }
    let counts: Vec<String> =
        fields.iter().map(|(field, places)| format!("`{field}` ({})", places.len())).collect();
    let instead: Vec<String> =
        fields.iter().map(|(field, places)| format!("`{field}` by `{}`", places[0].instead)).collect();
    let mut finding =
        Finding::warning(RULE.id, first.origin, format!("deprecated fields: {}", counts.join(", ")))
            .help(format!("replace {}; `kustomize edit fix` does most of it", instead.join(", ")));
    for places in fields.values() {
        for place in places.iter().filter(|place| place.origin != first.origin).take(SHOWN) {
            finding = finding
                .related(place.origin, format!("`{}` is replaced by `{}`", place.field, place.instead));
        }
    }
    finding.severity = RULE.severity;
    let directory = found.first().map_or("", |(file, _)| overlint_source::tree::path::parent(file));
    run.at_level(finding, directory)
}

//! Labels and annotations that a team asks for.

use overlint_policy::{Findings, Object, Place, Workload};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use super::expression::Expression;

/// The options of the two policies on labels and annotations.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Options {
    /// What has to be there.
    pub(crate) required: Vec<Demand>,
}

/// What has to be there.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demand {
    /// The key of the label or annotation.
    key: String,
    /// A regular expression that the whole value has to match; without it, any will do.
    value: Option<Expression>,
    /// The kinds that it is asked of; without it, all.
    #[serde(default)]
    kinds: Vec<String>,
    /// Whether the pods of workloads are asked, and not the objects.
    #[serde(default)]
    pods: bool,
}

/// Holds an object against what is asked of its `labels` or `annotations`.
pub(crate) fn check(
    required: &[Demand],
    field: &'static str,
    object: Object<'_>,
    findings: &mut Findings<'_>,
) {
    for demand in required.iter().filter(|demand| demand.is_asked_of(object)) {
        if demand.pods {
            if let Some(workload) = Workload::new(object) {
                let template = workload.pod_pointer().strip_suffix("/spec").unwrap_or_default();
                demand.check(workload.template, template, field, findings);
            }
        } else {
            demand.check(object.node, "", field, findings);
        }
    }
}

impl Demand {
    fn is_asked_of(&self, object: Object<'_>) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == object.kind)
    }

    fn check(&self, node: &Node, pointer: &str, field: &'static str, findings: &mut Findings<'_>) {
        let what = if field == "labels" { "label" } else { "annotation" };
        let path = ["metadata", field, self.key.as_str()];
        match (node.at(&path).filter(|value| !value.is_null()), &self.value) {
            (None, value) => {
                let help = value.as_ref().map_or_else(
                    || format!("add it under `{field}`"),
                    |value| format!("add it under `{field}`, with a value that matches `{value}`"),
                );
                findings.add(
                    missing(node, pointer, &path),
                    format!("the {what} `{}` is missing", self.key),
                    help,
                );
            }
            (Some(value), Some(wanted)) if !value.text().is_some_and(|text| wanted.matches(text)) => {
                let text = value.text().unwrap_or_default();
                let place = Place::of(value, Place::missing(node, pointer, &path).pointer);
                let message = format!("the {what} `{}` has the unexpected value `{text}`", self.key);
                findings.add(place, message, format!("set it to a value that matches `{wanted}`"));
            }
            _ => {}
        }
    }
}

/// Where to add what is missing: at the labels, else at the name.
fn missing(node: &Node, pointer: &str, path: &[&str]) -> Place {
    let mut place = Place::missing(node, pointer, path);
    let has_map = node.at(&path[..2]).is_some();
    if let Some(name) = node.at(&["metadata", "name"]).filter(|_| !has_map && !place.is_removal()) {
        place.origin = name.origin;
    }
    place
}

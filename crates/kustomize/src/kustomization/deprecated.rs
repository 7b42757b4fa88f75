//! The fields of a kustomization file that have been replaced by others.
//!
//! Source of the rules: `FixKustomizationPostUnmarshalling` and `CheckDeprecatedFields` in
//! `api/types/kustomization.go` of kustomize 5.8.2, and what its documentation says.

use overlint_source::{Entry, Node, Origin};

/// Deprecated fields, each with what to write instead.
const FIELDS: &[(&str, &str)] = &[
    ("bases", "resources"),
    ("commonLabels", "labels"),
    ("helmChartInflationGenerator", "helmCharts"),
    ("imageTags", "images"),
    ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
    ("vars", "replacements"),
];

/// A deprecated field of a kustomization file.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated {
    /// The field.
    pub field: &'static str,
    /// What replaces it.
    pub instead: &'static str,
    /// Its key.
    pub origin: Origin,
}

/// The deprecated fields that the root node of a kustomization file has.
pub(super) fn of(root: &Node) -> Vec<Deprecated> {
    let mut found = Vec::new();
    for entry in root.entries() {
        let known = FIELDS.iter().find(|(field, _)| entry.key.text().eq_ignore_ascii_case(field));
        found.extend(known.map(|(field, instead)| Deprecated { field, instead, origin: entry.key.origin }));
        if ["configMapGenerator", "secretGenerator"].iter().any(|f| f.eq_ignore_ascii_case(entry.key.text()))
        {
            found.extend(entry.value.items().iter().filter_map(env));
        }
    }
    found
}

/// The `env` of a generator.
fn env(generator: &Node) -> Option<Deprecated> {
    let is_env = |entry: &&Entry| entry.key.text().eq_ignore_ascii_case("env");
    let entry = generator.entries().iter().find(is_env)?;
    Some(Deprecated { field: "env", instead: "envs", origin: entry.key.origin })
}

//! The `kubernetes` part of the configuration: the version of Kubernetes to validate against, for all overlays or for
//! those that globs name.

use std::collections::BTreeSet;

use overlint_policy::{ConfigError, Faults, Globs, options};
use overlint_schema::{Catalog, Version};
use overlint_source::{Node, Origin};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::settings::{fault, unknown_key};

/// The versions of Kubernetes that overlays are validated against.
#[derive(Debug)]
pub struct Kubernetes {
    /// For some overlays; the first whose globs match is used.
    chosen: Vec<(Globs, Catalog)>,
    /// For every other overlay, and for what lies in none.
    otherwise: Catalog,
}

impl Kubernetes {
    /// The newest version for everything. Fails where there is none, of which only a broken program has none.
    pub(super) fn newest() -> Result<Self, ConfigError> {
        let catalog = Catalog::newest().map_err(|error| ConfigError::new(Origin::NOWHERE, error.to_string()));
        Ok(Self { chosen: Vec::new(), otherwise: catalog? })
    }

    /// The schemas for an overlay, by its path relative to the root.
    pub fn catalog(&self, overlay: &str) -> &Catalog {
        let chosen = self.chosen.iter().find(|(overlays, _)| overlays.matches(overlay));
        chosen.map_or(&self.otherwise, |(_, catalog)| catalog)
    }

    /// The schemas for what lies in no overlay.
    pub fn otherwise(&self) -> &Catalog {
        &self.otherwise
    }

    /// Every version that something is validated against, oldest first.
    pub fn versions(&self) -> Vec<String> {
        let catalogs = self.chosen.iter().map(|(_, catalog)| catalog).chain([&self.otherwise]);
        let versions: BTreeSet<_> = catalogs.map(Catalog::version).collect();
        versions.iter().map(ToString::to_string).collect()
    }

    /// The globs over overlays.
    pub(super) fn overlay_globs(&self) -> impl Iterator<Item = &Globs> {
        self.chosen.iter().map(|(overlays, _)| overlays)
    }

    /// Reads the value of `kubernetes`: a version, or a list of maps of `version` and `overlays`.
    pub(super) fn read(&mut self, node: &Node, faults: &mut Faults) {
        if node.as_sequence().is_none() {
            self.otherwise = faults.ok(catalog(node)).unwrap_or(self.otherwise);
        }
        let mut is_complete = false;
        for item in node.items() {
            if is_complete {
                faults.add(never_used(item));
            }
            match entry(item, faults) {
                Some((Some(overlays), catalog)) => self.chosen.push((overlays, catalog)),
                Some((None, catalog)) if !is_complete => (is_complete, self.otherwise) = (true, catalog),
                _ => {}
            }
        }
    }

    /// The JSON Schema of the value of `kubernetes`.
    pub(super) fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let version = json_schema!({"type": ["string", "number"], "pattern": "^v?1\\.[0-9]+(\\.[0-9]+)?$"});
        let [(version_key, about_version), (overlays_key, about_overlays)] = KEYS;
        let mut overlays = generator.subschema_for::<Globs>();
        overlays.insert("description".to_owned(), about_overlays.into());
        json_schema!({"anyOf": [version, {"type": "array", "items": {
            "type": "object",
            "properties": {
                version_key: {"description": about_version, "allOf": [version]},
                overlays_key: overlays,
            },
            "required": [version_key],
            "additionalProperties": false,
        }}]})
    }
}

/// The keys of an entry of the list, and what stands there.
const KEYS: [(&str, &str); 2] = [
    ("version", "The version, such as `1.37`."),
    ("overlays", "The overlays that are validated against it; without it, all that are left."),
];

fn never_used(item: &Node) -> ConfigError {
    let message = "no overlay gets this far: the entry above is for all of them".to_owned();
    fault(item.origin, message, "move the entry without `overlays` to the end")
}

/// Reads an entry of the list; without `overlays` it is for all.
fn entry(node: &Node, faults: &mut Faults) -> Option<(Option<Globs>, Catalog)> {
    let [(version_key, _), (overlays_key, _)] = KEYS;
    if node.as_mapping().is_none() {
        let message = "a map of `version` and `overlays` belongs here".to_owned();
        let help =
            "write `- {version: \"1.37\", overlays: \"**/production\"}`, or one version without a list";
        faults.add(fault(node.origin, message, help));
        return None;
    }
    let known = KEYS.map(|(key, _)| key);
    for unknown in node.entries().iter().filter(|entry| !known.contains(&entry.key.text())) {
        faults.add(unknown_key(unknown.key.text(), unknown.key.origin, &known));
    }
    let missing = || Err(fault(node.origin, "this entry has no `version`".to_owned(), "add `version`"));
    let catalog = faults.ok(node.get(version_key).map_or_else(missing, catalog));
    let overlays = match node.get(overlays_key) {
        Some(node) => Some(faults.read(node, options)?),
        None => None,
    };
    Some((overlays, catalog?))
}

/// Reads a version. Its text counts, not its meaning: `1.30` is a number to YAML.
fn catalog(node: &Node) -> Result<Catalog, ConfigError> {
    let wrong = |message: String| {
        fault(node.origin, message, "run `overlint list versions` for those that there are")
    };
    let text = node.text().ok_or_else(|| wrong("a version such as `\"1.37\"` belongs here".to_owned()))?;
    let version: Version =
        text.parse().map_err(|_| wrong(format!("`{text}` is not a version of Kubernetes")))?;
    Catalog::kubernetes(version).map_err(|error| wrong(error.to_string()))
}

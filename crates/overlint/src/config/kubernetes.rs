//! The `kubernetes` part of the configuration: the version of Kubernetes to validate against, for all overlays or for
//! those that globs name.

use std::collections::BTreeSet;

use overlint_policy::ConfigError;
use overlint_schema::{Catalog, Version};
use overlint_source::{Finding, Node, Origin};

use super::{Selection, fault, selection_of, unknown_key};

/// The versions of Kubernetes that overlays are validated against.
#[derive(Debug)]
pub struct Kubernetes {
    /// For some overlays; the first whose globs match is used.
    chosen: Vec<(Selection, Catalog)>,
    /// For every other overlay, and for what lies in none.
    otherwise: Catalog,
}

impl Kubernetes {
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

    /// A finding for each glob that matches none of these paths.
    pub(crate) fn unused(&self, paths: &[String]) -> Vec<Finding> {
        self.chosen.iter().flat_map(|(overlays, _)| overlays.unused(paths)).collect()
    }
}

/// Reads the value of `kubernetes`: a version, or a list of maps of `version` and `overlays`. Fails with everything
/// that is wrong with it.
pub(super) fn read(root: &Node) -> Result<Kubernetes, Vec<ConfigError>> {
    let newest =
        || Catalog::newest().map_err(|error| vec![ConfigError::new(Origin::NOWHERE, error.to_string())]);
    let Some(node) = root.get("kubernetes").filter(|node| !node.is_null()) else {
        return Ok(Kubernetes { chosen: Vec::new(), otherwise: newest()? });
    };
    if node.as_sequence().is_none() {
        let otherwise = catalog(node).map_err(|error| vec![error])?;
        return Ok(Kubernetes { chosen: Vec::new(), otherwise });
    }
    let (mut kubernetes, mut errors) = (Kubernetes { chosen: Vec::new(), otherwise: newest()? }, Vec::new());
    let mut is_complete = false;
    for item in node.items() {
        if is_complete {
            errors.push(never_used(item));
        }
        match entry(item) {
            Ok((Some(overlays), catalog)) => kubernetes.chosen.push((overlays, catalog)),
            Ok((None, catalog)) if !is_complete => (is_complete, kubernetes.otherwise) = (true, catalog),
            Ok(_) => {}
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() { Ok(kubernetes) } else { Err(errors) }
}

fn never_used(item: &Node) -> ConfigError {
    let message = "no overlay gets this far: the entry above is for all of them".to_owned();
    fault(item.origin, message, "move the entry without `overlays` to the end")
}

/// Reads an entry of the list; without `overlays` it is for all.
fn entry(node: &Node) -> Result<(Option<Selection>, Catalog), Vec<ConfigError>> {
    const KNOWN: [&str; 2] = ["version", "overlays"];
    if node.as_mapping().is_none() {
        let message = "a map of `version` and `overlays` belongs here".to_owned();
        let help =
            "write `- {version: \"1.37\", overlays: \"**/production\"}`, or one version without a list";
        return Err(vec![fault(node.origin, message, help)]);
    }
    let unknown = node.entries().iter().filter(|entry| !KNOWN.contains(&entry.key.text()));
    let mut errors: Vec<_> =
        unknown.map(|entry| unknown_key(entry.key.text(), entry.key.origin, &KNOWN)).collect();
    let version = node.get("version").map_or_else(
        || Err(fault(node.origin, "this entry has no `version`".to_owned(), "add `version`")),
        catalog,
    );
    let overlays = node.get("overlays").map(selection_of).transpose();
    match (version, overlays) {
        (Ok(catalog), Ok(overlays)) if errors.is_empty() => Ok((overlays, catalog)),
        (version, overlays) => {
            errors.extend(version.err().into_iter().chain(overlays.err()));
            Err(errors)
        }
    }
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

//! The files of `crds`: types in the manner of OpenAPI, whose extensions say which fields hold names and labels.
//!
//! Source of the rules: `api/internal/accumulator/loadconfigfromcrds.go` of kustomize 5.8.2.

use overlint_source::read::{Place, read_only_first};
use overlint_source::{Node, Origin};
use smol_str::SmolStr;

use super::schema_types::check_definition;
use super::{Config, merge_one};
use crate::budget::{MAX_DEPTH, check_kustomization, too_deep};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::FieldSpec;
use crate::files::{Files, TextFile, limits, syntax};
use crate::id::Gvk;
use crate::kustomization::Text;

/// How many properties the types of one file may have, each as often as a type is referred to.
const MAX_PROPERTIES: usize = 100_000;

/// What begins as JSON must be JSON to its end.
fn check_json(file: &TextFile) -> Result<()> {
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&file.text) else { return Ok(()) };
    let line = u32::try_from(error.line()).unwrap_or(1).max(1);
    let origin = Origin { line, ..Origin::start_of(file.source) };
    let message = format!("`{}` begins as JSON and is none", file.path);
    Err(BuildError::new(Fault::Syntax, origin, message))
}

/// Reads one file of types.
pub(crate) fn read_crd(name: &Text, files: &Files<'_>) -> Result<Config> {
    let file = files.text(name)?;
    if file.text.starts_with('{') {
        check_json(&file)?;
    }
    if file.text.is_empty() {
        let message = format!("`{}` is empty; types belong there", name.text);
        return Err(BuildError::new(Fault::Kustomization, name.origin, message));
    }
    let document = read_only_first(&file.text, Place::of(file.source), &limits())
        .map_err(|error| syntax(&error, &file.path))?;
    let Some(root) = document.root else { return Ok(Config::default()) };
    check_kustomization(&root)?;
    if root.as_mapping().is_none() && !root.is_null() {
        let message = "a map of types by their names belongs here";
        return Err(BuildError::new(Fault::Kustomization, root.origin, message));
    }
    root.entries().iter().try_for_each(|entry| check_definition(&entry.value))?;
    let mut types = Types { root: &root, visited: 0, config: Config::default() };
    for entry in root.entries().iter().filter(|entry| is_object_type(properties(&entry.value))) {
        let kind = entry.key.text().rsplit('.').next().unwrap_or_default();
        let gvk = Gvk { kind: kind.into(), ..Gvk::default() };
        types.visit(&gvk, entry.key.text(), "", 0)?;
    }
    types.config.sort();
    Ok(types.config)
}

struct Types<'a> {
    root: &'a Node,
    visited: usize,
    config: Config,
}

fn properties(definition: &Node) -> &[overlint_source::Entry] {
    let schema =
        definition.entries().iter().rev().find(|entry| entry.key.text().eq_ignore_ascii_case("schema"));
    schema.and_then(|schema| schema.value.get("properties")).map_or(&[], Node::entries)
}

fn is_object_type(properties: &[overlint_source::Entry]) -> bool {
    ["kind", "apiVersion", "metadata"]
        .iter()
        .all(|name| properties.iter().any(|property| property.key.text() == *name))
}

impl Types<'_> {
    /// Adds what the properties of a type say, and those of the types that they refer to.
    fn visit(&mut self, gvk: &Gvk, name: &str, above: &str, depth: usize) -> Result<()> {
        let Some(definition) = self.root.get(name) else { return Ok(()) };
        self.visited += 1;
        if depth >= MAX_DEPTH || self.visited > MAX_PROPERTIES {
            return Err(too_deep(definition.origin));
        }
        for property in properties(definition) {
            let path = [above, property.key.text()].concat();
            self.property(gvk, &property.value, &path)?;
            if let Some(reference) = text(&property.value, "$ref").filter(|text| !text.is_empty()) {
                self.visit(gvk, reference, &format!("{path}/"), depth + 1)?;
            }
        }
        Ok(())
    }

    fn property(&mut self, gvk: &Gvk, schema: &Node, path: &str) -> Result<()> {
        let spec =
            |path: SmolStr, origin: Origin| FieldSpec { gvk: gvk.clone(), path, create: false, origin };
        let marked = |name: &str| schema.entry(name).map(|entry| entry.key.origin);
        if let Some(origin) = marked("x-kubernetes-annotation") {
            merge_one(&mut self.config.common_annotations, spec(path.into(), origin))?;
        }
        if let Some(origin) = marked("x-kubernetes-label-selector") {
            merge_one(&mut self.config.common_labels, spec(path.into(), origin))?;
        }
        if let Some(origin) = marked("x-kubernetes-identity") {
            merge_one(&mut self.config.name_prefix, spec(path.into(), origin))?;
        }
        let version = text(schema, "x-kubernetes-object-ref-api-version");
        let kind = text(schema, "x-kubernetes-object-ref-kind");
        if let (Some(version), Some(kind)) = (version, kind) {
            let key = text(schema, "x-kubernetes-object-ref-name-key").unwrap_or("name");
            let target = Gvk { version: version.into(), kind: kind.into(), ..Gvk::default() };
            let origin = marked("x-kubernetes-object-ref-kind").unwrap_or(schema.origin);
            self.config.add_reference(target, spec(format!("{path}/{key}").into(), origin))?;
        }
        Ok(())
    }
}

fn text<'n>(schema: &'n Node, name: &str) -> Option<&'n str> {
    schema.get(name).and_then(Node::as_str)
}

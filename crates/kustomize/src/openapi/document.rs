//! A schema file: its definitions, by name and by kind.
//!
//! Source of the rules: `parse`, `AddDefinitions` and `findNamespaceability` of `kyaml/openapi/openapi.go` of kustomize
//! 5.8.2.

use std::collections::HashMap;

use overlint_source::json::json_normalise_yaml11;
use overlint_source::read::{Place, read_only_first};
use overlint_source::{Node, Origin, SourceId};
use smol_str::{SmolStr, format_smolstr};

use super::json;
use super::kinds::ByKind;
use super::members::{Member, check, check_text, map_of, text_of};
use super::reference::Reference;
use crate::error::{BuildError, Fault, Result};
use crate::files::{limits, syntax};
use crate::printing::print_fault;

const KINDS: &str = "x-kubernetes-group-version-kind";
const STRATEGY: &str = "x-kubernetes-patch-strategy";
const MERGE_KEY: &str = "x-kubernetes-patch-merge-key";
const MAP_KEYS: &str = "x-kubernetes-list-map-keys";

/// Members of a schema file that are strings.
const TEXTS: &[&str] = &["basePath", "host", "id", "swagger"];

/// Members of `info` that are strings.
const INFO: &[&str] = &["description", "termsOfService", "title", "version"];

/// A schema file.
#[derive(Debug, Default)]
pub(super) struct Document {
    all: Vec<Definition>,
    by_name: HashMap<SmolStr, usize>,
    by_kind: ByKind<usize>,
    namespaced: ByKind<bool>,
}

/// What one schema says that matters here; other schemas are given by their index.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) properties: HashMap<SmolStr, usize>,
    /// That of every property which is not named.
    pub(super) additional: Option<usize>,
    /// The schema that counts instead of this one.
    pub(super) reference: Option<Reference>,
    /// That of each element of a list; a fault where kustomize would trip over it.
    pub(super) element: Result<Option<usize>>,
    /// The keys by which a list is merged, if it is; a fault as above.
    pub(super) merge: Result<Option<Vec<SmolStr>>>,
}

impl Document {
    /// Reads a file: JSON where it begins with a brace, else the first document of its YAML.
    pub(super) fn parse(text: &str, source: SourceId, name: &str) -> Result<Self> {
        if text.is_empty() {
            let message = format!("the schema file `{name}` is empty");
            return Err(BuildError::new(Fault::Kustomization, Origin::start_of(source), message));
        }
        let mut root = if text.starts_with('{') {
            json::read(text, source, name)?
        } else {
            read_only_first(text, Place::of(source), &limits()).map_err(|error| syntax(&error, name))?.root
        };
        let mut document = Self::default();
        if let Some(root) = &mut root {
            if let Some(fault) = json_normalise_yaml11(root).first() {
                return Err(print_fault(fault));
            }
            document.read(root)?;
        }
        Ok(document)
    }

    fn read(&mut self, root: &Node) -> Result<()> {
        for entry in map_of(root, "the schema file")? {
            match entry.key.text() {
                "definitions" => self.read_definitions(&entry.value)?,
                "paths" => self.read_paths(&entry.value)?,
                "info" => {
                    map_of(&entry.value, "`info`")?.iter().try_for_each(|entry| check_text(entry, INFO))?;
                }
                _ => check_text(entry, TEXTS)?,
            }
        }
        Ok(())
    }

    fn read_definitions(&mut self, definitions: &Node) -> Result<()> {
        for entry in map_of(definitions, "`definitions`")? {
            let index = self.add(&entry.value)?;
            self.by_name.insert(entry.key.scalar.text.clone(), index);
            for kind in entry.value.get(KINDS).map_or(&[][..], Node::items) {
                if let Some(kind) = kind_of(kind)? {
                    self.by_kind.insert(kind, index);
                }
            }
        }
        Ok(())
    }

    /// A kind is namespaced where some path of it says so, and cluster-scoped where it only has others.
    fn read_paths(&mut self, paths: &Node) -> Result<()> {
        for entry in map_of(paths, "`paths`")?.iter().filter(|entry| entry.key.text().starts_with('/')) {
            let operations = map_of(&entry.value, "a path")?;
            let Some(get) = operations.iter().find(|entry| entry.key.text() == "get") else { continue };
            let members = map_of(&get.value, "an operation")?;
            let Some(kind) = members.iter().find(|member| member.key.text() == KINDS) else { continue };
            let Some((version, kind)) = kind_of(&kind.value)? else { continue };
            let is_namespaced = entry.key.text().contains("namespaces/{namespace}");
            if is_namespaced || self.namespaced.get(&version, &kind).is_none() {
                self.namespaced.insert((version, kind), is_namespaced);
            }
        }
        Ok(())
    }

    /// Adds a schema with all those in it, as deep as the reader lets them nest.
    pub(super) fn add(&mut self, schema: &Node) -> Result<usize> {
        let mut definition = Definition {
            properties: HashMap::new(),
            additional: None,
            reference: reference(schema)?,
            element: Ok(None),
            merge: merge_keys(schema),
        };
        for member in map_of(schema, "a schema")? {
            match check(member)? {
                Member::Said => {}
                Member::Schema(schema) => self.add_member(member.key.text(), schema, &mut definition)?,
                Member::Schemas(schemas) => {
                    schemas.iter().try_for_each(|schema| self.add(schema).map(drop))?;
                }
                Member::Named(entries) => {
                    for entry in entries {
                        let index = self.add(&entry.value)?;
                        if member.key.text() == "properties" {
                            definition.properties.insert(entry.key.scalar.text.clone(), index);
                        }
                    }
                }
            }
        }
        if !is_list(schema) {
            definition.element = Ok(None);
        } else if let Some(items) = schema.get("items").filter(|items| items.as_sequence().is_some()) {
            definition.element = Err(fault(items, "kustomize cannot merge a list whose `items` are a list"));
        }
        self.all.push(definition);
        Ok(self.all.len() - 1)
    }

    fn add_member(&mut self, name: &str, schema: &Node, definition: &mut Definition) -> Result<()> {
        let index = Some(self.add(schema)?);
        match name {
            "items" => definition.element = Ok(index),
            "additionalProperties" => definition.additional = index,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn at(&self, index: usize) -> &Definition {
        &self.all[index]
    }

    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(super) fn of_kind(&self, api_version: &str, kind: &str) -> Option<usize> {
        self.by_kind.get(api_version, kind).copied()
    }

    pub(super) fn is_namespaced(&self, api_version: &str, kind: &str) -> Option<bool> {
        self.namespaced.get(api_version, kind).copied()
    }

    /// The schema of a property of a property…, as a reference may name it.
    pub(super) fn descend(&self, index: usize, path: &[SmolStr]) -> Option<usize> {
        match path {
            [] => Some(index),
            [member, name, rest @ ..] if member == "properties" => {
                self.descend(*self.at(index).properties.get(name)?, rest)
            }
            _ => None,
        }
    }
}

/// `apiVersion` and `kind` of a group, version and kind.
fn kind_of(node: &Node) -> Result<Option<(SmolStr, SmolStr)>> {
    if node.as_mapping().is_none() {
        return Ok(None);
    }
    let required = |name: &str| {
        let message = || fault(node, format!("`{KINDS}` needs a string under `{name}`"));
        node.get(name).and_then(text_of).ok_or_else(message)
    };
    let (version, kind) = (required("version")?, required("kind")?);
    let group = node.get("group").and_then(text_of).unwrap_or_default();
    let api_version = if group.is_empty() { version.into() } else { format_smolstr!("{group}/{version}") };
    Ok(Some((api_version, kind.into())))
}

fn reference(schema: &Node) -> Result<Option<Reference>> {
    let Some(node) = schema.get("$ref") else { return Ok(None) };
    let Some(text) = text_of(node) else { return Ok(None) };
    Reference::new(text).map_err(|_| fault(node, format!("`{text}` is no URL")))
}

/// Whether `type` says that this is a list and nothing else.
fn is_list(schema: &Node) -> bool {
    let Some(kind) = schema.get("type") else { return false };
    match kind.items() {
        [] => kind.text() == Some("array"),
        [kind] => kind.text() == Some("array"),
        _ => false,
    }
}

/// The keys by which a list is merged, if its strategy is to be merged.
fn merge_keys(schema: &Node) -> Result<Option<Vec<SmolStr>>> {
    let text = |name: &str| {
        let read = |node| text_of(node).ok_or_else(|| fault(node, format!("`{name}` must be a string")));
        schema.get(name).map(read).transpose()
    };
    let Some(strategy) = text(STRATEGY)? else { return Ok(None) };
    let key = text(MERGE_KEY)?;
    if key == Some("") {
        return Err(fault(schema, format!("`{MERGE_KEY}` is empty")));
    }
    if !strategy.split(',').any(|strategy| strategy == "merge") {
        return Ok(None);
    }
    let Some(keys) = schema.get(MAP_KEYS) else {
        return Ok(Some(key.map(SmolStr::from).into_iter().collect()));
    };
    let not_texts = || fault(keys, format!("`{MAP_KEYS}` must be a list of strings"));
    let list = keys.as_sequence().ok_or_else(not_texts)?;
    let key = |key| text_of(key).map(SmolStr::from).ok_or_else(not_texts);
    list.items.iter().map(key).collect::<Result<_>>().map(Some)
}

fn fault(node: &Node, message: impl Into<String>) -> BuildError {
    BuildError::new(Fault::Kustomization, node.origin, message)
}

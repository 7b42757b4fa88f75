//! Schemas of custom resources that the configuration or a flag names: files of CustomResourceDefinitions, and JSON Schemas in
//! the layouts of kubeconform. Nothing outside the repository is read.

use std::sync::Arc;

use globset::GlobBuilder;
use overlint_policy::{ConfigError, Faults};
use overlint_schema::{CustomResources, Definition, JsonSchema};
use overlint_source::read::{Limits, Place, decode, read};
use overlint_source::resolve::Dialect;
use overlint_source::tree::path;
use overlint_source::{FileKind, FileTree, Finding, Node, Origin, Sources};
use rayon::prelude::*;

/// The rule under which a path is reported that leads to no schema.
const RULE: &str = "invalid-configuration";

/// One path to schemas: a file, a directory, a glob, or a template of kubeconform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaPath {
    /// The path as it was written, relative to a directory that the reader of it knows.
    pub text: String,
    /// Where it was written; nowhere for a flag.
    pub origin: Origin,
}

/// The paths under `schemas` in the configuration.
pub(crate) fn from_config(node: &Node, faults: &mut Faults) -> Vec<SchemaPath> {
    let wrong = |node: &Node, message: &str| {
        ConfigError::new(node.origin, message).help("write paths such as `crds/*.yaml`")
    };
    if node.as_sequence().is_none() {
        faults.add(wrong(node, "`schemas` must be a list of paths"));
    }
    let read = |item: &Node| {
        let text = item.as_str().ok_or_else(|| wrong(item, "a path must be a string"))?;
        Ok(SchemaPath { text: text.to_owned(), origin: item.origin })
    };
    node.items().iter().filter_map(|item| faults.ok(read(item))).collect()
}

/// Reads all schemas that paths relative to `base` lead to; the findings say which lead to none, and what is wrong in those
/// that do.
pub fn load(
    tree: &dyn FileTree,
    sources: &Sources,
    base: &str,
    paths: &[SchemaPath],
) -> Result<CustomResources, Vec<Finding>> {
    let loader = Loader { tree, sources, base };
    let (mut all, mut faults) = (CustomResources::default(), Vec::new());
    for path in paths {
        match loader.path(path) {
            Ok(found) => found.into_iter().for_each(|schema| match schema {
                Schema::Definition(definition) => all.add(definition),
                Schema::Json(schema) => all.add_schemas([schema]),
            }),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

enum Schema {
    Definition(Arc<Definition>),
    Json(Arc<JsonSchema>),
}

struct Loader<'l> {
    tree: &'l dyn FileTree,
    sources: &'l Sources,
    base: &'l str,
}

impl Loader<'_> {
    fn path(&self, path: &SchemaPath) -> Result<Vec<Schema>, Vec<Finding>> {
        let (files, must_each) = self.files(path).map_err(|fault| vec![*fault])?;
        let read: Vec<_> = files.par_iter().map(|file| self.file(file, must_each, path)).collect();
        let (mut schemas, mut faults) = (Vec::new(), Vec::new());
        for outcome in read {
            match outcome {
                Ok(found) => schemas.extend(found),
                Err(fault) => faults.push(*fault),
            }
        }
        match (faults.is_empty(), schemas.is_empty()) {
            (true, true) => Err(vec![*fault(path, "holds no schema")]),
            (true, false) => Ok(schemas),
            (false, _) => Err(faults),
        }
    }

    /// The files that a path leads to, and whether each must be a schema.
    fn files(&self, path: &SchemaPath) -> Result<(Vec<String>, bool), Box<Finding>> {
        let (literal, glob) = divided(&path.text);
        let start =
            path::join(self.base, literal).ok_or_else(|| fault(path, "leads out of the repository"))?;
        let (real, kind) = self.tree.resolve(&start).map_err(|error| fault(path, &told(&error)))?;
        if kind == FileKind::File {
            return Ok((vec![real], true));
        }
        let mut files = self.tree.files(&real).map_err(|error| fault(path, &told(&error)))?;
        files.retain(|file| has_ending(file, &["yaml", "yml", "json"]));
        if let Some(glob) = glob {
            let built = GlobBuilder::new(glob).literal_separator(true).build();
            let matcher = built
                .map_err(|error| fault(path, &format!("is no glob: {}", error.kind())))?
                .compile_matcher();
            files.retain(|file| matcher.is_match(path::relative(file, &real)));
            if files.is_empty() {
                return Err(fault(path, "matches no file"));
            }
        }
        Ok((files, false))
    }

    fn file(&self, file: &str, must: bool, path: &SchemaPath) -> Result<Vec<Schema>, Box<Finding>> {
        let bytes = self.tree.read(file).map_err(|error| fault(path, &told(&error)))?;
        let text = decode(&bytes).map_err(|_| fault(path, &format!("holds `{file}`, which is no text")))?;
        let source = self.sources.add(file, text.as_ref());
        let documents = match read(&text, Place::of(source), &Limits::default()) {
            Ok(documents) => documents,
            // What is no schema may be a template of something else.
            Err(_) if !must => return Ok(Vec::new()),
            Err(error) => return Err(Finding::error("invalid-yaml", error.origin, error.message).into()),
        };
        let roots: Vec<Node> = documents.into_iter().filter_map(|document| document.root).collect();
        let mut schemas: Vec<_> = roots.iter().flat_map(definitions).map(Schema::Definition).collect();
        if let (true, true, Some(root)) = (has_ending(file, &["json"]), schemas.is_empty(), roots.first())
            && (must || JsonSchema::names_kind(file, root))
        {
            schemas.push(Schema::Json(JsonSchema::read(file, root)?));
        }
        if schemas.is_empty() && must {
            let place = roots.first().map_or(Origin::start_of(source), |root| root.origin);
            let finding = Finding::error(
                "invalid-definition",
                place,
                "there is no CustomResourceDefinition in this file",
            );
            return Err(finding.help("name a file that holds one, or a JSON Schema").into());
        }
        Ok(schemas)
    }
}

/// The definitions in a document, which may be a list of them.
fn definitions(root: &Node) -> Vec<Arc<Definition>> {
    if let Some(definition) = Definition::read(root, Dialect::Yaml11) {
        return vec![Arc::new(definition)];
    }
    let items = root.get("items").map(Node::items).unwrap_or_default();
    items.iter().filter_map(|item| Definition::read(item, Dialect::Yaml11)).map(Arc::new).collect()
}

/// A path up to the directory that has nothing of a pattern, and the glob from there on. What a template of kubeconform fills
/// in may be anything.
fn divided(text: &str) -> (&str, Option<&str>) {
    let (text, is_template) = text.split_once("{{").map_or((text, false), |(before, _)| (before, true));
    let Some(at) = text.find(['*', '?', '[', '{']) else {
        let directory = if is_template { text.rfind('/').map_or("", |slash| &text[..slash]) } else { text };
        return (directory, None);
    };
    match text[..at].rfind('/') {
        Some(slash) => (&text[..slash], Some(&text[slash + 1..])),
        None => ("", Some(text)),
    }
}

fn has_ending(file: &str, endings: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

fn told(error: &overlint_source::TreeError) -> String {
    format!("cannot be read: {error}")
}

fn fault(path: &SchemaPath, what: &str) -> Box<Finding> {
    let from = if path.origin.is_somewhere() { "" } else { "`--schemas` " };
    let finding = Finding::error(RULE, path.origin, format!("{from}`{}` {what}", path.text));
    let help =
        "name a file or directory of the repository that holds CustomResourceDefinitions or JSON Schemas";
    Box::new(finding.help(help))
}

#[cfg(test)]
mod tests {
    use overlint_source::tree::Memory;

    use super::*;

    const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: a.b\n  \
                       names: {kind: W, plural: ws}\n  versions: [{name: v1, served: true, storage: true}]\n";

    fn loaded(text: &str) -> Result<bool, Vec<String>> {
        let tree = Memory::from_iter([
            ("crds/a.yaml", CRD),
            ("crds/notes.yaml", "a: 1\n"),
            ("json/a.b/w_v1.json", "{\"type\": \"object\"}"),
            ("json/bad/w_v1.json", "{\"type\": \"object\", \"$ref\": \"https://example.com/x\"}"),
            ("other.yaml", "a: 1\n"),
        ]);
        let paths = [SchemaPath { text: text.to_owned(), origin: Origin::NOWHERE }];
        let outcome = load(&tree, &Sources::default(), "", &paths);
        outcome.map(|all| !all.is_empty()).map_err(|all| all.into_iter().map(|fault| fault.message).collect())
    }

    #[test]
    fn paths_lead_to_files_directories_and_globs() {
        for text in ["crds/a.yaml", "crds", "crds/", "./crds", "crds/*.yaml", "**/a.yaml", "json/a.b/*.json"]
        {
            assert_eq!(loaded(text), Ok(true), "{text}");
        }
        assert_eq!(loaded("json/a.b/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"), Ok(true));
    }

    #[test]
    fn what_leads_to_no_schema_is_told() {
        for (text, words) in [
            ("missing", "does not exist"),
            ("../crds", "leads out of the repository"),
            ("/etc/passwd", "leads out of the repository"),
            ("crds/*.json", "matches no file"),
            ("other.yaml", "no CustomResourceDefinition"),
            ("crds/notes.*", "holds no schema"),
            ("json", "refers to another file"),
        ] {
            let said = loaded(text).expect_err(text);
            assert!(said[0].contains(words), "{text}: {said:?}");
        }
    }
}

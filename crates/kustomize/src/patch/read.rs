//! Which texts are which kind of patch.
//!
//! Source of the rules: `Config` of `api/internal/builtins/Patch*.go` of kustomize 5.8.2.

use overlint_source::read::{Place, read_only_first};
use overlint_source::{Node, Origin, Scalar, Value};
use smol_str::SmolStr;

use super::json::{self, Operation};
use super::selector::Matcher;
use super::{FoundBy, Patch, Rename};
use crate::documents::read_objects;
use crate::error::{BuildError, Fault, Result};
use crate::files::{Files, limits, syntax};
use crate::kustomization::{Patch as PatchEntry, Selector, Text};
use crate::resource::{Resource, quote_ambiguous};

/// Reads an entry of `patches`.
pub(crate) fn read_entry(entry: &PatchEntry, files: &Files<'_>) -> Result<Patch> {
    let content = content(entry, files, inline_content)?;
    let rename = Rename { name: entry.allow_name_change, kind: entry.allow_kind_change };
    let target = entry.target.as_ref().map(|target| Matcher::new(target, files)).transpose()?;
    let strategic = read_objects(&content.text, content.place, &content.name);
    let operations = json_operations(&content);
    match (strategic, operations) {
        (Ok(patches), Some(operations)) if !patches.is_empty() && !operations.is_empty() => {
            let message = "the patch reads as a strategic merge patch and as a JSON patch";
            Err(BuildError::new(Fault::Patch, content.origin, message))
        }
        (Ok(patches), _) if patches.is_empty() => Ok(Patch::Nothing),
        (Ok(patches), _) => {
            if entry.target.is_some() && patches.len() > 1 {
                let message = "a `target` goes with one strategic merge patch, and here are several";
                return Err(BuildError::new(Fault::Patch, content.origin, message)
                    .help("put each patch into an entry of its own"));
            }
            let patches = patches.into_iter().map(|mut patch| {
                if entry.target.is_some() {
                    stringify_metadata(&mut patch, &["labels", "annotations"]);
                } else if rename.name || rename.kind {
                    // The options are written among the patch's annotations.
                    stringify_metadata(&mut patch, &["annotations"]);
                }
                Resource::new(patch)
            });
            let patches = patches.collect();
            Ok(Patch::Strategic { patches, target, rename, found_by: FoundBy::Patches })
        }
        (Err(_), Some(operations)) => match target {
            Some(target) => Ok(Patch::Json { operations, target, renames: true }),
            None => Err(BuildError::new(Fault::Patch, content.origin, "a JSON patch needs a `target`")
                .help("say with `target:` which resources it changes, by `kind` and `name`")),
        },
        (Err(error), None) => Err(unreadable(error, &content)),
    }
}

/// Neither kind of patch: what is wrong with it as a strategic merge patch is what most users want to know.
fn unreadable(error: BuildError, content: &Content) -> BuildError {
    if matches!(error.fault(), Fault::Syntax | Fault::Limit) {
        return error;
    }
    let message = format!("this is neither a strategic merge patch nor a JSON patch: {}", error.message());
    let origin = if error.origin().is_somewhere() { error.origin() } else { content.origin };
    BuildError::new(Fault::Patch, origin, message)
        .help("a strategic merge patch has `kind` and `metadata.name`; a JSON patch is a list of operations")
}

/// Reads an entry of `patchesJson6902`.
pub(crate) fn read_json6902(entry: &PatchEntry, files: &Files<'_>) -> Result<Patch> {
    let needs_name =
        || BuildError::new(Fault::Patch, entry.origin, "an entry of `patchesJson6902` needs `target.name`");
    let target = entry.target.as_ref().filter(|target| has_name(target)).ok_or_else(needs_name)?;
    let target = Matcher::new(target, files)?;
    let content = content(entry, files, untrimmed_content)?;
    match json_operations(&content) {
        Some(operations) if !operations.is_empty() => Ok(Patch::Json { operations, target, renames: false }),
        Some(_) => Err(BuildError::new(Fault::Patch, content.origin, "the JSON patch is empty")),
        None => Err(BuildError::new(Fault::Patch, content.origin, "this is not a JSON patch")
            .help("write a list of operations, each with `op` and `path`")),
    }
}

fn has_name(target: &Selector) -> bool {
    target.name.as_ref().is_some_and(|name| !name.text.is_empty())
}

/// Reads the entries of `patchesStrategicMerge`, each a patch or the name of a file.
pub(crate) fn read_strategic(
    entries: &[Text],
    files: &Files<'_>,
    faults: &mut Vec<BuildError>,
) -> Vec<Patch> {
    let before = faults.len();
    let mut patches = Vec::new();
    for entry in entries {
        match read_strategic_entry(entry, files) {
            Ok(objects) => patches.extend(objects),
            Err(fault) => faults.push(fault),
        }
    }
    if patches.is_empty() && !entries.is_empty() && faults.len() == before {
        let message = "the patches of `patchesStrategicMerge` are all empty";
        faults.push(
            BuildError::new(Fault::Patch, entries[0].origin, message)
                .help("take the entries out, or give the files content"),
        );
    }
    patches.into_iter().map(found_by_id).collect()
}

/// Reads the strategic merge patches of a text.
pub(crate) fn read_strategic_text(text: &Text, files: &Files<'_>) -> Result<Vec<Patch>> {
    let patches = read_objects(&text.text, files.place_of(text), "patch")?;
    Ok(patches.into_iter().map(found_by_id).collect())
}

fn found_by_id(mut patch: Node) -> Patch {
    stringify_metadata(&mut patch, &["labels", "annotations"]);
    Patch::Strategic {
        patches: vec![Resource::new(patch)],
        target: None,
        rename: Rename::default(),
        found_by: FoundBy::PatchesStrategicMerge,
    }
}

fn read_strategic_entry(entry: &Text, files: &Files<'_>) -> Result<Vec<Node>> {
    match read_objects(&entry.text, files.place_of(entry), "patch") {
        Err(error) if entry.text.contains('\n') => Err(error),
        Err(_) => {
            let file = files.text(entry)?;
            read_objects(&file.text, Place::of(file.source), &file.path)
        }
        objects => objects,
    }
}

/// On its way to what a target selects, and under `patchesStrategicMerge`, a patch has its labels and annotations copied
/// as strings: a `null` among them is the text of it and removes nothing.
fn stringify_metadata(patch: &mut Node, fields: &[&str]) {
    let Some(metadata) = patch.get_mut("metadata") else { return };
    for &field in fields {
        let Some(map) = metadata.get_mut(field) else { continue };
        for entry in map.as_mapping_mut().into_iter().flat_map(|map| &mut map.entries) {
            let text: SmolStr = entry.value.text().unwrap_or_default().into();
            entry.value.value = Value::Scalar(quote_ambiguous(Scalar::string(text)));
        }
        if map.entries().is_empty() {
            metadata.remove(field);
        }
    }
}

struct Content {
    text: String,
    place: Place,
    name: String,
    /// Where the entry names the patch.
    origin: Origin,
}

fn content(
    entry: &PatchEntry,
    files: &Files<'_>,
    inline_content: fn(&Text, &Files<'_>) -> Content,
) -> Result<Content> {
    let filled = |text: &Option<Text>| text.clone().filter(|text| !text.text.is_empty());
    let inline = filled(&entry.patch).filter(|patch| !patch.text.trim().is_empty());
    match (inline, filled(&entry.path)) {
        (Some(patch), None) => Ok(inline_content(&patch, files)),
        (None, Some(path)) => {
            let file = files.text(&path)?;
            let place = Place::of(file.source);
            Ok(Content { text: file.text.to_string(), place, name: file.path, origin: path.origin })
        }
        (Some(patch), Some(_)) => {
            Err(BuildError::new(Fault::Patch, patch.origin, "`patch` and `path` exclude each other")
                .help("keep one of them"))
        }
        (None, None) => {
            Err(BuildError::new(Fault::Patch, entry.origin, "the entry has no `patch` and no `path`")
                .help("give the patch itself under `patch`, or its file under `path`"))
        }
    }
}

/// An inline patch as it stands, which is how `patchesJson6902` takes it.
fn untrimmed_content(patch: &Text, files: &Files<'_>) -> Content {
    Content {
        text: patch.text.to_string(),
        place: files.place_of(patch),
        name: "patch".to_owned(),
        origin: patch.origin,
    }
}

/// An inline patch, white space trimmed at both ends as kustomize does: a block that ends it loses its line break.
fn inline_content(patch: &Text, files: &Files<'_>) -> Content {
    let trimmed_start = patch.text.trim_start();
    let skipped = &patch.text[..patch.text.len() - trimmed_start.len()];
    let lines = u32::try_from(skipped.matches('\n').count()).unwrap_or(0);
    let blanks = skipped.rsplit('\n').next().map_or(0, str::len);
    let place = match files.place_of(patch) {
        Place::Within { source, first_line, indent } if blanks == 0 => {
            Place::Within { source, first_line: first_line + lines, indent }
        }
        Place::Within { .. } => Place::At(patch.origin),
        at @ Place::At(_) => at,
    };
    Content {
        text: trimmed_start.trim_end().to_owned(),
        place,
        name: "patch".to_owned(),
        origin: patch.origin,
    }
}

/// The text as JSON operations: strict JSON where it begins with a bracket, else YAML 1.1.
fn json_operations(content: &Content) -> Option<Vec<Operation>> {
    if content.text.is_empty() {
        return None;
    }
    if content.text.starts_with('[') && !is_json(&content.text) {
        return None;
    }
    let root = read_only_first(&content.text, content.place, &limits())
        .map_err(|error| syntax(&error, ""))
        .ok()?
        .root;
    match root {
        // YAML's null is JSON's null, which Go decodes as a patch without operations.
        None => Some(Vec::new()),
        Some(root) if root.is_null() => Some(Vec::new()),
        Some(root) => json::decode(&root),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

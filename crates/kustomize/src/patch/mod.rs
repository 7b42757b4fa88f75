//! Patches: which texts are which kind, and applying them.
//!
//! Source of the rules: `api/internal/builtins/Patch*.go` of kustomize 5.8.2.

mod json;
mod merge_keys;
mod pointer;
mod selector;
mod strategic;

use overlint_source::read::{Place, read_first};
use overlint_source::suggest::closest;
use overlint_source::{Entry, Key, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::SmolStr;

use crate::budget::Spent;
use crate::documents::read_objects;
use crate::error::{BuildError, Fault, Result};
use crate::files::{Files, limits, syntax};
use crate::id::ResId;
use crate::kustomization::{Patch as PatchEntry, Selector, Text};
use crate::resource::{Resource, quote_ambiguous};
use crate::set::ResourceSet;
use json::Operation;
use selector::Matcher;
use strategic::Outcome;

/// How many comparisons it costs to ask whether a target means a resource.
const STEPS_OF_MATCH: usize = 50;

/// A patch that was read.
#[derive(Debug)]
pub(crate) enum Patch {
    /// Strategic merge patches: each finds the resource of its own id, or all go over what the target selects.
    Strategic { patches: Vec<Resource>, target: Option<Matcher>, rename: Rename, found_by: FoundBy },
    /// JSON 6902 operations on what the target selects.
    Json { operations: Vec<Operation>, target: Matcher, renames: bool },
    /// A patch without content.
    Nothing,
}

/// What a strategic merge patch may change of an id.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rename {
    name: bool,
    kind: bool,
}

/// Where a strategic merge patch without target stands: the two fields treat resources that go away differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FoundBy {
    Patches,
    PatchesStrategicMerge,
}

/// Reads an entry of `patches`.
pub(crate) fn read_entry(entry: &PatchEntry, files: &Files<'_>) -> Result<Patch> {
    let content = content(entry, files)?;
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
    let content = content(entry, files)?;
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
    let one = |mut patch| {
        stringify_metadata(&mut patch, &["labels", "annotations"]);
        Patch::Strategic {
            patches: vec![Resource::new(patch)],
            target: None,
            rename: Rename::default(),
            found_by: FoundBy::PatchesStrategicMerge,
        }
    };
    patches.into_iter().map(one).collect()
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

fn content(entry: &PatchEntry, files: &Files<'_>) -> Result<Content> {
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
    let root =
        read_first(&content.text, content.place, &limits()).map_err(|error| syntax(&error, "")).ok()?.root;
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

impl Patch {
    /// Applies the patch to the resources.
    pub(crate) fn apply(&self, set: &mut ResourceSet) -> Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::Json { operations, target, renames } => {
                let ResourceSet { list, spent, .. } = set;
                spent.charge_steps(list.len() * STEPS_OF_MATCH, target.origin())?;
                let mut selected = list.iter_mut().filter(|resource| target.matches(resource));
                selected.try_for_each(|resource| apply_json(resource, operations, *renames, spent))
            }
            Self::Strategic { patches, target: Some(target), rename, .. } => {
                let [patch] = patches.as_slice() else { return Ok(()) };
                set.spent.charge_steps(set.list.len() * STEPS_OF_MATCH, target.origin())?;
                let list = std::mem::take(&mut set.list);
                set.list.reserve(list.len());
                for mut resource in list {
                    let gone = target.matches(&resource)
                        && apply_strategic(&mut resource, patch, *rename, &mut set.spent)?
                            == Outcome::Removed;
                    if !gone {
                        set.list.push(resource);
                    }
                }
                set.check_unique()
            }
            Self::Strategic { patches, target: None, rename, found_by } => {
                for patch in patches {
                    set.spent.charge_steps(set.list.len(), patch.name_origin())?;
                    let index = find_target(set, patch)?;
                    let ResourceSet { list, spent, .. } = set;
                    if apply_strategic(&mut list[index], patch, *rename, spent)? == Outcome::Removed {
                        list.remove(index);
                    }
                }
                if *found_by == FoundBy::PatchesStrategicMerge { set.check_unique() } else { Ok(()) }
            }
        }
    }
}

fn apply_json(
    resource: &mut Resource,
    operations: &[Operation],
    renames: bool,
    spent: &mut Spent,
) -> Result<()> {
    if renames {
        resource.store_previous_id();
    }
    if operations.is_empty() {
        return Ok(());
    }
    resource.links.clear();
    let has_history = !resource.previous.is_empty() || resource.needs_hash;
    resource.change(|node| {
        if has_history {
            make_annotations(node);
        }
        json::apply(node, operations, spent)
    })?;
    let node = resource.node();
    let is_object = |path: &[&str]| node.at(path).and_then(Node::text).is_some_and(|text| !text.is_empty());
    if is_object(&["kind"]) && is_object(&["metadata", "name"]) {
        return Ok(());
    }
    let message = "the JSON patch leaves the object without `kind` or `metadata.name`";
    Err(BuildError::new(Fault::Patch, node.origin, message))
}

/// kustomize keeps an object's history among its annotations, so that a JSON patch finds a map there.
fn make_annotations(object: &mut Node) {
    let Some(metadata) = object.get_mut("metadata") else { return };
    if metadata.get("annotations").is_none_or(Node::is_null) {
        let origin = metadata.origin;
        metadata.insert(Key::string("annotations", origin), Node::empty_mapping(origin));
    }
}

/// Merges a patch into a resource. What the options do not allow to change stays as the resource has it: the version,
/// the kind, the name, and always the namespace.
fn apply_strategic(
    resource: &mut Resource,
    patch: &Resource,
    rename: Rename,
    spent: &mut Spent,
) -> Result<Outcome> {
    spent.charge(patch.size(), patch.origin())?;
    spent.charge_steps(resource.size().steps_of_patch(patch.size()), patch.origin())?;
    resource.grow(patch.size());
    if rename.name || rename.kind {
        resource.store_previous_id();
    }
    let mut patch = patch.node().clone();
    let moves = patch.at(&["metadata", "namespace"]).is_some();
    withhold(&mut patch, rename);
    let links = resource.links.are_in(&patch).then(|| resource.links.clone());
    let forgets = takes_out_annotations(&patch);
    let outcome = resource.change(|node| {
        let before = own_fields(node);
        let outcome = strategic::merge_object(node, &mut patch)?;
        put_back(node, before, moves);
        if let Some(links) = links {
            links.follow(node);
        }
        Ok(outcome)
    })?;
    if forgets {
        resource.forget();
    }
    Ok(outcome)
}

/// Whether a patch takes out the annotations as a whole, and with them the history that kustomize keeps there.
fn takes_out_annotations(patch: &Node) -> bool {
    let is_taken_out = |node: &Node| {
        node.is_null() || matches!(node.get("$patch").and_then(Node::text), Some("delete" | "replace"))
    };
    let Some(metadata) = patch.get("metadata") else { return false };
    is_taken_out(metadata) || metadata.get("annotations").is_some_and(is_taken_out)
}

fn own_fields(object: &Node) -> Vec<Entry> {
    let metadata = object.get("metadata");
    ["name", "namespace"].iter().filter_map(|field| metadata?.entry(field).cloned()).collect()
}

/// kustomize writes name and namespace back behind a patch; an empty namespace is taken out. Where the patch has a
/// namespace of its own, the old one comes back as text without a type.
fn put_back(object: &mut Node, before: Vec<Entry>, moves: bool) {
    if object.get("metadata").is_none() && !before.is_empty() {
        let origin = object.origin;
        object.insert(Key::string("metadata", origin), Node::empty_mapping(origin));
    }
    let Some(metadata) = object.get_mut("metadata") else { return };
    for Entry { key, mut value } in before {
        let Some(now) = metadata.get(key.text()) else {
            metadata.insert(key, value);
            continue;
        };
        if now.text() == Some("") {
            metadata.remove(key.text());
        } else if let Value::Scalar(Scalar { tag: tag @ Tag::Str, style: Style::Plain, .. }) =
            &mut value.value
            && moves
        {
            *tag = Tag::Implied;
            metadata.insert(key, value);
        }
    }
}

/// Takes out of a patch what it may not change.
fn withhold(patch: &mut Node, rename: Rename) {
    patch.remove("apiVersion");
    if !rename.kind {
        patch.remove("kind");
    }
    if let Some(metadata) = patch.get_mut("metadata") {
        metadata.remove("namespace");
        if !rename.name {
            metadata.remove("name");
        }
    }
}

fn find_target(set: &ResourceSet, patch: &Resource) -> Result<usize> {
    let found = set.matching_any_id(patch.id());
    let origin = patch.name_origin();
    match found.as_slice() {
        [index] => Ok(*index),
        [] => {
            let error = BuildError::new(
                Fault::PatchTarget,
                origin,
                format!("the patch finds no `{}` to change", patch.id()),
            );
            Err(match near_miss(set, patch) {
                Some((resource, why)) => error.related(resource.name_origin(), "this one is close").help(why),
                None => error.help("correct the patch's kind and name, or add the resource to the build"),
            })
        }
        several => {
            let message = format!("the patch finds several `{}` to change", patch.id());
            let error = BuildError::new(Fault::PatchTarget, origin, message)
                .help("give the patch a namespace, or use a `target` under `patches`");
            Err(several.iter().fold(error, |error, index| {
                error.related(set.list[*index].name_origin(), "one that it finds")
            }))
        }
    }
}

/// A resource that differs from what a patch names in one part of its id only, or is called nearly the same.
fn near_miss<'a>(set: &'a ResourceSet, patch: &Resource) -> Option<(&'a Resource, String)> {
    let wanted = patch.id();
    let called = |id: &ResId| format!("{}/{}", id.gvk.kind, id.name);
    other_version(set, wanted).or_else(|| {
        let known: Vec<String> = set.list.iter().map(|resource| called(resource.id())).collect();
        let near = closest(&called(wanted), known.iter().map(String::as_str))?;
        let resource = set.list.iter().find(|resource| called(resource.id()) == near)?;
        Some((resource, format!("did you mean `{near}`?")))
    })
}

fn other_version<'a>(set: &'a ResourceSet, wanted: &ResId) -> Option<(&'a Resource, String)> {
    set.list.iter().find_map(|resource| {
        let id = resource.id();
        if id.name != wanted.name || id.gvk.kind != wanted.gvk.kind {
            return None;
        }
        let why = if id.gvk == wanted.gvk {
            format!("write the namespace `{}` in the patch's metadata", id.effective_namespace())
        } else if id.gvk.group.is_empty() {
            format!("write `apiVersion: {}` in the patch", id.gvk.version)
        } else {
            format!("write `apiVersion: {}/{}` in the patch", id.gvk.group, id.gvk.version)
        };
        Some((resource, why))
    })
}

//! Patches, and applying them.
//!
//! Source of the rules: `api/internal/builtins/Patch*.go` of kustomize 5.8.2.

mod json;
mod pointer;
mod read;
mod selector;
mod strategic;
mod target;

use overlint_source::{Entry, Key, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::SmolStr;

use crate::budget::Spent;
use crate::effects::{Effect, Step, Watch};
use crate::error::{BuildError, Fault, Result};
use crate::history::{self, Mark};
use crate::openapi::OpenApi;
use crate::printing::check_annotations;
use crate::resource::{Resource, quote_ambiguous};
use crate::set::ResourceSet;
use json::Operation;
pub(crate) use read::{read_entry, read_json6902, read_strategic, read_strategic_text};
pub(crate) use selector::Matcher;
use strategic::Outcome;
pub(crate) use strategic::{Outcome as Merged, merge_object};
use target::find_target;

/// How many comparisons it costs to ask whether a target means a resource.
const STEPS_OF_MATCH: usize = 50;

/// A patch that was read.
#[derive(Clone, Debug)]
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

impl Patch {
    /// Whether it is a strategic merge.
    pub(crate) fn merges(&self) -> bool {
        matches!(self, Self::Strategic { .. })
    }

    /// Applies the patch to the resources; strategic merges go by the schema.
    pub(crate) fn apply(&self, set: &mut ResourceSet, api: &OpenApi) -> Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::Json { operations, target, renames } => {
                let ResourceSet { list, spent, trace, .. } = set;
                let mut watch = trace.watch();
                spent.charge_steps(list.len() * STEPS_OF_MATCH, target.origin())?;
                for resource in list.iter_mut().filter(|resource| target.matches(resource)) {
                    apply_json(resource, operations, *renames, spent, &mut watch)?;
                }
                if !operations.iter().any(Operation::is_test) {
                    trace.record(Step::Patch, target.origin(), watch, || target.about(list));
                }
                Ok(())
            }
            Self::Strategic { patches, target: Some(target), rename, .. } => {
                let [patch] = patches.as_slice() else { return Ok(()) };
                set.spent.charge_steps(set.list.len() * STEPS_OF_MATCH, target.origin())?;
                let mut watch = set.trace.watch();
                let list = std::mem::take(&mut set.list);
                set.list.reserve(list.len());
                for mut resource in list {
                    let gone = target.matches(&resource)
                        && apply_strategic(
                            &mut resource,
                            patch,
                            *rename,
                            api,
                            true,
                            &mut set.spent,
                            &mut watch,
                        )? == Outcome::Removed;
                    if !gone {
                        set.list.push(resource);
                    }
                }
                set.trace.record(Step::Patch, target.origin(), watch, || target.about(&set.list));
                set.check_unique()
            }
            Self::Strategic { patches, target: None, rename, found_by } => {
                for patch in patches {
                    set.spent.charge_steps(set.list.len(), patch.name_origin())?;
                    let index = find_target(set, patch)?;
                    let ResourceSet { list, spent, trace, .. } = set;
                    let mut watch = trace.watch();
                    let versioned = *found_by == FoundBy::PatchesStrategicMerge;
                    let resource = &mut list[index];
                    let outcome =
                        apply_strategic(resource, patch, *rename, api, versioned, spent, &mut watch)?;
                    if outcome == Outcome::Removed {
                        list.remove(index);
                    }
                    trace.record(Step::Patch, patch.name_origin(), watch, Default::default);
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
    watch: &mut Watch,
) -> Result<()> {
    if renames {
        resource.store_previous_id();
    }
    watch.note(Effect::Unchanged);
    if operations.is_empty() {
        return Ok(());
    }
    resource.links.clear();
    let history = history::annotations(resource);
    if renames
        && resource.node().at(&["metadata", "annotations"]).is_some_and(|list| !list.items().is_empty())
    {
        check_annotations(resource.node())?;
    }
    spent.charge_steps(resource.previous.len(), resource.name_origin())?;
    resource.change(|node| {
        history::put(node, &history);
        let before = watch.before(node);
        json::apply(node, operations, spent)?;
        watch.after(before.as_ref(), node);
        history::take(node, &history);
        Ok(())
    })?;
    let node = resource.node();
    let is_object = |path: &[&str]| node.at(path).and_then(Node::text).is_some_and(|text| !text.is_empty());
    if is_object(&["kind"]) && is_object(&["metadata", "name"]) {
        return Ok(());
    }
    let message = "the JSON patch leaves the object without `kind` or `metadata.name`";
    Err(BuildError::new(Fault::Patch, node.origin, message))
}

/// Merges a patch into a resource. What the options do not allow to change stays as the resource has it: the version,
/// the kind, the name, and always the namespace. A patch that is `versioned` first gets the version of the resource.
fn apply_strategic(
    resource: &mut Resource,
    patch: &Resource,
    rename: Rename,
    api: &OpenApi,
    versioned: bool,
    spent: &mut Spent,
    watch: &mut Watch,
) -> Result<Outcome> {
    spent.charge(patch.size(), patch.origin())?;
    spent.charge_steps(resource.size().steps_of_patch(patch.size()), patch.origin())?;
    resource.grow(patch.size());
    if rename.name || rename.kind {
        resource.store_previous_id();
    }
    if rename.name {
        resource.mark(Mark::NameMayChange);
    }
    if rename.kind {
        resource.mark(Mark::KindMayChange);
    }
    let mut patch = patch.node().clone();
    let kind = kind_of_patch(resource, &patch);
    let moves = patch.at(&["metadata", "namespace"]).cloned();
    withhold(&mut patch, rename);
    let links = resource.links.are_in(&patch).then(|| resource.links.clone());
    let forgets = takes_out_annotations(&patch);
    let before = watch.before(resource.node());
    let outcome = resource.change(|node| {
        check_namespace(node, moves.as_ref())?;
        let before = own_fields(node);
        let versioned = versioned || node.get("apiVersion").is_some_and(is_no_version);
        let outcome = merge_object(node, &mut patch, kind.as_ref(), api)?;
        put_back(node, before, rename, moves.is_some());
        if versioned && outcome != Outcome::Removed && node.get("apiVersion").is_none() {
            node.insert(Key::string("apiVersion", patch.origin), no_version(patch.origin).generated());
        }
        if let Some(links) = links {
            links.follow(node);
        }
        Ok(outcome)
    })?;
    watch.after(before.as_ref(), resource.node());
    if forgets {
        resource.forget();
    }
    if forgets || outcome == Outcome::Removed {
        watch.note(Effect::Changed);
    }
    Ok(outcome)
}

/// What stands for the patch's own kind, in the version of the object, where a target selects objects of other kinds.
fn kind_of_patch(resource: &Resource, patch: &Node) -> Option<Node> {
    let kind = patch.entry("kind").filter(|kind| kind.value.text() != Some(&resource.id().gvk.kind))?;
    let version = resource.node().entry("apiVersion")?;
    Some(Node::mapping(vec![version.clone(), kind.clone()], patch.origin))
}

/// The version that a patch brings to an object without one: kustomize writes the empty text, which it prints as null.
fn no_version(origin: Origin) -> Node {
    let scalar = Scalar { tag: Tag::Null, ..Scalar::plain("") };
    Node::new(Value::Scalar(scalar), origin)
}

fn is_no_version(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| scalar.tag == Tag::Null && scalar.text.is_empty())
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

/// The namespace that a patch gives is put back, but first it is merged.
fn check_namespace(object: &Node, given: Option<&Node>) -> Result<()> {
    let own = object.at(&["metadata", "namespace"]).filter(|own| !own.is_null());
    match (own, given.filter(|given| given.as_scalar().is_none())) {
        (Some(own), Some(given)) if own.as_scalar().is_some() => Err(strategic::kind_mismatch(own, given)),
        _ => Ok(()),
    }
}

/// kustomize writes name and namespace back behind a patch, as text without a type; an empty namespace is taken out. A name
/// that may change is the patch's, also without a type. The walk over the object may have put quotes around a namespace,
/// unless the patch `moves` it, which is to say that it gives one.
fn put_back(object: &mut Node, before: Vec<Entry>, rename: Rename, moves: bool) {
    if object.get("metadata").is_none() && !before.is_empty() {
        let origin = object.origin;
        object.insert(Key::string("metadata", origin), Node::empty_mapping(origin));
    }
    let Some(metadata) = object.get_mut("metadata") else { return };
    for Entry { key, mut value } in before {
        let Some(now) = metadata.get(key.text()) else {
            let text: SmolStr = value.text().unwrap_or_default().into();
            value.value = Value::Scalar(quote_ambiguous(Scalar::untyped(text)));
            metadata.insert(key, value);
            continue;
        };
        if now.text() == Some("") {
            metadata.remove(key.text());
            continue;
        }
        let is_walked_over = if key.text() == "name" { rename.name } else { !moves };
        if is_walked_over {
            value = now.clone();
        }
        if let Value::Scalar(Scalar { tag: tag @ Tag::Str, style: Style::Plain, .. }) = &mut value.value {
            *tag = Tag::Untyped;
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

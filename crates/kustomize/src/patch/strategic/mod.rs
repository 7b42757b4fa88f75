//! Strategic merge, with every habit of kustomize's own.
//!
//! Source of the rules: `kyaml/yaml/merge2` and `kyaml/yaml/walk` of kustomize 5.8.2. The walk goes over the whole
//! object, also where the patch says nothing: nulls written as nothing disappear and merged lists lose duplicates.
//! What needs no such change keeps its place in the shared tree.

mod list;
mod scalars;

use overlint_source::resolve::{Resolved, freeze, inherit_style, resolve};
use overlint_source::{Entry, Node, Removal, Scalar, Style, Tag, Value};

use crate::error::{BuildError, Fault, Result};
use crate::openapi::{OpenApi, Scope};
use crate::resource::is_ambiguous;

const DIRECTIVE: &str = "$patch";

/// What becomes of the node that a patch went over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It stays, changed or not.
    Kept,
    /// It is to be taken out.
    Removed,
}

/// Merges a patch into an object by a schema. The patch is left with its directives taken out, as kustomize leaves it.
/// Where the schema does not know the object's kind, it is asked for `kind`.
pub(crate) fn merge_object(
    object: &mut Node,
    patch: &mut Node,
    kind: Option<&Node>,
    api: &OpenApi,
) -> Result<Outcome> {
    match take_directive(patch)? {
        Some(Directive::Delete) => Ok(Outcome::Removed),
        // kustomize replaces a copy of the object, which it then forgets.
        Some(Directive::Replace) => Ok(Outcome::Kept),
        Some(Directive::Merge) | None => {
            let mut scope = Scope::outside(api).or_of(object);
            if let Some(kind) = kind {
                scope = scope.or_of(kind);
            }
            merge_fields(object, patch, scope)?;
            Ok(Outcome::Kept)
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Directive {
    Delete,
    Replace,
    Merge,
}

fn parse_directive(value: &Node) -> Result<Directive> {
    match value.text() {
        Some("delete") => Ok(Directive::Delete),
        Some("replace") => Ok(Directive::Replace),
        Some("merge") => Ok(Directive::Merge),
        other => {
            let message = format!("`{}` is no patch strategy", other.unwrap_or_default());
            Err(BuildError::new(Fault::Patch, value.origin, message)
                .help("write `delete`, `replace` or `merge`"))
        }
    }
}

/// The directive of a map, taken out of it.
fn take_directive(patch: &mut Node) -> Result<Option<Directive>> {
    let Some(value) = patch.get(DIRECTIVE) else { return Ok(None) };
    let directive = parse_directive(value)?;
    patch.remove(DIRECTIVE);
    Ok(Some(directive))
}

/// Merges a patch's value into the value that is there; both are present.
fn merge_node(dest: &mut Node, patch: &mut Node, scope: Scope<'_>) -> Result<Outcome> {
    if patch.is_null() {
        return Ok(Outcome::Removed);
    }
    if dest.is_null() {
        let Some(mut adopted) = adopt(patch, scope, false)? else { return Ok(Outcome::Removed) };
        take_style(&mut adopted, dest);
        dest.replace_with(adopted);
        return Ok(Outcome::Kept);
    }
    match (&dest.value, &patch.value) {
        (Value::Scalar(old), Value::Scalar(new)) => {
            let written = inherit_style(new, old);
            // A patch that repeats a value decides it all the same: what it repeats could change and would not show.
            let is_same = written.text == old.text && written.tag == freeze(old);
            let written = if is_same { old.clone() } else { written };
            dest.overwrite(written, patch.origin);
            Ok(Outcome::Kept)
        }
        (Value::Mapping(_), Value::Mapping(_)) => merge_map(dest, patch, scope),
        (Value::Sequence(_), Value::Sequence(_)) => {
            if let Some(merged) = scope.merged_list()? {
                return list::merge(dest, patch, &merged);
            }
            let mut new = patch.clone();
            take_style(&mut new, dest);
            dest.replace_with(new);
            Ok(Outcome::Kept)
        }
        _ => Err(kind_mismatch(dest, patch)),
    }
}

/// Gives a value the style of the value that it replaces, as kustomize's field setter does.
fn take_style(new: &mut Node, old: &Node) {
    let old_flow = match &old.value {
        Value::Scalar(_) => Some(false),
        Value::Sequence(list) => (!list.items.is_empty()).then_some(list.flow),
        Value::Mapping(map) => (!map.entries.is_empty()).then_some(map.flow),
    };
    match (&mut new.value, old_flow) {
        (Value::Scalar(scalar), _) => {
            scalar.tag = freeze(scalar);
            scalar.style = old.as_scalar().map_or(Style::Plain, |old| old.style);
        }
        (Value::Sequence(list), Some(flow)) if list.flow != flow => {
            std::sync::Arc::make_mut(list).flow = flow;
        }
        (Value::Mapping(map), Some(flow)) if map.flow != flow => std::sync::Arc::make_mut(map).flow = flow,
        _ => {}
    }
}

fn merge_map(dest: &mut Node, patch: &mut Node, scope: Scope<'_>) -> Result<Outcome> {
    match take_directive(patch)? {
        Some(Directive::Delete) => Ok(Outcome::Removed),
        Some(Directive::Replace) => {
            let Some(mut new) = adopt(patch, scope, true)? else { return Ok(Outcome::Removed) };
            take_style(&mut new, dest);
            dest.replace_with(new);
            Ok(Outcome::Kept)
        }
        Some(Directive::Merge) | None => {
            merge_fields(dest, patch, scope.or_of(dest).or_of(patch))?;
            Ok(Outcome::Kept)
        }
    }
}

fn merge_fields(dest: &mut Node, patch: &mut Node, scope: Scope<'_>) -> Result<()> {
    let Some(patch_map) = patch.as_mapping_mut() else { return Ok(()) };
    if dest.as_mapping().is_some_and(|map| map.entries.is_empty() && map.flow != patch_map.flow)
        && let Some(map) = dest.as_mapping_mut()
    {
        map.flow = patch_map.flow;
    }
    settle_others(dest, &patch_map.entries, scope)?;
    for index in 0..patch_map.entries.len() {
        // Of a key that is given twice, kustomize only ever finds the first.
        let (before, rest) = patch_map.entries.split_at_mut(index);
        let entry = &mut rest[0];
        if !before.iter().any(|other| other.key.text() == entry.key.text()) {
            merge_entry(dest, entry, scope)?;
        }
    }
    Ok(())
}

fn merge_entry(dest: &mut Node, entry: &mut Entry, scope: Scope<'_>) -> Result<()> {
    let name = entry.key.text();
    let scope = scope.field(name);
    if let Some(old) = dest.get_mut(name) {
        if merge_node(old, &mut entry.value, scope)? == Outcome::Removed {
            remove(dest, entry);
        }
    } else if let Some(new) = adopt(&mut entry.value, scope, false)? {
        dest.insert(entry.key.clone(), new);
    }
    Ok(())
}

/// Takes a key out, and leaves a note where that was asked for.
fn remove(dest: &mut Node, entry: &Entry) {
    let origin = if entry.value.is_null() { entry.key.origin } else { entry.value.origin };
    dest.remove(entry.key.text());
    if let Some(map) = dest.as_mapping_mut() {
        map.commented.retain(|key| key != entry.key.text());
        map.removed.push(Removal { key: entry.key.scalar.text.clone(), origin });
    }
}

/// Goes over the fields that the patch does not mention.
fn settle_others(dest: &mut Node, mentioned: &[Entry], scope: Scope<'_>) -> Result<()> {
    let is_mentioned = |name: &str| mentioned.iter().any(|entry| entry.key.text() == name);
    let unsettled = |entry: &Entry| {
        !is_mentioned(entry.key.text()) && !is_settled(&entry.value, scope.field(entry.key.text()))
    };
    if !dest.entries().iter().any(unsettled) {
        return Ok(());
    }
    let Some(map) = dest.as_mapping_mut() else { return Ok(()) };
    let mut kept = Vec::with_capacity(map.entries.len());
    for mut entry in std::mem::take(&mut map.entries) {
        let outcome = if unsettled(&entry) {
            settle(&mut entry.value, scope.field(entry.key.text()))?
        } else {
            Outcome::Kept
        };
        if outcome == Outcome::Kept {
            kept.push(entry);
        }
    }
    map.entries = kept;
    Ok(())
}

/// Whether the walk would leave a node of the base as it is where the patch says nothing.
fn is_settled(node: &Node, scope: Scope<'_>) -> bool {
    match &node.value {
        Value::Scalar(scalar) => !(scalar.text.is_empty() && node.is_null() || needs_quotes(scalar)),
        Value::Mapping(map) => {
            let scope = scope.or_of(node);
            map.entries.iter().all(|entry| is_settled(&entry.value, scope.field(entry.key.text())))
        }
        Value::Sequence(sequence) => match scope.merged_list() {
            Ok(Some(merged)) => list::is_settled(&sequence.items, &merged),
            Ok(None) => true,
            Err(_) => false,
        },
    }
}

fn put_quotes(scalar: &mut Scalar) {
    if needs_quotes(scalar) {
        scalar.tag = Tag::Str;
        scalar.style = Style::DoubleQuoted;
    }
}

/// Whether the walk puts quotes around a string: YAML 1.1 would read it as something else without. What has no type counts
/// as a string, and becomes one.
fn needs_quotes(scalar: &Scalar) -> bool {
    let may_be_word = matches!(scalar.text.as_bytes(), [b'y' | b'Y' | b'n' | b'N' | b'o' | b'O', ..]);
    let is_string = match scalar.tag {
        Tag::Str | Tag::Untyped => true,
        Tag::Implied => may_be_word && scalar.text.len() <= 3 && matches!(resolve(scalar), Resolved::Str(_)),
        _ => false,
    };
    is_string && scalar.style == Style::Plain && is_ambiguous(&scalar.text)
}

/// The walk over a node of the base where the patch says nothing.
fn settle(node: &mut Node, scope: Scope<'_>) -> Result<Outcome> {
    match &mut node.value {
        Value::Scalar(scalar) => {
            put_quotes(scalar);
            let vanishes = scalar.text.is_empty() && resolve(scalar) == Resolved::Null;
            Ok(if vanishes { Outcome::Removed } else { Outcome::Kept })
        }
        Value::Mapping(_) => {
            let scope = scope.or_of(node);
            settle_others(node, &[], scope)?;
            Ok(Outcome::Kept)
        }
        Value::Sequence(_) => match scope.merged_list()? {
            Some(merged) => list::settle(node, &merged),
            None => Ok(Outcome::Kept),
        },
    }
}

/// What a value of the patch adds where the base has nothing: itself, less its nulls and directives. `nested` says
/// that it stands in a map that is added as a whole; there, the directives of a list count too.
fn adopt(patch: &mut Node, scope: Scope<'_>, nested: bool) -> Result<Option<Node>> {
    if patch.is_null() {
        return Ok(None);
    }
    match &patch.value {
        Value::Mapping(_) => return adopt_map(patch, scope, nested),
        Value::Sequence(_) => {
            if let Some(merged) = scope.merged_list()? {
                return list::adopt(patch, &merged, nested);
            }
        }
        Value::Scalar(_) => {}
    }
    let mut new = patch.clone();
    if let Value::Scalar(scalar) = &mut new.value {
        put_quotes(scalar);
    }
    Ok(Some(new))
}

fn adopt_map(patch: &mut Node, scope: Scope<'_>, nested: bool) -> Result<Option<Node>> {
    match take_directive(patch) {
        Ok(Some(Directive::Delete)) => return Ok(None),
        Err(error) if nested => return Err(error),
        _ => {}
    }
    let scope = scope.or_of(patch);
    let mut new = patch.clone();
    let Some(map) = new.as_mapping_mut() else { return Ok(Some(new)) };
    let mut kept = Vec::with_capacity(map.entries.len());
    for mut entry in std::mem::take(&mut map.entries) {
        let scope = scope.field(entry.key.text());
        if let Some(value) = adopt(&mut entry.value, scope, true)? {
            kept.push(Entry { key: entry.key, value });
        }
    }
    map.entries = kept;
    Ok(Some(new))
}

pub(super) fn kind_mismatch(dest: &Node, patch: &Node) -> BuildError {
    let message = format!("the patch has {} here, the resource has {}", describe(patch), describe(dest));
    BuildError::new(Fault::Patch, patch.origin, message)
        .related(dest.origin, "the resource")
        .help("give the patch the shape of the resource, or remove the field with `null` first")
}

fn describe(node: &Node) -> &'static str {
    match node.value {
        Value::Scalar(_) => "a scalar",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
    }
}

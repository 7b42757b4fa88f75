//! From a built resource to what kustomize prints of it.
//!
//! Source of the rules: `api/resource` and `kyaml/yaml/rnode.go` of kustomize 5.8.2, which rewrite the annotations
//! of every object as strings before it is printed.

use std::collections::{HashMap, HashSet};

use overlint_source::finish::{PrintError, PrintErrorKind};
use overlint_source::{Entry, Key, Node, Scalar, Style, Tag, Value};

use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::provenance::{ORIGIN, TRANSFORMATIONS};

/// Annotations of kustomize's own, which never reach the output, even where a user wrote them.
const INTERNAL: &[&str] = &[
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "internal.config.kubernetes.io/helm-generated",
    "config.kubernetes.io/path",
    "config.kubernetes.io/index",
    "config.k8s.io/id",
];

/// Which of the annotations that `buildMetadata` asks for stay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) origin: bool,
    pub(crate) transformations: bool,
}

impl Kept {
    /// Whether an annotation is kustomize's own and goes.
    fn drops(self, key: &str) -> bool {
        match key {
            ORIGIN => !self.origin,
            TRANSFORMATIONS => !self.transformations,
            key => INTERNAL.contains(&key),
        }
    }
}

/// Makes every annotation a string of its raw text, and takes out kustomize's own. An empty map of annotations goes.
pub(crate) fn tidy_annotations(node: &mut Node, kept: Kept) {
    let annotations = node.get("metadata").and_then(|metadata| metadata.get("annotations"));
    if annotations.is_none_or(|annotations| is_tidy(annotations, kept)) {
        return;
    }
    let Some(metadata) = node.get_mut("metadata") else { return };
    let Some(annotations) = metadata.get_mut("annotations") else { return };
    if let Some(map) = annotations.as_mapping_mut() {
        map.flow = false;
        map.entries.retain(|entry| !kept.drops(entry.key.text()));
        for entry in &mut map.entries {
            let text = entry.value.text().unwrap_or_default().to_owned();
            entry.value.respell(Scalar::string(text));
            entry.key.scalar = Scalar::plain(entry.key.scalar.text.clone());
        }
    }
    if annotations.entries().is_empty() {
        metadata.remove("annotations");
    }
}

/// Takes the items of a list of annotations for keys and values by turns, as kustomize does where it reads annotations and
/// writes them anew. It panics where the last key has no value, or where a key is no text.
pub(crate) fn pair_annotations(node: &mut Node) -> Result<()> {
    let annotations = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    let Some(list) = annotations.filter(|annotations| annotations.as_sequence().is_some()) else {
        return Ok(());
    };
    let mut map = Node::empty_mapping(list.origin);
    for pair in list.items().chunks(2) {
        let [Node { value: Value::Scalar(key), origin, .. }, value] = pair else {
            return Err(no_map(list));
        };
        let key = Key { scalar: Scalar::plain(key.text.clone()), origin: *origin };
        let text = value.text().unwrap_or_default().to_owned();
        let mut made = value.clone();
        made.respell(Scalar::string(text));
        map.insert(key, made);
    }
    *list = map;
    Ok(())
}

/// Fails where annotations are written into what is no map.
pub(crate) fn check_annotations(node: &Node) -> Result<()> {
    let annotations = node.at(&["metadata", "annotations"]).filter(|annotations| !annotations.is_null());
    match annotations.filter(|annotations| annotations.as_mapping().is_none()) {
        Some(annotations) => Err(no_map(annotations)),
        None => Ok(()),
    }
}

fn no_map(annotations: &Node) -> BuildError {
    let message = "the annotations are no map";
    BuildError::new(Fault::Resource, annotations.origin, message).help("give them as a map")
}

/// Joins annotations that are given more than once, as kustomize does when it writes them anew: of several maps the first
/// value of a key counts, of one map the last. Says where that is.
pub(crate) fn join_annotations(node: &mut Node) -> Option<BuildError> {
    let is_annotations = |entry: &&Entry| entry.key.text() == "annotations";
    let metadata = node.get("metadata")?;
    let given: Vec<&Entry> = metadata.entries().iter().filter(is_annotations).collect();
    let repeated = match given.as_slice() {
        [] => None,
        [only] => repeated(only.value.entries()),
        [first, second, ..] => Some((*first, *second)),
    };
    let (first, second) = repeated.map(|(first, second)| (first.key.clone(), second.key.clone()))?;
    let mut seen: HashSet<SmolStr> = HashSet::new();
    let by_weight = given.iter().flat_map(|given| given.value.entries().iter().rev());
    let joined: Vec<Entry> =
        by_weight.filter(|entry| seen.insert(entry.key.scalar.text.clone())).cloned().collect();
    let origin = given.first().map_or(first.origin, |entry| entry.key.origin);
    let map = node.get_mut("metadata")?.as_mapping_mut()?;
    map.entries.retain(|entry| !is_annotations(&entry));
    let value = Node::mapping(joined, origin);
    map.entries.push(Entry { key: Key::string("annotations", origin), value });
    let message = format!("`{}` is given twice, and kustomize joins them", first.text());
    let error = BuildError::new(Fault::DuplicateKey, second.origin, message);
    Some(error.related(first.origin, "first given here").help("join the two"))
}

fn first_of<'e>(before: &'e [Entry], entry: &Entry) -> Option<&'e Entry> {
    before.iter().find(|other| other.key.text() == entry.key.text())
}

/// The first two entries that have one key.
fn repeated(entries: &[Entry]) -> Option<(&Entry, &Entry)> {
    // Of a few it is faster to look at each pair than to make a table.
    if entries.len() <= 16 {
        return (1..entries.len())
            .find_map(|at| Some((first_of(&entries[..at], &entries[at])?, &entries[at])));
    }
    let mut known: HashMap<&str, &Entry> = HashMap::with_capacity(entries.len());
    entries.iter().find_map(|entry| known.insert(entry.key.text(), entry).map(|first| (first, entry)))
}

/// Whether nothing has to change, so that the shared tree can stay shared.
fn is_tidy(annotations: &Node, kept: Kept) -> bool {
    let Some(map) = annotations.as_mapping() else { return false };
    !map.entries.is_empty()
        && !map.flow
        && map.entries.iter().all(|entry| {
            let is_string = entry.value.as_scalar().is_some_and(|scalar| {
                scalar.tag == Tag::Str && scalar.style != Style::Folded
                    || matches!(scalar.tag, Tag::Implied | Tag::Untyped)
                        && scalar.style != Style::Folded
                        && entry.value.as_str().is_some()
            });
            let key = &entry.key.scalar;
            is_string && (key.style, key.tag) == (Style::Plain, Tag::Implied) && !kept.drops(entry.key.text())
        })
}

/// What makes printing fail, as a build error.
pub(crate) fn print_fault(error: &PrintError) -> BuildError {
    let fault = match error.kind {
        PrintErrorKind::DuplicateKey(_) => Fault::DuplicateKey,
        _ => Fault::Unprintable,
    };
    let built = BuildError::new(fault, error.origin, error.kind.to_string());
    let built = match &error.kind {
        PrintErrorKind::DuplicateKey(key) => built.help(format!("keep one `{key}`")),
        PrintErrorKind::CommentedInFlow(key) => built.help(format!("put the comment above `{key}`")),
        PrintErrorKind::CommentedEmpty(key) => {
            built.help(format!("put the comment above `{key}`, or take the field out with `null`"))
        }
        PrintErrorKind::KeyNotString(key) => built.help(format!("put quotes around the key: `\"{key}\"`")),
        _ => built,
    };
    match error.related {
        Some(first) => built.related(first, "first given here"),
        None => built,
    }
}

//! The history of an object as annotations, which is where kustomize keeps it while it builds.
//!
//! Source of the rules: `api/resource/resource.go` and `api/internal/utils/annotations.go` of kustomize 5.8.2. Only JSON
//! patches can see these annotations: they test, copy and move `metadata` with all that it holds.

use overlint_source::{Entry, Key, Node, Origin};
use smol_str::SmolStr;

use crate::id::PreviousId;
use crate::resource::Resource;

/// How many annotations say under which id an object was known.
const WRITTEN: usize = 3;

const DOMAIN: &str = "internal.config.kubernetes.io/";

/// A word that kustomize notes on an object, and that nothing but a JSON patch ever sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Made by a generator without a `behavior`, or with one that kustomize does not know.
    Generated,
    /// Made by a generator with `behavior: create`.
    Created,
    /// Patched with `allowNameChange`.
    NameMayChange,
    /// Patched with `allowKindChange`.
    KindMayChange,
}

impl Mark {
    fn annotation(self) -> (&'static str, &'static str) {
        match self {
            Self::Generated => ("generatorBehavior", "unspecified"),
            Self::Created => ("generatorBehavior", "create"),
            Self::NameMayChange => ("allowNameChange", "enabled"),
            Self::KindMayChange => ("allowKindChange", "enabled"),
        }
    }
}

/// The annotations that kustomize has on a resource at this point of the build.
pub(crate) fn annotations(resource: &Resource) -> Vec<Entry> {
    let origin = resource.name_origin();
    let mut found: Vec<Entry> = resource
        .marks
        .iter()
        .map(|mark| mark.annotation())
        .map(|(key, word)| entry(key, word, origin))
        .collect();
    if resource.needs_hash {
        found.push(entry("needsHashSuffix", "enabled", origin));
    }
    let previous = |field: fn(&PreviousId) -> &SmolStr| joined(resource.previous.iter().map(field));
    let lists = [
        ("previousNames", previous(|id| &id.name)),
        ("previousNamespaces", previous(|id| &id.namespace)),
        ("previousKinds", previous(|id| &id.kind)),
        ("prefixes", joined(resource.prefixes.iter())),
        ("suffixes", joined(resource.suffixes.iter())),
    ];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    found.extend(lists.map(|(key, list)| entry(key, &list, origin)));
    found
}

fn joined<'a>(words: impl Iterator<Item = &'a SmolStr>) -> String {
    words.map(SmolStr::as_str).collect::<Vec<_>>().join(",")
}

fn entry(key: &str, value: &str, origin: Origin) -> Entry {
    Entry {
        key: Key::string(format!("{DOMAIN}{key}"), origin),
        value: Node::string(value, origin).generated(),
    }
}

/// Writes the annotations into an object, which has a map for them from then on.
pub(crate) fn put(object: &mut Node, annotations: &[Entry]) {
    let Some(metadata) = object.get_mut("metadata").filter(|_| !annotations.is_empty()) else { return };
    take_out_empty(metadata);
    if metadata.get("annotations").is_none_or(Node::is_null) {
        let origin = metadata.origin;
        metadata.insert(Key::string("annotations", origin), Node::empty_mapping(origin));
    }
    let Some(map) = metadata.get_mut("annotations") else { return };
    for Entry { key, value } in annotations {
        map.insert(key.clone(), value.clone());
    }
}

/// Before kustomize writes an annotation, it takes out empty ones; where they are given twice, that brings the others up.
fn take_out_empty(metadata: &mut Node) {
    let is_empty =
        |node: &Node| node.is_null() || node.as_mapping().is_some_and(|map| map.entries.is_empty());
    for _ in 0..WRITTEN {
        if !metadata.get("annotations").is_some_and(is_empty) {
            return;
        }
        metadata.remove("annotations");
    }
}

/// Takes the annotations out again. Copies of them that a patch has made elsewhere stay.
pub(crate) fn take(object: &mut Node, annotations: &[Entry]) {
    let map = object.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    let Some(map) = map else { return };
    for Entry { key, .. } in annotations {
        map.remove(key.text());
    }
}

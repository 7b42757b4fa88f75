//! What a generated object does to one of the same id.

use std::collections::HashMap;

use overlint_source::{Entry, Input, Key, Made, Node, Scalar, Value};
use smol_str::SmolStr;

use super::{Behavior, Generated, encode, string};
use crate::error::{BuildError, Fault, Result};
use crate::provenance;
use crate::resource::{Resource, set_metadata};
use crate::set::ResourceSet;

/// Adds a generated object, or merges it into the one that it names.
pub(crate) fn absorb(set: &mut ResourceSet, generated: Generated) -> Result<()> {
    let Generated { mut resource, behavior } = generated;
    let found = set.matching_any_id(resource.id());
    match (found.as_slice(), behavior) {
        ([], Behavior::Create) => set.append_all(vec![resource]),
        ([], _) => Err(fault(&resource, "nothing is there to merge into or to replace")
            .help("correct the name, or take `behavior` out")),
        ([index], Behavior::Create) => Err(fault(&resource, "an object of this name is there already")
            .related(set.list[*index].name_origin(), "the other object")
            .help("say `behavior: merge` or `behavior: replace`, or choose another name")),
        ([index], _) => {
            let old = &set.list[*index];
            let asked = resource.name_origin();
            take_over(&mut resource, old);
            if behavior == Behavior::Merge {
                merge_data(&mut resource, old);
                if let Some(origin) = provenance::annotation(old, provenance::ORIGIN) {
                    let place = old.name_origin();
                    provenance::set_origin(&mut resource, origin, place);
                }
            }
            // kustomize looks for the place by the id that the object has now, with the kind that is generated.
            let place = set.list.iter().position(|other| other.id().same(resource.id()));
            let Some(place) = place else {
                let why = "the object of this name has another kind now";
                return Err(fault(&resource, why)
                    .at(asked)
                    .related(set.list[*index].name_origin(), "the object"));
            };
            set.list[place] = resource;
            Ok(())
        }
        (several, _) => {
            let error = fault(&resource, "several objects of this name are there");
            Err(several
                .iter()
                .fold(error, |error, i| error.related(set.list[*i].name_origin(), "one of them")))
        }
    }
}

fn fault(resource: &Resource, why: &str) -> BuildError {
    let message = format!("`{}` cannot be generated: {why}", resource.id());
    BuildError::new(Fault::Generator, resource.name_origin(), message)
}

/// Name, namespace and history are the old object's; labels and annotations are the old ones under the new ones.
fn take_over(resource: &mut Resource, old: &Resource) {
    let (name, namespace) = (old.id().name.clone(), old.id().namespace.clone());
    let origin = old.name_origin();
    resource.change(|node| {
        for field in ["labels", "annotations"] {
            let before = old.node().get("metadata").and_then(|metadata| metadata.get(field));
            if let (Some(before), Some(metadata)) = (before, node.get_mut("metadata")) {
                lay_over(metadata, field, before);
            }
        }
        set_metadata(node, "name", &name, origin);
        if namespace.is_empty() {
            node.get_mut("metadata").and_then(|metadata| metadata.remove("namespace"));
        } else {
            set_metadata(node, "namespace", &namespace, origin);
        }
        for field in ["name", "namespace"] {
            let before = old.node().at(&["metadata", field]);
            let now = node.get_mut("metadata").and_then(|metadata| metadata.get_mut(field));
            if let (Some(before), Some(now)) = (before, now) {
                (now.origin, now.history) = (before.origin, before.history.clone());
            }
        }
    });
    resource.previous.clone_from(&old.previous);
    resource.prefixes.clone_from(&old.prefixes);
    resource.suffixes.clone_from(&old.suffixes);
    resource.variables.clone_from(&old.variables);
    resource.marks.clone_from(&old.marks);
    resource.needs_hash &= old.needs_hash;
    resource.is_from_chart |= old.is_from_chart;
}

/// Puts the entries of an older map under the ones of a field, all values as strings.
fn lay_over(node: &mut Node, field: &str, before: &Node) {
    let mut merged = strings(before, matches!(field, "labels" | "annotations"));
    if let Some(newer) = node.get(field) {
        for entry in newer.entries() {
            write_entry(&mut merged, entry);
        }
    }
    if !merged.entries().is_empty() {
        let key = Key { scalar: Scalar::plain(field), origin: before.origin };
        node.insert(key, merged);
    }
}

fn write_entry(map: &mut Node, entry: &Entry) {
    match map.get_mut(entry.key.text()) {
        Some(old) => old.replace_with(entry.value.clone()),
        None => map.insert(entry.key.clone(), entry.value.clone()),
    }
}

/// A map with every value made a string of its raw text. Of a key that is given twice kustomize takes the first value,
/// and of labels and annotations the last.
fn strings(map: &Node, last_counts: bool) -> Node {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut entries: Vec<Entry> = Vec::with_capacity(map.entries().len());
    for entry in map.entries() {
        let text: SmolStr = entry.value.text().unwrap_or_default().into();
        let made = Entry {
            key: Key { scalar: Scalar::plain(entry.key.scalar.text.clone()), origin: entry.key.origin },
            value: Node { history: entry.value.history.clone(), ..string(text, entry.value.origin) },
        };
        let place = *places.entry(entry.key.text()).or_insert(entries.len());
        if place == entries.len() {
            entries.push(made);
        } else if last_counts {
            entries[place] = made;
        }
    }
    Node::mapping(entries, map.origin)
}

fn merge_data(resource: &mut Resource, old: &Resource) {
    let is_secret = resource.id().gvk.kind == "Secret";
    let before = if is_secret { folded(old.node()) } else { old.node().get("data").cloned() };
    resource.change_content(|node| {
        if let Some(before) = before {
            lay_over(node, "data", &without_nulls(&before));
        }
        if let Some(before) = old.node().get("binaryData") {
            lay_over(node, "binaryData", &without_nulls(before));
        }
        if node.get("data").is_some_and(|data| data.entries().is_empty()) {
            node.remove("data");
        }
    });
}

/// Of data, unlike of labels, a null counts as an empty string, however it is written.
fn without_nulls(data: &Node) -> Node {
    let mut data = data.clone();
    if data.entries().iter().any(|entry| entry.value.is_null()) {
        let entries = data.as_mapping_mut().into_iter().flat_map(|map| &mut map.entries);
        for entry in entries.filter(|entry| entry.value.is_null()) {
            if let Value::Scalar(scalar) = string(SmolStr::default(), entry.value.origin).value {
                entry.value.respell(scalar);
            }
        }
    }
    data
}

/// A Secret's `data` with its `stringData` encoded over it.
fn folded(secret: &Node) -> Option<Node> {
    let Some(plain) = secret.get("stringData").filter(|plain| plain.as_mapping().is_some()) else {
        return secret.get("data").cloned();
    };
    let mut data = secret.get("data").cloned().unwrap_or_else(|| Node::empty_mapping(plain.origin));
    for entry in plain.entries().iter().rev() {
        let encoded = string(encode(entry.value.text().unwrap_or_default().as_bytes()), entry.value.origin);
        let value = encoded.made(Made::Base64, vec![Input::from(&entry.value)]);
        write_entry(&mut data, &Entry { key: entry.key.clone(), value });
    }
    Some(data)
}

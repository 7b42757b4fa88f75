//! The hash behind the name of a generated ConfigMap or Secret.
//!
//! Source of the rules: `api/hasher/hasher.go` of kustomize 5.8.2: the first ten digits of the SHA-256 of a JSON
//! text, some digits replaced by letters so that no word comes out.

use overlint_source::json::{json_normalise, to_json_text};
use overlint_source::{Input, Key, Made, Node, Origin, Scalar, Style, Value};
use sha2::{Digest, Sha256};

use smol_str::format_smolstr;

use crate::error::{BuildError, Fault, Result};
use crate::resource::{Resource, set_made};
use crate::set::ResourceSet;

/// Puts the hash of its content behind the name of everything that asks for it.
pub(crate) fn apply(set: &mut ResourceSet) -> Result<()> {
    for resource in set.list.iter_mut().filter(|resource| resource.needs_hash) {
        if !matches!(resource.id().gvk.kind.as_str(), "ConfigMap" | "Secret") {
            return Err(unsupported(resource));
        }
        let hash = content_hash(resource);
        let inputs = hashed(resource.node());
        resource.store_previous_id();
        resource.change(|node| append(node, &hash, inputs));
    }
    Ok(())
}

/// Of any other kind kustomize hashes its own tree in memory, down to the columns in which the values stood.
fn unsupported(resource: &Resource) -> BuildError {
    let message = format!("the hash of a generated `{}` is not supported", resource.id().gvk.kind);
    BuildError::new(Fault::Unsupported, resource.name_origin(), message)
        .help("say `disableNameSuffixHash: true` in the generator's options, or leave the object its kind")
}

/// Puts the hash behind the name, which keeps its place.
fn append(node: &mut Node, hash: &str, inputs: Vec<Input>) {
    let name = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("name"));
    let Some(name) = name else { return };
    let text = format_smolstr!("{}-{hash}", name.text().unwrap_or_default());
    let origin = name.origin;
    set_made(name, Scalar::plain(text), origin, Made::Hash, || inputs);
}

/// The values that the hash is made of.
fn hashed(node: &Node) -> Vec<Input> {
    let maps = ["data", "stringData", "binaryData"].into_iter().filter_map(|field| node.get(field));
    let values = maps.flat_map(Node::entries).map(|entry| &entry.value);
    values.chain(node.get("type")).map(Input::from).collect()
}

/// The hash of a resource's content. Names, labels and annotations do not count.
fn content_hash(resource: &Resource) -> String {
    let node = resource.node();
    let kind = resource.id().gvk.kind.as_str();
    let mut content = Node::empty_mapping(Origin::NOWHERE);
    put(&mut content, "kind", text(kind));
    put(&mut content, "name", text(""));
    put(&mut content, "data", field(node, "data"));
    if kind == "Secret" {
        put(&mut content, "type", field(node, "type"));
        put_map(&mut content, node, "stringData");
    } else {
        put_map(&mut content, node, "binaryData");
    }
    json_normalise(&mut content);
    encode(&to_json_text(&content))
}

fn put(content: &mut Node, key: &str, value: Node) {
    content.insert(Key::string(key, Origin::NOWHERE), value);
}

fn put_map(content: &mut Node, node: &Node, key: &str) {
    if let Some(value) = node.get(key).filter(|value| value.as_mapping().is_some()) {
        put(content, key, value.clone());
    }
}

/// A map as it is, a scalar as the string of its raw text, an absent field as an empty string.
fn field(node: &Node, key: &str) -> Node {
    match node.get(key) {
        Some(value) if value.as_scalar().is_none() => value.clone(),
        value => text(value.and_then(Node::text).unwrap_or_default()),
    }
}

fn text(text: &str) -> Node {
    let scalar = Scalar { style: Style::DoubleQuoted, ..Scalar::string(text) };
    Node::new(Value::Scalar(scalar), Origin::NOWHERE)
}

fn encode(json: &str) -> String {
    let digest = Sha256::digest(json.as_bytes());
    let digits = digest.iter().take(5).flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .map(|digit| match digit {
            '0' => 'g',
            '1' => 'h',
            '3' => 'k',
            'a' => 'm',
            'e' => 't',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_text_has_its_known_hash() {
        assert_eq!(encode(r#"{"data":{"a":"b"},"kind":"ConfigMap","name":""}"#), "4h2mbtbbt6");
        assert_eq!(encode(r#"{"data":"","kind":"ConfigMap","name":""}"#), "6ct58987ht");
    }
}

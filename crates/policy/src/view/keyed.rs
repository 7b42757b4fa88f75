//! What ConfigMaps and Secrets hold under their keys.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use overlint_source::{Entry, Node};

use super::Object;
use crate::place::Place;

/// A `ConfigMap` or a `Secret`.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// A reference to a key of a `ConfigMap` or `Secret`.
#[derive(Clone, Debug)]
pub struct Reference<'a> {
    /// The `ConfigMap` or `Secret`.
    pub object: Object<'a>,
    /// The key that it names.
    pub key: &'a str,
    /// The node that names the key.
    pub node: &'a Node,
    /// The pointer of that node.
    pointer: String,
}

impl<'a> Keyed<'a> {
    /// The view of an object, which should be one of the two kinds.
    pub fn new(object: Object<'a>) -> Self {
        Self { object }
    }

    /// The entries that become variables, with the field that they stand in. `stringData` wins over `data`.
    pub(super) fn texts(self) -> impl Iterator<Item = (&'static str, &'a Entry)> {
        let node = self.object.node;
        let entries = move |field| {
            let items = node.get(field).map_or(&[][..], Node::entries);
            items.iter().map(move |entry| (field, entry))
        };
        let string_data = self.is_secret().then(|| entries("stringData"));
        entries("data").chain(string_data.into_iter().flatten())
    }

    /// The node of a key that may become a variable, with its field.
    pub(super) fn text(self, key: &str) -> Option<(&'static str, &'a Node)> {
        let node = self.object.node;
        let string_data = self.is_secret().then(|| node.at(&["stringData", key])).flatten();
        let found = string_data.map(|node| ("stringData", node));
        found.or_else(|| Some(("data", node.at(&["data", key])?)))
    }

    /// Whether there is a key, binary ones among them.
    pub fn has(self, key: &str) -> bool {
        self.text(key).is_some() || self.object.node.at(&["binaryData", key]).is_some()
    }

    /// The text of a value: what stands under `data` of a Secret is base64. `None` for what is no text.
    pub(super) fn decoded(self, field: &str, node: &'a Node) -> Option<Cow<'a, str>> {
        let text = node.text().filter(|_| !node.is_null())?;
        if !self.is_secret() || field != "data" {
            return Some(Cow::Borrowed(text));
        }
        let compact: String = text.split_whitespace().collect();
        String::from_utf8(STANDARD.decode(compact).ok()?).ok().map(Cow::Owned)
    }

    /// Whether something in the cluster writes into the object: it is empty, or a token that the cluster makes.
    pub fn is_filled_elsewhere(self) -> bool {
        let node = self.object.node;
        let is_empty = |field| node.get(field).is_none_or(|node| node.entries().is_empty());
        let kind = node.get("type").and_then(Node::text).unwrap_or_default();
        kind == "kubernetes.io/service-account-token"
            || ["data", "stringData", "binaryData"].into_iter().all(is_empty)
    }

    fn is_secret(self) -> bool {
        self.object.kind == "Secret"
    }
}

impl<'a> Reference<'a> {
    /// A reference that leads nowhere: the object has no such key, although nothing else may put it there. `node` names
    /// the key, `pointer` is its own; `allows_binary` says whether a key under `binaryData` is as good.
    pub(super) fn missing(
        object: Object<'a>,
        node: &'a Node,
        pointer: impl FnOnce() -> String,
        allows_binary: bool,
    ) -> Option<Self> {
        let (key, keyed) = (node.text()?, Keyed::new(object));
        let is_there = if allows_binary { keyed.has(key) } else { keyed.text(key).is_some() };
        let is_missing = !is_there && !keyed.is_filled_elsewhere();
        is_missing.then(|| Self { object, key, node, pointer: pointer() })
    }

    /// Where to edit the key.
    pub fn place(&self) -> Place {
        Place::of(self.node, self.pointer.clone())
    }

    /// The keys that there are.
    pub fn known_keys(&self) -> impl Iterator<Item = &'a str> {
        Keyed::new(self.object).texts().map(|(_, entry)| entry.key.text())
    }
}

/// Whether a reference, or the volume that holds it, may lead nowhere.
pub(super) fn is_optional(reference: &Node) -> bool {
    reference.get("optional").and_then(Node::as_bool) == Some(true)
}

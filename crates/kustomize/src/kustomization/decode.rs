//! Strict, typed reading of the parts of a kustomization file.
//!
//! kustomize reads the file as YAML 1.1, turns it into JSON and decodes that with Go's `encoding/json`: names match
//! without regard to case, unknown ones are errors, and no scalar is coerced.

use std::borrow::Cow;
use std::collections::HashMap;

use overlint_source::number::write_general;
use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::suggest::closest;
use overlint_source::{Entry, Key, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::{SmolStr, ToSmolStr};

use crate::error::{BuildError, Fault, Result};

/// A string of a kustomization file, with its place.
#[derive(Clone, Debug)]
pub struct Text {
    /// The string.
    pub text: SmolStr,
    /// How it was written; what stands in a literal block has lines of its own.
    pub style: Style,
    /// Where.
    pub origin: Origin,
}

impl Text {
    /// The string.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Where a value stands, for errors, and how it is read there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) path: &'a str,
    /// Whether fields that are not known are passed over.
    lenient: bool,
    /// Whether numbers and booleans count as strings where strings belong.
    coerces: bool,
}

impl<'a> At<'a> {
    /// In a kustomization file.
    pub(crate) fn strict(path: &'a str) -> Self {
        Self { path, lenient: false, coerces: false }
    }

    /// In a file of `configurations`, as `yaml.UnmarshalStrict` of `sigs.k8s.io/yaml` reads.
    pub(crate) fn configuration(path: &'a str) -> Self {
        Self { path, lenient: false, coerces: true }
    }

    /// In the configuration of a plugin, as its `yaml.Unmarshal` reads.
    pub(crate) fn plugin(path: &'a str) -> Self {
        Self { path, lenient: true, coerces: true }
    }

    /// The same at another place.
    pub(crate) fn below(self, path: &'a str) -> Self {
        Self { path, ..self }
    }

    /// The same for the fields of a type that Go embeds in another: there the target type is not seen.
    pub(crate) fn embedded(self) -> Self {
        Self { coerces: false, ..self }
    }
}

/// What can be read from one node of a kustomization file. `null` never reaches it: it means absent.
pub(crate) trait Decode: Sized {
    /// Reads a node; `at` says where it stands.
    fn decode(node: &Node, at: At<'_>) -> Result<Self>;

    /// Reads an element of a list that is null: to Go it is the type's zero value, that of an empty map.
    fn decode_null(node: &Node, at: At<'_>) -> Result<Self> {
        Self::decode(&Node::empty_mapping(node.origin), at)
    }
}

impl Decode for Text {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let scalar = node.as_scalar().ok_or_else(|| wrong_type(node, at.path, "a string"))?;
        match resolve_yaml11(scalar) {
            Resolved::Str(_) | Resolved::Timestamp(_) => {
                Ok(Self { text: scalar.text.clone(), style: scalar.style, origin: node.origin })
            }
            resolved => {
                let text = if at.coerces { coerced(&resolved) } else { None };
                let text = text.ok_or_else(|| wrong_type(node, at.path, "a string"))?;
                Ok(Self { text, style: Style::Plain, origin: node.origin })
            }
        }
    }

    fn decode_null(node: &Node, at: At<'_>) -> Result<Self> {
        let message = format!("`{}` has an empty entry", at.path);
        Err(BuildError::new(Fault::Kustomization, node.origin, message)
            .help("take the `-` out, or fill it in"))
    }
}

/// How `sigs.k8s.io/yaml` spells a number or boolean that a string is made of.
fn coerced(resolved: &Resolved<'_>) -> Option<SmolStr> {
    match resolved {
        Resolved::Bool(value) => Some(value.to_smolstr()),
        Resolved::Int(value) => Some(value.to_smolstr()),
        Resolved::Uint(value) => Some(value.to_smolstr()),
        Resolved::Float(value) => {
            let mut text = String::new();
            write_general(&mut text, *value);
            Some(text.into())
        }
        _ => None,
    }
}

impl Decode for bool {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        match node.as_scalar().map(resolve_yaml11) {
            Some(Resolved::Bool(value)) => Ok(value),
            _ => Err(wrong_type(node, at.path, "`true` or `false`")),
        }
    }
}

/// A whole number with its place.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// The number.
    pub value: i64,
    /// Where.
    pub origin: Origin,
}

impl Decode for Count {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        match node.as_scalar().map(resolve_yaml11) {
            Some(Resolved::Int(value)) => Ok(Self { value, origin: node.origin }),
            _ => Err(wrong_type(node, at.path, "a whole number")),
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let sequence = node.as_sequence().ok_or_else(|| wrong_type(node, at.path, "a list"))?;
        let decode = |item| if is_absent(item) { T::decode_null(item, at) } else { T::decode(item, at) };
        sequence.items.iter().map(decode).collect()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        T::decode(node, at).map(Some)
    }
}

/// A key and a string, each with its place.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The key.
    pub key: Text,
    /// The string.
    pub value: Text,
}

/// A free map of strings, sorted by key, the last of equal keys kept.
#[derive(Clone, Debug, Default)]
pub struct Pairs(pub Vec<Pair>);

impl Decode for Pairs {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let mapping = node.as_mapping().ok_or_else(|| wrong_type(node, at.path, "a map"))?;
        let mut pairs: Vec<Pair> = Vec::with_capacity(mapping.entries.len());
        for entry in &mapping.entries {
            let key = key_text(&entry.key);
            let value = if is_absent(&entry.value) {
                Text { text: SmolStr::default(), style: Style::Plain, origin: entry.value.origin }
            } else {
                Text::decode(&entry.value, At { path: &format!("{}.{}", at.path, key.text), ..at })?
            };
            pairs.push(Pair { key, value });
        }
        // Stable, so that the last of equal keys comes first.
        pairs.reverse();
        pairs.sort_by(|a, b| a.key.text.cmp(&b.key.text));
        pairs.dedup_by(|later, first| later.key.text == first.key.text);
        Ok(Self(pairs))
    }
}

impl Decode for Node {
    fn decode(node: &Node, _at: At<'_>) -> Result<Self> {
        Ok(node.clone())
    }
}

/// The fields of a map whose names are known.
pub(crate) struct Fields<'a> {
    path: String,
    at: At<'static>,
    found: Vec<(&'static str, Cow<'a, Node>)>,
}

impl<'a> Fields<'a> {
    /// Reads a map that may have only these fields.
    pub(crate) fn open(node: &'a Node, at: At<'_>, known: &[&'static str]) -> Result<Self> {
        let mapping = node.as_mapping().ok_or_else(|| wrong_type(node, at.path, "a map"))?;
        let mut spelled: std::collections::BTreeMap<&str, (&'static str, &Node)> =
            std::collections::BTreeMap::new();
        for entry in &mapping.entries {
            let name = entry.key.text();
            match known.iter().find(|field| field.eq_ignore_ascii_case(name)) {
                Some(field) => {
                    spelled.insert(name, (field, &entry.value));
                }
                None if at.lenient => {}
                None => return Err(unknown_field(&entry.key, at.path, known)),
            }
        }
        // Go's decoder sees the keys of a JSON object in byte order, and reads one spelling over another.
        let mut found: Vec<(&'static str, Cow<'a, Node>)> = Vec::with_capacity(spelled.len());
        for (field, node) in spelled.into_values() {
            match found.iter_mut().find(|(name, _)| *name == field) {
                Some((_, before)) => *before = Cow::Owned(read_over(before, node)),
                None => found.push((field, Cow::Borrowed(node))),
            }
        }
        Ok(Self { path: at.path.to_owned(), at: At { path: "", ..at }, found })
    }

    /// The node of a field, unless it is absent or null.
    pub(crate) fn node(&self, field: &str) -> Option<&Node> {
        let (_, node) = self.found.iter().find(|(name, _)| *name == field)?;
        (!is_absent(node)).then_some(node)
    }

    /// The value of a field, or its default where it is absent.
    pub(crate) fn get<T: Decode + Default>(&self, field: &str) -> Result<T> {
        let Some(node) = self.node(field) else { return Ok(T::default()) };
        T::decode(node, At { path: &self.join(field), ..self.at })
    }

    /// The value of a field of a type that Go embeds, or its default where it is absent.
    pub(crate) fn get_embedded<T: Decode + Default>(&self, field: &str) -> Result<T> {
        let Some(node) = self.node(field) else { return Ok(T::default()) };
        T::decode(node, At { path: &self.join(field), ..self.at }.embedded())
    }

    fn join(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }
}

/// What Go's decoder makes of a second value for one variable: maps get what is new to them, elements of lists are read
/// over those that were there, a null leaves a scalar alone. Goes as deep as the file does, which the reader limits.
fn read_over(before: &Node, node: &Node) -> Node {
    match (&before.value, &node.value) {
        (Value::Mapping(_), Value::Mapping(map)) => {
            let old: HashMap<&str, &Node> =
                before.entries().iter().map(|entry| (entry.key.text(), &entry.value)).collect();
            let over = |entry: &Entry| match old.get(entry.key.text()) {
                Some(old) => Entry { key: entry.key.clone(), value: read_over(old, &entry.value) },
                None => entry.clone(),
            };
            // Of a key that is there twice, the last counts from here on.
            let entries = before.entries().iter().cloned().chain(map.entries.iter().map(over));
            Node::mapping(entries.collect(), before.origin)
        }
        (Value::Sequence(old), Value::Sequence(new)) => {
            let item = |(index, item)| {
                old.items.get(index).map_or_else(|| Node::clone(item), |old| read_over(old, item))
            };
            Node::sequence(new.items.iter().enumerate().map(item).collect(), node.origin)
        }
        (Value::Scalar(_), Value::Scalar(_)) if is_absent(node) => before.clone(),
        _ => node.clone(),
    }
}

fn is_absent(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| matches!(resolve_yaml11(scalar), Resolved::Null))
}

/// A key as Go's YAML to JSON conversion spells it.
fn key_text(key: &Key) -> Text {
    let text = match resolve_yaml11(&key.scalar) {
        Resolved::Bool(value) => value.to_smolstr(),
        Resolved::Int(value) => value.to_smolstr(),
        Resolved::Null => SmolStr::new_static("null"),
        _ => key.scalar.text.clone(),
    };
    Text { text, style: key.scalar.style, origin: key.origin }
}

/// How many fields are listed to choose from.
const SHOWN_FIELDS: usize = 10;

fn unknown_field(key: &Key, path: &str, known: &[&'static str]) -> BuildError {
    let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
    let error = BuildError::new(
        Fault::Kustomization,
        key.origin,
        format!("kustomize knows no field `{}`{place}", key.text()),
    );
    match closest(key.text(), known.iter().copied()) {
        Some(field) => error.help(format!("write `{field}`")),
        None if known.len() > SHOWN_FIELDS => {
            error.help("take it out, or look for its name in kustomize's documentation")
        }
        None => error.help(format!("the fields here are {}", list(known))),
    }
}

fn list(known: &[&'static str]) -> String {
    known.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn wrong_type(node: &Node, path: &str, wanted: &str) -> BuildError {
    let error = BuildError::new(
        Fault::Kustomization,
        node.origin,
        format!("{} must be {wanted}, not {}", named(path), describe(node)),
    );
    match node.as_scalar() {
        Some(Scalar { style: Style::Plain, tag: Tag::Implied, text, .. })
            if wanted == "a string" && !text.is_empty() =>
        {
            error.help(format!("put quotes around it: `\"{text}\"`"))
        }
        _ => error,
    }
}

fn named(path: &str) -> String {
    if path.is_empty() { "the kustomization file".to_owned() } else { format!("`{path}`") }
}

fn describe(node: &Node) -> &'static str {
    match &node.value {
        Value::Mapping(_) => "a map",
        Value::Sequence(_) => "a list",
        Value::Scalar(scalar) => match resolve_yaml11(scalar) {
            Resolved::Null => "null",
            Resolved::Bool(_) => "a boolean",
            Resolved::Int(_) | Resolved::Uint(_) | Resolved::Float(_) => "a number",
            Resolved::Str(_) | Resolved::Timestamp(_) | Resolved::Invalid(_) => "a string",
        },
    }
}

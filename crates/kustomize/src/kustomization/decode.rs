//! Strict, typed reading of the parts of a kustomization file.
//!
//! kustomize reads the file as YAML 1.1, turns it into JSON and decodes that with Go's `encoding/json`: names match
//! without regard to case, unknown ones are errors, and no scalar is coerced.

use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::suggest::closest;
use overlint_source::{Key, Node, Origin, Scalar, Style, Tag, Value};
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

/// What can be read from one node of a kustomization file. `null` never reaches it: it means absent.
pub(super) trait Decode: Sized {
    /// Reads a node; `path` names it in errors.
    fn decode(node: &Node, path: &str) -> Result<Self>;

    /// Reads an element of a list that is null: to Go it is the type's zero value, that of an empty map.
    fn decode_null(node: &Node, path: &str) -> Result<Self> {
        Self::decode(&Node::empty_mapping(node.origin), path)
    }
}

impl Decode for Text {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let scalar = node.as_scalar().ok_or_else(|| wrong_type(node, path, "a string"))?;
        match resolve_yaml11(scalar) {
            Resolved::Str(_) | Resolved::Timestamp(_) => {
                Ok(Self { text: scalar.text.clone(), style: scalar.style, origin: node.origin })
            }
            _ => Err(wrong_type(node, path, "a string")),
        }
    }

    fn decode_null(node: &Node, path: &str) -> Result<Self> {
        let message = format!("`{path}` has an empty entry");
        Err(BuildError::new(Fault::Kustomization, node.origin, message)
            .help("take the `-` out, or fill it in"))
    }
}

impl Decode for bool {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        match node.as_scalar().map(resolve_yaml11) {
            Some(Resolved::Bool(value)) => Ok(value),
            _ => Err(wrong_type(node, path, "`true` or `false`")),
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
    fn decode(node: &Node, path: &str) -> Result<Self> {
        match node.as_scalar().map(resolve_yaml11) {
            Some(Resolved::Int(value)) => Ok(Self { value, origin: node.origin }),
            _ => Err(wrong_type(node, path, "a whole number")),
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let sequence = node.as_sequence().ok_or_else(|| wrong_type(node, path, "a list"))?;
        let decode = |item| if is_absent(item) { T::decode_null(item, path) } else { T::decode(item, path) };
        sequence.items.iter().map(decode).collect()
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        T::decode(node, path).map(Some)
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
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let mapping = node.as_mapping().ok_or_else(|| wrong_type(node, path, "a map"))?;
        let mut pairs: Vec<Pair> = Vec::with_capacity(mapping.entries.len());
        for entry in &mapping.entries {
            let key = key_text(&entry.key);
            let value = if is_absent(&entry.value) {
                Text { text: SmolStr::default(), style: Style::Plain, origin: entry.value.origin }
            } else {
                Text::decode(&entry.value, &format!("{path}.{}", key.text))?
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
    fn decode(node: &Node, _path: &str) -> Result<Self> {
        Ok(node.clone())
    }
}

/// The fields of a map whose names are known.
pub(super) struct Fields<'a> {
    path: String,
    found: Vec<(&'static str, &'a Node)>,
}

impl<'a> Fields<'a> {
    /// Reads a map that may have only these fields; `path` names the map in errors.
    pub(super) fn open(node: &'a Node, path: &str, known: &[&'static str]) -> Result<Self> {
        let mapping = node.as_mapping().ok_or_else(|| wrong_type(node, path, "a map"))?;
        let mut spelled: std::collections::BTreeMap<&str, (&'static str, &Node)> =
            std::collections::BTreeMap::new();
        for entry in &mapping.entries {
            let name = entry.key.text();
            let field = known.iter().find(|field| field.eq_ignore_ascii_case(name));
            let field = *field.ok_or_else(|| unknown_field(&entry.key, path, known))?;
            spelled.insert(name, (field, &entry.value));
        }
        // Go's decoder sees the keys of a JSON object in byte order, and the last spelling wins.
        let found = spelled.into_values().collect();
        Ok(Self { path: path.to_owned(), found })
    }

    /// The node of a field, unless it is absent or null.
    pub(super) fn node(&self, field: &str) -> Option<&'a Node> {
        let (_, node) = self.found.iter().rev().find(|(name, _)| *name == field)?;
        (!is_absent(node)).then_some(*node)
    }

    /// The value of a field, or its default where it is absent.
    pub(super) fn get<T: Decode + Default>(&self, field: &str) -> Result<T> {
        self.node(field).map_or_else(|| Ok(T::default()), |node| T::decode(node, &self.join(field)))
    }

    fn join(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
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

pub(super) fn wrong_type(node: &Node, path: &str, wanted: &str) -> BuildError {
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

//! A value as the server sees it once YAML has become JSON, with the places that it came from.

use std::borrow::Cow;
use std::fmt::Write as _;

use overlint_source::number::{integral, write_json};
use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Node, Origin, Scalar, Value};

/// How deep a value may nest; what lies deeper counts as null, and [`Datum::is_too_deep`] says so.
const MAX_DEPTH: usize = 300;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Datum<'n> {
    /// What it is.
    pub(crate) data: Data<'n>,
    /// Where it was written.
    pub(crate) origin: Origin,
    /// The node that it was made of; none for what a default put there.
    pub(crate) node: Option<&'n Node>,
}

/// The kinds of JSON value; numbers are integers where Go's decoder makes an `int64` of them.
#[derive(Clone, Debug)]
pub(crate) enum Data<'n> {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(Cow<'n, str>),
    List(Vec<Datum<'n>>),
    Map(Vec<Member<'n>>),
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub(crate) struct Member<'n> {
    /// The key.
    pub(crate) key: Cow<'n, str>,
    /// Where the key stands.
    pub(crate) origin: Origin,
    /// The value.
    pub(crate) value: Datum<'n>,
}

impl<'n> Datum<'n> {
    /// The value that a node means in a dialect.
    pub(crate) fn of(node: &'n Node, dialect: Dialect) -> Self {
        Self::at_depth(node, dialect, 0)
    }

    /// Whether a node nests so deeply that [`Datum::of`] leaves something out.
    pub(crate) fn is_too_deep(node: &Node) -> bool {
        fn deeper(node: &Node, left: usize) -> bool {
            match &node.value {
                Value::Scalar(_) => false,
                _ if left == 0 => true,
                Value::Sequence(list) => list.items.iter().any(|item| deeper(item, left - 1)),
                Value::Mapping(map) => map.entries.iter().any(|entry| deeper(&entry.value, left - 1)),
            }
        }
        deeper(node, MAX_DEPTH)
    }

    fn at_depth(node: &'n Node, dialect: Dialect, depth: usize) -> Self {
        let data = match &node.value {
            Value::Scalar(scalar) => meaning(scalar, dialect),
            _ if depth >= MAX_DEPTH => Data::Null,
            Value::Sequence(list) => {
                Data::List(list.items.iter().map(|item| Self::at_depth(item, dialect, depth + 1)).collect())
            }
            Value::Mapping(map) => {
                let members = map.entries.iter().map(|entry| Member {
                    key: Cow::Borrowed(entry.key.text()),
                    origin: entry.key.origin,
                    value: Self::at_depth(&entry.value, dialect, depth + 1),
                });
                Data::Map(members.collect())
            }
        };
        Self { data, origin: node.origin, node: Some(node) }
    }

    /// The value without its node, so that it can outlive it.
    pub(crate) fn detached(&self) -> Datum<'static> {
        let data = match &self.data {
            Data::Null => Data::Null,
            Data::Boolean(value) => Data::Boolean(*value),
            Data::Integer(value) => Data::Integer(*value),
            Data::Number(value) => Data::Number(*value),
            Data::Text(text) => Data::Text(Cow::Owned(text.clone().into_owned())),
            Data::List(items) => Data::List(items.iter().map(Datum::detached).collect()),
            Data::Map(members) => Data::Map(members.iter().map(Member::detached).collect()),
        };
        Datum { data, origin: self.origin, node: None }
    }

    /// The value under a key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Datum<'n>> {
        self.member(key).map(|member| &member.value)
    }

    /// The entry of a map.
    pub(crate) fn member(&self, key: &str) -> Option<&Member<'n>> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The entries of a map; empty for anything else.
    pub(crate) fn members(&self) -> &[Member<'n>] {
        if let Data::Map(members) = &self.data { members } else { &[] }
    }

    /// The items of a list; empty for anything else.
    pub(crate) fn items(&self) -> &[Datum<'n>] {
        if let Data::List(items) = &self.data { items } else { &[] }
    }

    /// The text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Data::Text(text) = &self.data { Some(text) } else { None }
    }

    /// The value of a boolean.
    pub(crate) fn boolean(&self) -> Option<bool> {
        if let Data::Boolean(value) = self.data { Some(value) } else { None }
    }

    /// A number of either kind.
    #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
    pub(crate) fn number(&self) -> Option<f64> {
        match self.data {
            Data::Integer(value) => Some(value as f64),
            Data::Number(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// How many values it holds, itself among them; a long text counts for several.
    pub(crate) fn weight(&self) -> usize {
        let below: usize = match &self.data {
            Data::List(items) => items.iter().map(Datum::weight).sum(),
            Data::Map(members) => members.iter().map(|member| member.value.weight()).sum(),
            Data::Text(text) => text.len() / 64,
            _ => 0,
        };
        below + 1
    }

    /// The value as JSON with sorted keys: equal texts are equal values.
    pub(crate) fn canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match &self.data {
            Data::Null => out.push_str("null"),
            Data::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Data::Integer(value) => {
                let _ = write!(out, "{value}");
            }
            Data::Number(value) => write_json(out, *value),
            Data::Text(text) => {
                let _ = write!(out, "{text:?}");
            }
            Data::List(items) => {
                out.push('[');
                for item in items {
                    item.write(out);
                    out.push(',');
                }
                out.push(']');
            }
            Data::Map(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|one, other| one.key.cmp(&other.key));
                out.push('{');
                for member in sorted {
                    let _ = write!(out, "{:?}:", member.key);
                    member.value.write(out);
                    out.push(',');
                }
                out.push('}');
            }
        }
    }
}

impl Member<'_> {
    fn detached(&self) -> Member<'static> {
        Member {
            key: Cow::Owned(self.key.clone().into_owned()),
            origin: self.origin,
            value: self.value.detached(),
        }
    }
}

fn meaning(scalar: &Scalar, dialect: Dialect) -> Data<'_> {
    match resolve_as(scalar, dialect) {
        Resolved::Null => Data::Null,
        Resolved::Bool(value) => Data::Boolean(value),
        Resolved::Int(value) => Data::Integer(value),
        #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
        Resolved::Uint(value) => Data::Number(value as f64),
        // What Go prints without a point becomes an integer again where it fits.
        Resolved::Float(value) => match integral(value).and_then(|digits| digits.parse().ok()) {
            Some(whole) => Data::Integer(whole),
            None => Data::Number(value),
        },
        Resolved::Str(text) => Data::Text(text),
        Resolved::Timestamp(_) | Resolved::Invalid(_) => Data::Text(Cow::Borrowed(&scalar.text)),
    }
}

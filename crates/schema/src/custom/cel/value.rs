//! What expressions work on.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

use super::super::datum::{Data, Datum};
use super::super::format::go_duration;
use super::super::schema::{List as ListType, Schema, Wanted};
use super::quantity::Quantity;
use super::time;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Val {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Rc<str>),
    Bytes(Rc<[u8]>),
    List(Rc<List>),
    Map(Rc<BTreeMap<Key, Val>>),
    /// Nanoseconds.
    Duration(i128),
    /// Nanoseconds since 1970.
    Time(i128),
    Optional(Option<Rc<Val>>),
    Type(&'static str),
    Quantity(Quantity),
    Url(Rc<str>),
    Ip(IpAddr),
    Cidr(IpAddr, u8),
    /// A named format, as `format.dns1123Label()` gives it.
    Format(&'static str),
}

/// A list.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    pub(crate) items: Vec<Val>,
    /// Of the list type `set` or `map`: its order does not count.
    pub(crate) unordered: bool,
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Bool(bool),
    Int(i64),
    Text(Rc<str>),
}

impl Val {
    /// A string.
    pub(crate) fn text(text: impl Into<Rc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// An ordered list.
    pub(crate) fn list(items: Vec<Val>) -> Self {
        Self::List(Rc::new(List { items, unordered: false }))
    }

    /// The key that it makes, if it can be one.
    pub(crate) fn key(&self) -> Option<Key> {
        match self {
            Self::Bool(value) => Some(Key::Bool(*value)),
            Self::Int(value) => Some(Key::Int(*value)),
            Self::Uint(value) => i64::try_from(*value).ok().map(Key::Int),
            Self::Text(text) => Some(Key::Text(text.clone())),
            _ => None,
        }
    }

    /// Its type as CEL calls it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "map",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Time(_) => "google.protobuf.Timestamp",
            Self::Optional(_) => "optional_type",
            Self::Type(_) => "type",
            Self::Quantity(_) => "kubernetes.Quantity",
            Self::Url(_) => "kubernetes.URL",
            Self::Ip(_) => "net.IP",
            Self::Cidr(..) => "net.CIDR",
            Self::Format(_) => "kubernetes.NamedFormat",
        }
    }
}

impl Key {
    /// The key as a value.
    pub(crate) fn val(&self) -> Val {
        match self {
            Self::Bool(value) => Val::Bool(*value),
            Self::Int(value) => Val::Int(*value),
            Self::Text(text) => Val::Text(text.clone()),
        }
    }
}

/// A value with the types that its schema gives it. Of an object only those fields are there that the schema has, and
/// those of every object where it `is_object`.
pub(crate) fn typed(schema: &Schema, datum: &Datum<'_>, is_object: bool) -> Val {
    match &datum.data {
        Data::Null => Val::Null,
        Data::Boolean(value) => Val::Bool(*value),
        #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
        Data::Integer(value) if schema.wanted == Some(Wanted::Number) => Val::Double(*value as f64),
        Data::Integer(value) => Val::Int(*value),
        Data::Number(value) => Val::Double(*value),
        Data::Text(text) => typed_text(schema, text),
        Data::List(items) => {
            let item =
                |datum| schema.items.as_ref().map_or_else(|| untyped(datum), |of| typed(of, datum, false));
            let unordered = !matches!(schema.list, ListType::Atomic);
            Val::List(Rc::new(List { items: items.iter().map(item).collect(), unordered }))
        }
        Data::Map(_) => typed_map(schema, datum, is_object || schema.is_embedded),
    }
}

fn typed_text(schema: &Schema, text: &str) -> Val {
    let given = match schema.format.as_deref().filter(|_| schema.wanted == Some(Wanted::String)) {
        Some("duration") => go_duration(text).map(Val::Duration),
        Some("date-time") => time::parse(text).map(Val::Time),
        Some("date") => time::parse(&format!("{text}T00:00:00Z")).map(Val::Time),
        Some("byte") => decode(text).map(Val::Bytes),
        _ => None,
    };
    given.unwrap_or_else(|| Val::text(text))
}

fn typed_map(schema: &Schema, datum: &Datum<'_>, is_object: bool) -> Val {
    let mut map = BTreeMap::new();
    for member in datum.members() {
        let has_fields = schema.properties.contains_key(&*member.key);
        let key = if has_fields { escaped(&member.key) } else { member.key.clone().into_owned() };
        let value = match schema.of_key(&member.key) {
            _ if is_object && member.key == "metadata" => metadata(&member.value),
            Some(below) => typed(below, &member.value, false),
            None if schema.preserves_unknown
                || (is_object && matches!(&*member.key, "apiVersion" | "kind")) =>
            {
                untyped(&member.value)
            }
            None => continue,
        };
        map.insert(Key::Text(key.into()), value);
    }
    Val::Map(Rc::new(map))
}

/// Of the metadata, rules see the names alone.
fn metadata(datum: &Datum<'_>) -> Val {
    let names = datum.members().iter().filter(|member| matches!(&*member.key, "name" | "generateName"));
    Val::Map(Rc::new(names.map(|member| (Key::Text((*member.key).into()), untyped(&member.value))).collect()))
}

/// A value without a schema.
fn untyped(datum: &Datum<'_>) -> Val {
    match &datum.data {
        Data::Null => Val::Null,
        Data::Boolean(value) => Val::Bool(*value),
        Data::Integer(value) => Val::Int(*value),
        Data::Number(value) => Val::Double(*value),
        Data::Text(text) => Val::text(&**text),
        Data::List(items) => Val::list(items.iter().map(untyped).collect()),
        Data::Map(members) => Val::Map(Rc::new(
            members.iter().map(|member| (Key::Text((*member.key).into()), untyped(&member.value))).collect(),
        )),
    }
}

/// A field name as rules write it: what is no identifier is escaped.
///
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>
fn escaped(name: &str) -> String {
    const RESERVED: [&str; 22] = [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
        "",
    ];
    if RESERVED.contains(&name) {
        return format!("__{name}__");
    }
    let name = name.replace("__", "__underscores__");
    name.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__")
}

/// The bytes of base64; nothing where it is none.
pub(crate) fn decode(text: &str) -> Option<Rc<[u8]>> {
    if !crate::format::is_base64(text) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        held = (held << 6) | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes.into())
}

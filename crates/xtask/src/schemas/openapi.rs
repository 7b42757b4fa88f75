//! Reads the definitions of one version of the API into what is packed of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use overlint_schemas::layout::leaf;
use serde_json::{Map, Value};

/// The definitions that the API's machinery uses for itself, not for objects that anyone keeps in a file.
const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/// Definitions whose Go type reads something else than their schema says, by the end of their name.
const SPECIAL: &[(&str, u16)] = &[
    (".api.resource.Quantity", leaf::QUANTITY),
    (".util.intstr.IntOrString", leaf::INT_OR_STRING),
    (".meta.v1.Time", leaf::TIME),
    (".meta.v1.MicroTime", leaf::MICRO_TIME),
    (".meta.v1.Fields", leaf::FREE_OBJECT),
    (".meta.v1.FieldsV1", leaf::FREE_OBJECT),
    (".meta.v1.Patch", leaf::FREE_OBJECT),
    (".runtime.RawExtension", leaf::FREE_OBJECT),
    (".JSON", leaf::ANY),
];

/// One version of the API.
pub(super) struct Api {
    /// What each definition is, by its full name.
    pub(super) definitions: BTreeMap<String, Shape>,
    /// The definition of each kind.
    pub(super) kinds: BTreeMap<Kind, Root>,
}

/// A kind by its names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) name: String,
}

/// What is known of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) definition: String,
    pub(super) is_list: bool,
}

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Leaf(u16),
    List(Box<Shape>),
    Map(Box<Shape>),
    Reference(String),
    Object(BTreeMap<String, Field>),
    SchemaOrBoolean(String),
    SchemaOrList(String),
    SchemaOrStrings(String),
    /// A string that is one of these.
    Enumeration(Vec<String>),
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) shape: Shape,
    pub(super) required: bool,
}

impl Api {
    /// Reads a `_definitions.json`; fails on a keyword or type that it does not know.
    pub(super) fn parse(text: &[u8]) -> Result<Self> {
        let document: Value = serde_json::from_slice(text)?;
        let all = document.get("$defs").or_else(|| document.get("definitions")).and_then(Value::as_object);
        let mut api = Self { definitions: BTreeMap::new(), kinds: BTreeMap::new() };
        for (name, schema) in all.context("no definitions")? {
            let shape = definition(name, schema).with_context(|| name.clone())?;
            if !name.starts_with(META) {
                api.add_kinds(name, schema, &shape)?;
            }
            api.definitions.insert(name.clone(), shape);
        }
        Ok(api)
    }

    fn add_kinds(&mut self, name: &str, schema: &Value, shape: &Shape) -> Result<()> {
        let rows = schema.get("x-kubernetes-group-version-kind").and_then(Value::as_array);
        for row in rows.into_iter().flatten() {
            let text =
                |key| row.get(key).and_then(Value::as_str).map(str::to_owned).context("incomplete kind");
            let kind = Kind { group: text("group")?, version: text("version")?, name: text("kind")? };
            let root = Root { definition: name.to_owned(), is_list: is_list(shape) };
            if let Some(other) = self.kinds.insert(kind, root) {
                bail!("the kind of {name} is also that of {}", other.definition);
            }
        }
        Ok(())
    }
}

fn is_list(shape: &Shape) -> bool {
    let Shape::Object(fields) = shape else { return false };
    let metadata = fields.get("metadata").map(|field| &field.shape);
    fields.contains_key("items") && metadata == Some(&Shape::Reference(format!("{META}ListMeta")))
}

fn definition(name: &str, schema: &Value) -> Result<Shape> {
    if let Some((_, code)) = SPECIAL.iter().find(|(end, _)| name.ends_with(end)) {
        return Ok(Shape::Leaf(*code));
    }
    let schema_of = |end| name.strip_suffix(end).map(str::to_owned);
    if let Some(props) = schema_of("OrBool") {
        return Ok(Shape::SchemaOrBoolean(props));
    }
    if let Some(props) = schema_of("OrArray") {
        return Ok(Shape::SchemaOrList(props));
    }
    if let Some(props) = schema_of("OrStringArray") {
        return Ok(Shape::SchemaOrStrings(props));
    }
    let shape = shape(schema)?;
    // A Go struct without fields: unlike the free objects above, the server allows no key in it.
    Ok(if shape == Shape::Leaf(leaf::FREE_OBJECT) { Shape::Leaf(leaf::EMPTY_OBJECT) } else { shape })
}

fn shape(schema: &Value) -> Result<Shape> {
    let schema = schema.as_object().context("a schema is not an object")?;
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return Ok(reference_to(reference));
    }
    let format = schema.get("format").and_then(Value::as_str);
    match (type_of(schema)?, format) {
        ("object", _) => object(schema),
        ("array", _) => {
            Ok(Shape::List(Box::new(shape(schema.get("items").context("a list without items")?)?)))
        }
        (kind, format) => leaf_of(kind, format).map(Shape::Leaf),
    }
}

fn reference_to(reference: &str) -> Shape {
    let name = reference.rsplit('/').next().unwrap_or(reference);
    // A scalar stands where it is used: one step less for every value.
    match SPECIAL.iter().find(|(end, _)| name.ends_with(end)) {
        Some((_, code)) => Shape::Leaf(*code),
        None => Shape::Reference(name.to_owned()),
    }
}

fn type_of(schema: &Map<String, Value>) -> Result<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => Ok(name),
        // The package adds null to what is optional; whether a field is required says the same.
        Some(Value::Array(names)) => {
            let mut others = names.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            match (others.next(), others.next()) {
                (Some(name), None) => Ok(name),
                _ => bail!("types {names:?}"),
            }
        }
        // Definitions of Kubernetes 1.12 and before do not say it.
        None => Ok("object"),
        other => bail!("type {other:?}"),
    }
}

fn leaf_of(kind: &str, format: Option<&str>) -> Result<u16> {
    Ok(match (kind, format) {
        ("string", None) => leaf::STRING,
        ("string", Some("byte")) => leaf::BYTES,
        ("string", Some("date-time")) => leaf::TIME,
        ("string", Some("int-or-string")) => leaf::INT_OR_STRING,
        ("boolean", None) => leaf::BOOLEAN,
        ("integer", Some("int32")) => leaf::INT32,
        ("integer", None | Some("int64")) => leaf::INT64,
        ("number", None | Some("double")) => leaf::NUMBER,
        other => bail!("type and format {other:?}"),
    })
}

fn object(schema: &Map<String, Value>) -> Result<Shape> {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let listed = schema.get("required").and_then(Value::as_array);
        let required: BTreeSet<&str> = listed.into_iter().flatten().filter_map(Value::as_str).collect();
        let field = |(name, schema): (&String, &Value)| {
            let shape = shape(schema).with_context(|| name.clone())?;
            Ok((name.clone(), Field { shape, required: required.contains(name.as_str()) }))
        };
        return properties.iter().map(field).collect::<Result<_>>().map(Shape::Object);
    }
    match schema.get("additionalProperties") {
        Some(values @ Value::Object(_)) => Ok(Shape::Map(Box::new(shape(values)?))),
        _ => Ok(Shape::Leaf(leaf::FREE_OBJECT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITIONS: &str = r##"{"$defs": {
        "io.k8s.api.apps.v1.Thing": {
            "type": ["object", "null"],
            "required": ["spec"],
            "properties": {
                "spec": {"$ref": "#/$defs/io.k8s.api.apps.v1.Nothing"},
                "port": {"$ref": "#/$defs/io.k8s.apimachinery.pkg.util.intstr.IntOrString"},
                "sizes": {"type": ["object", "null"], "additionalProperties": {"type": ["integer", "null"], "format": "int32"}}
            },
            "x-kubernetes-group-version-kind": [{"group": "apps", "version": "v1", "kind": "Thing"}]
        },
        "io.k8s.api.apps.v1.Nothing": {"type": ["object", "null"]},
        "io.k8s.apimachinery.pkg.apis.meta.v1.Status": {
            "type": "object",
            "properties": {},
            "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Status"}]
        },
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
            "oneOf": [{"type": ["string", "null"]}, {"type": ["integer", "null"]}]
        }
    }}"##;

    #[test]
    fn quirks_of_the_package_are_mended() {
        let api = Api::parse(DEFINITIONS.as_bytes()).expect("the definitions are well formed");
        let Shape::Object(fields) = &api.definitions["io.k8s.api.apps.v1.Thing"] else { panic!("no object") };
        let reference = Shape::Reference("io.k8s.api.apps.v1.Nothing".to_owned());
        assert_eq!(fields["spec"], Field { shape: reference, required: true });
        assert_eq!(fields["port"], Field { shape: Shape::Leaf(leaf::INT_OR_STRING), required: false });
        assert_eq!(fields["sizes"].shape, Shape::Map(Box::new(Shape::Leaf(leaf::INT32))));
        assert_eq!(api.definitions["io.k8s.api.apps.v1.Nothing"], Shape::Leaf(leaf::EMPTY_OBJECT));
    }

    #[test]
    fn only_what_is_kept_in_files_is_a_kind() {
        let api = Api::parse(DEFINITIONS.as_bytes()).expect("the definitions are well formed");
        assert_eq!(api.kinds.keys().map(|kind| kind.name.as_str()).collect::<Vec<_>>(), ["Thing"]);
    }

    #[test]
    fn unknown_types_are_refused() {
        assert!(Api::parse(br#"{"$defs": {"a.B": {"type": "integer", "format": "int128"}}}"#).is_err());
    }
}

//! Kinds as JSON Schemas, for tools that read those.
//!
//! They say what [`crate::validate()`] asks for as far as JSON Schema can: unknown fields, missing fields, types, values of
//! enumerations. The forms of quantities and of base64 are left out.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::pack::{Object, Type, TypeCode};

/// The schema of one kind, with everything that it refers to.
#[derive(Clone, Debug)]
pub struct KindSchema {
    /// The API group; empty for the core one.
    pub group: String,
    /// The version of the group.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The JSON Schema, in draft 7.
    pub schema: Value,
}

impl Catalog {
    /// The JSON Schema of every kind that this version of Kubernetes serves, sorted by group, version and kind.
    pub fn json_schemas(&self) -> impl Iterator<Item = KindSchema> {
        let served = self.pack.kinds().filter(|kind| self.serves(kind));
        served.map(|kind| {
            let mut schema =
                Writer::standalone(self, self.pack.definition_type(kind.definition, self.version));
            let api_version = [kind.group, kind.version].join("/");
            restrict(&mut schema, "apiVersion", api_version.trim_start_matches('/'));
            restrict(&mut schema, "kind", kind.name);
            KindSchema {
                group: kind.group.to_owned(),
                version: kind.version.to_owned(),
                kind: kind.name.to_owned(),
                schema,
            }
        })
    }
}

/// Restricts a field of an object to one value: who looks for a file by its name may not mind upper and lower case.
fn restrict(schema: &mut Value, field: &str, only: &str) {
    if let Some(property) = schema.pointer_mut("/properties").and_then(|properties| properties.get_mut(field))
    {
        *property = json!({"enum": [only]});
    }
}

/// Writes types as JSON Schema, and each that others refer to only once.
struct Writer<'c> {
    catalog: &'c Catalog,
    definitions: Map<String, Value>,
}

impl<'c> Writer<'c> {
    fn standalone(catalog: &'c Catalog, root: Type<'static>) -> Value {
        let mut writer = Self { catalog, definitions: Map::new() };
        let mut schema = writer.schema(root);
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["definitions"] = Value::Object(writer.definitions);
        schema
    }

    /// A place where null stands for nothing.
    fn optional(&mut self, code: TypeCode) -> Value {
        match self.catalog.pack.resolve(code, self.catalog.version) {
            Type::Any => json!({}),
            _ => json!({"anyOf": [self.reference(code), {"type": "null"}]}),
        }
    }

    fn reference(&mut self, code: TypeCode) -> Value {
        let wanted = self.catalog.pack.resolve(code, self.catalog.version);
        if let Some(schema) = leaf(wanted) {
            return schema;
        }
        let name = code.to_string();
        if !self.definitions.contains_key(&name) {
            // What refers to itself finds its place taken.
            self.definitions.insert(name.clone(), Value::Null);
            let schema = self.schema(wanted);
            self.definitions.insert(name.clone(), schema);
        }
        json!({"$ref": format!("#/definitions/{name}")})
    }

    fn schema(&mut self, wanted: Type<'static>) -> Value {
        match wanted {
            Type::Object(object) => self.object(object),
            Type::Map(code) => json!({"type": "object", "additionalProperties": self.optional(code)}),
            Type::List(code) => json!({"type": "array", "items": self.optional(code)}),
            Type::Enumeration(values) => {
                json!({"enum": self.catalog.pack.values(values).collect::<Vec<_>>()})
            }
            Type::SchemaOrBoolean(code) => json!({"anyOf": [self.reference(code), {"type": "boolean"}]}),
            Type::SchemaOrList(code) => {
                let items = self.optional(code);
                json!({"anyOf": [self.reference(code), {"type": "array", "items": items}]})
            }
            Type::SchemaOrStrings(code) => {
                let items = json!({"type": ["string", "null"]});
                json!({"anyOf": [self.reference(code), {"type": "array", "items": items}]})
            }
            other => leaf(other).unwrap_or_else(|| json!({})),
        }
    }

    fn object(&mut self, object: Object<'static>) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for field in object.fields() {
            let name = self.catalog.pack.string(field.name);
            let schema = if field.required { self.reference(field.code) } else { self.optional(field.code) };
            properties.insert(name.to_owned(), schema);
            required.extend(field.required.then_some(name));
        }
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }
}

/// The schema of a type that refers to no other.
fn leaf(wanted: Type<'_>) -> Option<Value> {
    let integer = json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX});
    Some(match wanted {
        Type::Any => json!({}),
        Type::String | Type::Bytes => json!({"type": "string"}),
        Type::Time | Type::MicroTime => json!({"type": "string", "format": "date-time"}),
        Type::Boolean => json!({"type": "boolean"}),
        Type::Int32 => integer,
        Type::Int64 => json!({"type": "integer"}),
        Type::Number => json!({"type": "number"}),
        Type::IntOrString => json!({"anyOf": [{"type": "string"}, integer]}),
        Type::Quantity => json!({"type": ["string", "number"]}),
        Type::FreeObject => json!({"type": "object"}),
        Type::EmptyObject => json!({"type": "object", "additionalProperties": false}),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;

    fn schema(minor: u16, kind: &str) -> Value {
        let catalog = Catalog::kubernetes(Version::new(1, minor)).unwrap();
        let found = catalog.json_schemas().find(|schema| schema.kind == kind);
        found.unwrap().schema
    }

    fn accepts(schema: &Value, object: &Value) -> bool {
        jsonschema::validator_for(schema).unwrap().is_valid(object)
    }

    #[test]
    fn a_schema_judges_like_this_crate() {
        let pod = schema(31, "Pod");
        let with = |field: &str, value: Value| json!({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a"}], field: value}});
        assert!(accepts(&pod, &with("restartPolicy", json!("Never"))));
        assert!(accepts(&pod, &with("restartPolicy", json!(null))));
        assert!(!accepts(&pod, &with("restartPolicy", json!("never"))));
        assert!(!accepts(&pod, &with("containers", json!(null))));
        assert!(!accepts(&pod, &with("hostnameOverride", json!("a"))));
        assert!(!accepts(&pod, &json!({"apiVersion": "v1", "kind": "pod", "spec": {"containers": []}})));
        assert!(accepts(&schema(34, "Pod"), &with("hostnameOverride", json!("a"))));
    }

    #[test]
    fn a_schema_that_refers_to_itself_is_whole() {
        let crd = schema(37, "CustomResourceDefinition");
        let with = |properties: Value| {
            let version = json!({"name": "v1", "served": true, "storage": true, "schema": {
                "openAPIV3Schema": {"type": "object", "properties": properties}}});
            json!({"spec": {"group": "a.b", "scope": "Cluster", "names": {"kind": "A", "plural": "as"},
                "versions": [version]}})
        };
        assert!(accepts(&crd, &with(json!({"a": {"items": {"not": {"type": "string"}}}}))));
        assert!(!accepts(&crd, &with(json!({"a": {"items": {"not": {"typ": "string"}}}}))));
    }
}

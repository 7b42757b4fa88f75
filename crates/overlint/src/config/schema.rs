//! The JSON Schema of `overlint.yaml`, for editors. The program itself says more, at the line: `overlint check`.

use overlint_policy::{Registry, json_schema as document};
use schemars::{Schema, SchemaGenerator, json_schema as schema};
use serde_json::{Map, Value, json};

use super::settings::{SETTINGS, Setting};

/// The schema of draft 7. The rules of the registry are those that may be configured.
pub(crate) fn json_schema(registry: &Registry) -> Value {
    document(|generator| {
        let of = |setting: &Setting| (setting.key.to_owned(), property(setting, registry, generator));
        let properties: Map<String, Value> = SETTINGS.iter().map(of).collect();
        schema!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "overlint.yaml",
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": properties,
        })
    })
}

/// A key with nothing behind it says nothing.
fn property(setting: &Setting, registry: &Registry, generator: &mut SchemaGenerator) -> Value {
    let schema: Schema = (setting.schema)(registry, generator);
    json!({"description": setting.description, "anyOf": [schema, {"type": "null"}]})
}

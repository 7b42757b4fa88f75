//! The JSON Schema of the configuration, from the types that it is read into.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::{Globs, Level};
use crate::registry::Registry;

/// How a policy tells the JSON Schema of its options: `Options::json_schema`, of a type that derives
/// [`schemars::JsonSchema`] and denies unknown fields. The comment of each field is its description.
pub type OptionsSchema = fn(&mut SchemaGenerator) -> Schema;

/// The name of the definition that [`Registry::define_policies`] makes.
const POLICIES: &str = "policies";

/// A JSON Schema of draft 7, which editors read best, with the definitions that it refers to.
pub fn json_schema(describe: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(on_one_line));
    let mut generator = settings.into_generator();
    let mut schema = describe(&mut generator);
    schema.insert("definitions".to_owned(), generator.take_definitions(false).into());
    for transform in generator.transforms_mut() {
        transform.transform(&mut schema);
    }
    schema.to_value()
}

/// Comments of the source are broken into lines, descriptions are not.
fn on_one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

/// A reference to what [`Registry::define_policies`] defines.
pub(super) fn policies(_: &mut SchemaGenerator) -> Schema {
    Schema::new_ref(format!("#/definitions/{POLICIES}"))
}

impl Registry {
    /// Adds what may be said of the policies and rules to the definitions of a JSON Schema. Returns the reference to it.
    pub fn define_policies(&self, generator: &mut SchemaGenerator) -> Schema {
        let plain = settings(json_schema!({"type": "object"}), generator);
        let plain = define("settings", plain, generator);
        let mut properties = Map::new();
        for rule in self.rules() {
            properties.insert(rule.id.to_owned(), about(rule.summary, &plain, generator));
        }
        for policy in self.policies() {
            let rule = policy.rule();
            let own = policy.options_schema().map(|options| {
                let own = options(generator);
                let own = settings(own, generator);
                define(rule.id, own, generator)
            });
            properties
                .insert(rule.id.to_owned(), about(rule.summary, own.as_ref().unwrap_or(&plain), generator));
        }
        let all = json_schema!({
            "type": ["object", "null"],
            "properties": properties,
            "additionalProperties": false,
        });
        define(POLICIES, all, generator)
    }
}

fn define(name: &str, schema: Schema, generator: &mut SchemaGenerator) -> Schema {
    generator.definitions_mut().insert(name.to_owned(), schema.to_value());
    Schema::new_ref(format!("#/definitions/{name}"))
}

/// What may be said of one rule: a level, settings, or a list of settings.
fn about(summary: &str, settings: &Schema, generator: &mut SchemaGenerator) -> Value {
    let level = generator.subschema_for::<Level>();
    json!({
        "description": summary,
        "anyOf": [level, settings, {"type": "array", "items": settings}],
    })
}

/// The options of a policy, with what may be said of any beside them. Without a single option a policy is not configured, so
/// that those it needs are needed only beside others.
fn settings(mut options: Schema, generator: &mut SchemaGenerator) -> Schema {
    let object = options.ensure_object();
    object.remove("title");
    object.remove("description");
    object.insert("additionalProperties".to_owned(), false.into());
    let needed = object.remove("required");
    let properties = object.entry("properties").or_insert_with(|| json!({}));
    if let (Some(needed), Some(properties)) = (needed, properties.as_object()) {
        let needs: Map<_, _> = properties.keys().map(|option| (option.clone(), needed.clone())).collect();
        object.insert("dependencies".to_owned(), needs.into());
    }
    let common = json!({
        "level": described("How bad its findings are.", generator.subschema_for::<Level>()),
        "overlays": described("The overlays that this is said of; without it, all.", generator.subschema_for::<Globs>()),
    });
    if let (Some(Value::Object(properties)), Value::Object(common)) = (object.get_mut("properties"), common) {
        properties.extend(common);
    }
    options
}

fn described(description: &str, mut schema: Schema) -> Schema {
    schema.insert("description".to_owned(), description.into());
    schema
}

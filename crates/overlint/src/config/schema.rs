//! The JSON Schema of `overlint.yaml`, for editors. The program itself says more, at the line: `overlint check`.

use overlint_policy::Registry;
use overlint_source::Rule;
use serde_json::{Map, Value, json};

/// The schema of draft 7, which editors read best. `rules` are those that may be configured.
pub(crate) fn json_schema(registry: &Registry, rules: &[&Rule]) -> Value {
    let policies = policies(registry, rules);
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "overlint.yaml",
        "type": "object",
        "additionalProperties": false,
        "definitions": definitions(),
        "properties": {
            "overlays": object("which overlays to check", json!({
                "include": strings("only these, whether others include them or not"),
                "exclude": strings("not these"),
            }), &[]),
            "kubernetes": {"description": "the version to validate against, by overlay", "oneOf": [
                {"$ref": "#/definitions/version"},
                {"type": "array", "items": object("", json!({
                    "version": {"$ref": "#/definitions/version"},
                    "overlays": {"$ref": "#/definitions/globs"},
                }), &["version"])},
            ]},
            "missing-schemas": words("what custom resources without a schema are", &["ignore", "warn", "error"]),
            "schemas": strings("files, directories or globs with schemas of custom resources"),
            "remotes": words("whether remote bases and files are fetched", &["allow", "refuse"]),
            "exists": {"description": "what no overlay holds, and may be referred to", "type": "array", "items":
                object("", json!({"kind": text(""), "name": text(""), "namespace": text("")}), &[])},
            "profile": {"$ref": "#/definitions/profile"},
            "policies": policies,
            "environments": {"type": "object", "additionalProperties": object("", json!({
                "overlays": {"$ref": "#/definitions/globs"},
                "profile": {"$ref": "#/definitions/profile"},
                "policies": policies,
            }), &["overlays"])},
            "exceptions": {"type": "array", "items": exception()},
            "suppressions": object("what exceptions are allowed at all", json!({
                "comments": {"type": "boolean"},
                "annotations": {"type": "boolean"},
                "require-reason": {"type": "boolean"},
                "locked": strings("rules, or globs over rules, that have no exceptions"),
            }), &[]),
            "ratchet": {"description": "how many findings of a rule are known", "type": "object",
                "propertyNames": {"enum": ids(rules)}, "additionalProperties": {"type": "integer", "minimum": 0}},
            "baseline": text("the file of the findings that are known"),
        },
    })
}

fn definitions() -> Value {
    let patterns = json!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]});
    json!({
        "version": {"type": ["string", "number"], "pattern": "^v?1\\.[0-9]+(\\.[0-9]+)?$"},
        "level": words("how bad a finding is", &["off", "info", "warning", "error"]),
        "profile": words("the policies that are on", &["recommended", "strict", "security"]),
        "patterns": patterns,
        "globs": {"description": "globs over the paths of overlays", "anyOf": [
            {"$ref": "#/definitions/patterns"},
            object("", json!({
                "include": {"$ref": "#/definitions/patterns"},
                "exclude": {"$ref": "#/definitions/patterns"},
            }), &[]),
        ]},
    })
}

/// Each rule with its summary. The options of a policy stand in its documentation, and the program checks them.
fn policies(registry: &Registry, rules: &[&Rule]) -> Value {
    let entry = |rule: &Rule| {
        let has_options = registry.get(rule.id).is_some();
        let settings = json!({
            "type": "object",
            "properties": {
                "level": {"$ref": "#/definitions/level"},
                "overlays": {"$ref": "#/definitions/globs"},
            },
            "additionalProperties": has_options,
        });
        let level = json!({"$ref": "#/definitions/level"});
        (
            rule.id.to_owned(),
            json!({
                "description": rule.summary,
                "anyOf": [level, settings, {"type": "array", "items": settings}],
            }),
        )
    };
    let properties: Map<String, Value> = rules.iter().map(|rule| entry(rule)).collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn exception() -> Value {
    object(
        "",
        json!({
            "rule": {"$ref": "#/definitions/patterns"},
            "resource": text("KIND/NAME or NAMESPACE/KIND/NAME, each part a glob"),
            "container": text("the name of a container, or a glob"),
            "overlays": {"$ref": "#/definitions/globs"},
            "files": {"$ref": "#/definitions/globs"},
            "reason": text("why"),
            "until": {"type": "string", "format": "date"},
        }),
        &["rule"],
    )
}

fn ids(rules: &[&Rule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.id).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is written where it is needed")]
fn object(description: &str, properties: Value, required: &[&str]) -> Value {
    let mut object = json!({"type": "object", "additionalProperties": false, "properties": properties, "required": required});
    if !description.is_empty() {
        object["description"] = description.into();
    }
    object
}

fn text(description: &str) -> Value {
    if description.is_empty() {
        json!({"type": "string"})
    } else {
        json!({"type": "string", "description": description})
    }
}

fn words(description: &str, words: &[&str]) -> Value {
    json!({"description": description, "enum": words})
}

fn strings(description: &str) -> Value {
    json!({"description": description, "type": "array", "items": {"type": "string"}})
}

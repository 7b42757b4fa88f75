//! Scalars as the API server's own decoder takes them: held against what it said, where that lies beside the workspace.

#![allow(clippy::print_stderr, reason = "what is left out is for people to read")]
#![expect(clippy::disallowed_methods, reason = "the material lies beside the workspace")]

use std::fs;
use std::path::Path;

use overlint_source::read::{Limits, Place, read_first};
use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Node, SourceId};
use serde_json::Value;

use super::document::Unseen;
use super::{Frame, walk::Walk};
use crate::Catalog;
use crate::pack::Type;

fn rows(name: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schema-cases/facts");
    let Ok(text) = fs::read_to_string(folder.join(name)) else {
        eprintln!("skipped: {} is not there", folder.display());
        return Vec::new();
    };
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

fn read(text: &str) -> Option<Node> {
    read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).ok()?.root
}

fn type_of(name: &str) -> Option<Type<'static>> {
    Some(match name {
        "quantity" => Type::Quantity,
        "time" => Type::Time,
        "microtime" => Type::MicroTime,
        "byte" => Type::Bytes,
        "int32" => Type::Int32,
        "int64" => Type::Int64,
        "intstr" => Type::IntOrString,
        "bool" => Type::Boolean,
        "string" => Type::String,
        "double" => Type::Number,
        // No built-in kind has a field of this type.
        "duration" => return None,
        other => panic!("`{other}` is a type that is not known"),
    })
}

fn is_accepted(wanted: Type<'static>, node: &Node) -> bool {
    let (catalog, mut findings) = (Catalog::newest().unwrap(), Vec::new());
    Walk::new(&catalog, Dialect::Yaml11, &mut Unseen, &mut findings).value(wanted, false, &Frame::root(node));
    findings.is_empty()
}

/// JSON says `1.0` and `1e3` where YAML, which becomes JSON on the way to the server, says `1` and `1000`.
fn differs_in_yaml(json: &Value) -> bool {
    json.is_f64() && json.as_f64().is_some_and(|number| number.fract() == 0.0)
}

#[test]
fn scalars_are_accepted_as_the_server_accepts_them() {
    for row in rows("scalar_vectors.jsonl") {
        let Some(wanted) = type_of(row["type"].as_str().unwrap()) else { continue };
        if !differs_in_yaml(&row["json"]) {
            let node = read(&row["json"].to_string()).expect("JSON is YAML");
            assert_eq!(is_accepted(wanted, &node), row["ok"], "{row}");
        }
    }
}

#[test]
fn plain_scalars_mean_what_they_mean_to_the_servers_client() {
    for row in rows("yaml_scalars.jsonl") {
        let node = read(&format!("v: {}\n", row["scalar"].as_str().unwrap()));
        let value = node.as_ref().and_then(|node| node.get("v"));
        match row.get("json") {
            Some(json) => assert!(means(value.expect("it can be read"), json), "{row}: {value:?}"),
            None => assert!(value.is_none_or(|value| !is_accepted(Type::Number, value)), "{row}: {value:?}"),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "both are read from the same digits")]
fn means(node: &Node, json: &Value) -> bool {
    let Some(scalar) = node.as_scalar() else {
        return json.is_object() == node.as_mapping().is_some()
            && json.is_array() == node.as_sequence().is_some();
    };
    match resolve_as(scalar, Dialect::Yaml11) {
        Resolved::Null => json.is_null(),
        Resolved::Bool(value) => json == &Value::from(value),
        Resolved::Int(number) => json.as_i64() == Some(number) || json.as_f64() == Some(number as f64),
        Resolved::Uint(number) => json.as_u64() == Some(number),
        Resolved::Float(number) => json.as_f64() == Some(number),
        Resolved::Str(text) => json.as_str() == Some(&text),
        Resolved::Timestamp(_) | Resolved::Invalid(_) => false,
    }
}

//! The JSON Schema of `overlint.yaml`: what the program takes it takes too, and it is the one that is published.

use std::path::Path;

use overlint::Exit;
use overlint::source::read::{Limits, Place, read_first};
use overlint::source::resolve::{Resolved, resolve};
use overlint::source::{Node, SourceId, Value as Yaml};
use serde_json::Value;

use crate::support::{Checkout, overlint};

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/overlint/overlint.schema.json");

fn printed() -> String {
    overlint(&["list", "schema"]).ended(Exit::Clean).out
}

fn accepts(text: &str) -> bool {
    let schema: Value = serde_json::from_str(&printed()).unwrap();
    let document = read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
    jsonschema::draft7::is_valid(&schema, &json(&document.root.unwrap()))
}

/// A tree as an editor reads it.
fn json(node: &Node) -> Value {
    match &node.value {
        Yaml::Scalar(scalar) => match resolve(scalar) {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => value.into(),
            Resolved::Int(number) => number.into(),
            Resolved::Float(number) => number.into(),
            _ => scalar.text.as_str().into(),
        },
        Yaml::Sequence(list) => list.items.iter().map(json).collect(),
        Yaml::Mapping(map) => {
            let entry = |entry: &overlint::source::Entry| (entry.key.text().to_owned(), json(&entry.value));
            Value::Object(map.entries.iter().map(entry).collect())
        }
    }
}

#[test]
fn what_is_published_is_what_is_printed() {
    let published = std::fs::read_to_string(Path::new(PUBLISHED)).unwrap();
    assert!(published == printed(), "run `cargo run -- list schema >crates/overlint/overlint.schema.json`");
}

#[test]
fn both_take_the_same() {
    for text in [
        "kubernetes: 1.31\nprofile: strict\n",
        "kubernetes: [{version: '1.34', overlays: '**'}, {version: '1.33'}]\n",
        "policies: {missing-memory-limit: off, wrong-type: {level: warning, overlays: {exclude: ['**/dev']}}}\n",
        "policies:\n  environment-variable-pattern:\n  - {level: off, overlays: 'a/*'}\n  - patterns: [{name: A, value: b}]\n",
        "exceptions:\n- {rule: [wrong-type], resource: a/B/c, until: 2040-01-01, reason: x}\nratchet: {wrong-type: 3}\n",
        "environments: {a: {overlays: '**', profile: security, policies: {wrong-type: info}}}\n",
        "suppressions: {locked: ['missing-*'], comments: false}\nexists: [{kind: Secret, name: '*'}]\nremotes: refuse\n",
        "missing-schemas: warn\noverlays: {include: ['a']}\n",
    ] {
        assert!(accepts(text), "the schema refuses {text}");
        let run = Checkout::with_overlays(&["a"]).file("overlint.yaml", text).run(&["check"]);
        assert_ne!(run.exit, Exit::CouldNotRun, "{text}{}", run.err);
    }
    for text in [
        "polices: {}\n",
        "profile: strikt\n",
        "policies: {missing-memory-limits: off}\n",
        "policies: {missing-memory-limit: loud}\n",
        "exceptions: [{reason: x}]\n",
        "remotes: maybe\n",
        "ratchet: {none: 3}\n",
        "environments: {a: {profile: strict}}\n",
        "kubernetes: [{overlays: '**'}]\n",
    ] {
        assert!(!accepts(text), "the schema takes {text}");
        Checkout::with_overlays(&["a"]).file("overlint.yaml", text).run(&["check"]).ended(Exit::CouldNotRun);
    }
}

//! The JSON Schema of `overlint.yaml`: what the program takes it takes too, and it is the one that is published.

use std::path::Path;

use overlint::Exit;
use overlint::source::read::{Limits, Place, read_first};
use overlint::source::resolve::{Resolved, resolve};
use overlint::source::{FileTree as _, Node, SourceId, Value as Yaml};
use serde_json::Value;

use crate::support::{Checkout, overlint};

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/overlint/overlint.schema.json");

fn printed() -> String {
    overlint(&["list", "schema"]).ended(Exit::Clean).out
}

/// Says whether the schema takes a configuration.
fn judge() -> impl Fn(&str) -> bool {
    let schema: Value = serde_json::from_str(&printed()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    move |text| {
        let document = read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
        validator.is_valid(&document.root.as_ref().map_or(Value::Null, json))
    }
}

/// Whether the program can run with a configuration.
fn is_taken(text: &str) -> bool {
    Checkout::with_overlays(&["a"]).file("overlint.yaml", text).run(&["check"]).exit != Exit::CouldNotRun
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
    let accepts = judge();
    for text in [
        "",
        "policies:\noverlays:\nkubernetes:\nexceptions:\nenvironments:\n",
        "kubernetes: 1.31\nprofile: strict\n",
        "kubernetes: [{version: '1.34', overlays: '**'}, {version: '1.33'}]\n",
        "policies: {missing-memory-limit: off, wrong-type: {level: warning, overlays: {exclude: ['**/dev']}}}\n",
        "policies:\n  environment-variable-pattern:\n  - {level: off, overlays: 'a/*'}\n  - patterns: [{name: A, value: b}]\n",
        "policies: {resource-out-of-bounds: {bounds: [{field: memory-limit, max: 8Gi, only: [{labels: {a: b}}]}]}}\n",
        "exceptions:\n- {rule: [wrong-type], resource: a/B/c, until: 2040-01-01, reason: x}\nratchet: {wrong-type: 3}\n",
        "environments: {a: {overlays: '**', words: [b], profile: security, policies: {wrong-type: info}}}\n",
        "suppressions: {locked: ['missing-*'], comments: false}\nexists: [{kind: Secret, name: '*'}]\nremotes: refuse\n",
        "missing-schemas: warn\noverlays: {include: ['a']}\nschemas: []\n",
    ] {
        assert!(accepts(text), "the schema refuses {text}");
        assert!(is_taken(text), "{text}");
    }
    for text in [
        "polices: {}\n",
        "profile: strikt\n",
        "policies: {missing-memory-limits: off}\n",
        "policies: {missing-memory-limit: loud}\n",
        "policies: {missing-memory-limit: {colour: red}}\n",
        "policies: {wrong-type: {exempt: []}}\n",
        "policies: {environment-variable-pattern: {patterns: [{name: A, valeu: b}]}}\n",
        "policies: {missing-memory-limit: [{init-containers: 3}]}\n",
        "policies: {affinity-without-toleration: {exempt: []}}\n",
        "exceptions: [{reason: x}]\n",
        "exceptions: [{rule: wrong-type, untill: 2040-01-01}]\n",
        "remotes: maybe\n",
        "ratchet: {none: 3}\n",
        "ratchet: 3\n",
        "suppressions: {lock: []}\n",
        "exists: [{name: a}]\n",
        "overlays: {only: a}\n",
        "environments: {a: {profile: strict}}\n",
        "environments: {a: {overlays: a, policies: {missing-memory-limit: {colour: red}}}}\n",
        "kubernetes: [{overlays: '**'}]\n",
    ] {
        assert!(!accepts(text), "the schema takes {text}");
        assert!(!is_taken(text), "{text}");
    }
}

#[test]
fn both_take_every_configuration_of_the_test_data() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files = overlint::source::tree::Directory::open(&root).unwrap().files("").unwrap();
    let accepts = judge();
    let mut count = 0;
    for file in files.iter().filter(|file| file.ends_with("overlint.yaml")) {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        assert!(accepts(&text) && is_taken(&text), "{file}");
        let misspelt = format!("{text}\nno-such-setting: 1\n");
        assert!(!accepts(&misspelt) && !is_taken(&misspelt), "{file}");
        count += 1;
    }
    assert!(count >= 2, "{count}");
}

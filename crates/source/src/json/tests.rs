//! JSON texts, and what a trip through JSON changes.

use super::*;
use crate::emit::emit;
use crate::finish::PrintErrorKind;
use crate::node::Node;
use crate::origin::Origin;
use crate::read::{Limits, Place, read_first};

fn read(text: &str) -> Node {
    let document = read_first(text, Place::At(Origin::NOWHERE), &Limits::default()).expect("valid YAML");
    document.root.expect("a document")
}

fn printed(node: &Node) -> String {
    let mut out = String::new();
    emit(node, &mut out);
    out
}

#[test]
fn json_is_compact_sorted_and_escaped() {
    let node = read(
        "b: [1, ~, true, 0x10, 1e21, 1e-7, 2020-01-01]\na: {\"10\": \"<&>\\u2028\\t\\x01\\\"\\\\\", \"9\": é}\n",
    );
    assert_eq!(
        to_json_text(&node),
        r#"{"a":{"10":"\u003c\u0026\u003e\u2028\t\u0001\"\\","9":"é"},"b":[1,null,true,16,1e+21,1e-7,"2020-01-01T00:00:00Z"]}"#
    );
    assert_eq!(to_json_text(&read("{}")), "{}");
    assert_eq!(to_json_text(&read("[[], {}]")), "[[],{}]");
}

/// Observed as the annotations of a resource that a JSON patch touched.
#[test]
fn scalars_are_spelled_as_go_spells_them() {
    for (source, text) in [
        ("12345678", "1.2345678e+07"),
        ("1000000", "1e+06"),
        ("0x10", "16"),
        ("1.50", "1.5"),
        ("2020-01-01", "2020-01-01T00:00:00Z"),
        ("null", "null"),
        ("~", "null"),
        ("-0.0", "-0"),
        ("yes", "yes"),
        ("010", "8"),
        ("\"0x10\"", "0x10"),
        ("12345678.25", "1.234567825e+07"),
    ] {
        let mut node = read(&format!("a: {source}"));
        assert_eq!(json_normalise(&mut node), []);
        assert_eq!(node.get("a").and_then(Node::text), Some(text), "{source}");
    }
}

#[test]
fn integers_lose_precision_and_values_keep_their_types() {
    let mut node =
        read("c: 9007199254740993\n8: [1000000, \"5\", \"0o7\", \"a\\nb\", {e: }]\nd: >\n  x\n    y\n");
    assert_eq!(json_normalise(&mut node), []);
    let expected = "\"8\":\n- 1000000\n- \"5\"\n- \"0o7\"\n- |-\n  a\n  b\n- e: \"\"\nc: 9007199254740992\nd: |\n  x\n\n    y\n";
    assert_eq!(printed(&node), expected);
}

#[test]
fn origins_survive() {
    let mut node = read("a: 0x10");
    let place = Origin { line: 7, ..Origin::NOWHERE };
    if let Some(value) = node.get_mut("a") {
        value.origin = place;
    }
    json_normalise(&mut node);
    assert_eq!(node.get("a").map(|value| value.origin), Some(place));
}

#[test]
fn patch_values_are_yaml_11() {
    let mut node = read(
        "{1: x, yes: z, c: 1, d: 1_000, e: 1:30, f: on, g: 2020-01-01, 1e10: y, 1.1234567891: n, \"c\": 2, h: }",
    );
    assert_eq!(json_normalise_yaml11(&mut node), []);
    let expected = "\"1\": x\n\"1.1234568\": false\n\"1e+10\": true\nc: 2\nd: 1000\ne: \"1:30\"\nf: true\ng: \"2020-01-01\"\nh: null\n\"true\": z\n";
    assert_eq!(printed(&node), expected);
}

#[test]
fn patch_values_that_json_cannot_hold() {
    let kinds = |text: &str| {
        json_normalise_yaml11(&mut read(text)).into_iter().map(|error| error.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("{~: x}"), [PrintErrorKind::KeyNotString("~".into())]);
    assert_eq!(kinds("[.inf]"), [PrintErrorKind::NotFinite(".inf".into())]);
    assert_eq!(kinds("[\"\\tx\\ny\"]"), [PrintErrorKind::LeadingTab]);
}

#[test]
fn the_faults_of_a_resource_are_reported_once() {
    let errors = json_normalise(&mut read("{a: .nan, b: {1: x}, c: 1, c: 2, d: \"\\x7f\"}"));
    let messages: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
}

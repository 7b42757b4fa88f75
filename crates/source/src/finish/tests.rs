//! What kustomize's printing changes or refuses.

use std::sync::Arc;

use super::*;
use crate::emit::emit;
use crate::node::Style;
use crate::origin::Origin;
use crate::read::{Limits, Place, read_first};
use crate::resolve::inherit_style;
use crate::source::Sources;

fn read(text: &str) -> Node {
    let source = Sources::default().add("a.yaml", text);
    let document = read_first(text, Place::of(source), &Limits::default()).expect("valid YAML");
    document.root.expect("a document")
}

fn finished(text: &str) -> String {
    let mut node = read(text);
    assert_eq!(finish(&mut node), []);
    let mut out = String::new();
    emit(&node, &mut out);
    out
}

fn faults(text: &str) -> Vec<(String, u32, u32)> {
    let errors = finish(&mut read(text)).into_iter();
    errors.map(|error| (error.to_string(), error.origin.line, error.origin.column)).collect()
}

#[test]
fn the_fixture_of_types_and_folds() {
    let text = "kind: X\napiVersion: v1\nb: {x: }\ne:\nf: >\n  a\n    b\n  c\n";
    let expected = "apiVersion: v1\nb:\n  x: \"\"\ne: null\nf: |\n  a\n\n    b\n  c\nkind: X\n";
    assert_eq!(finished(text), expected);
}

#[test]
fn folded_blocks_gain_breaks_where_a_line_is_more_indented() {
    for (text, expected) in [
        ("a: >\n  b\n  c\n\n  d\n", "a: |\n  b c\n  d\n"),
        ("a: >+\n  b\n\n\n", "a: |+\n  b\n\n\n\n"),
        ("a: >-\n  b\n    c\n", "a: |-\n  b\n\n    c\n"),
        ("a: [>-\n  b]\n", ""),
        ("a: >2\n    b\n  c\n\n  d\n", "a: |2\n    b\n  c d\n"),
        ("a: |\n  b\n    c\n", "a: |\n  b\n    c\n"),
        ("a: >\n  b \n    c\n", "a: \"b \\n  c\\n\"\n"),
    ] {
        if !expected.is_empty() {
            assert_eq!(finished(text), expected, "{text}");
        }
    }
}

#[test]
fn finishing_twice_changes_nothing_more() {
    let mut node = read("a: >\n  b\n    c\nd: {e: }\n");
    finish(&mut node);
    let mut again = node.clone();
    assert_eq!(finish(&mut again), []);
    let (mut first, mut second) = (String::new(), String::new());
    emit(&node, &mut first);
    emit(&again, &mut second);
    assert_eq!(first, second);
}

#[test]
fn what_needs_no_change_stays_shared() {
    let original = read("a: {b: [1, 2]}\nc: {d: }\n");
    let mut copy = original.clone();
    finish(&mut copy);
    let map = |node: &Node, key: &str| match node.get(key).map(|node| node.value.clone()) {
        Some(Value::Mapping(mapping)) => mapping,
        other => panic!("{other:?}"),
    };
    assert!(Arc::ptr_eq(&map(&original, "a"), &map(&copy, "a")));
    assert!(!Arc::ptr_eq(&map(&original, "c"), &map(&copy, "c")));
    assert_eq!(copy.at(&["c", "d"]).and_then(Node::as_str), Some(""));
    assert!(original.at(&["c", "d"]).is_some_and(Node::is_null));
}

#[test]
fn an_unchanged_root_is_not_copied() {
    let original = read("a: {b: c}\n");
    let mut copy = original.clone();
    finish(&mut copy);
    let (Value::Mapping(a), Value::Mapping(b)) = (&original.value, &copy.value) else { panic!("a map") };
    assert!(Arc::ptr_eq(a, b));
}

#[test]
fn keys_of_the_root_become_strings() {
    assert_eq!(
        finished("8080: x\nTrue: z\n1.50: w\n!x k: v\n"),
        "\"1.50\": w\n\"8080\": x\n\"True\": z\nk: v\n"
    );
    assert_eq!(finished("a: {? : b}"), "a:\n  \"\": b\n");
    assert_eq!(
        faults("~: x"),
        [("the key `~` is not a string: kustomize cannot print it without quotes".into(), 1, 1)]
    );
}

#[test]
fn times_of_day_become_strings_in_flow_style() {
    assert_eq!(
        finished("a: [2020-01-01 10:00:00, 2020-01-01]\nb: 2020-01-01 10:00:00\n"),
        "a:\n- \"2020-01-01 10:00:00\"\n- \"2020-01-01T00:00:00Z\"\nb: \"2020-01-01T10:00:00Z\"\n"
    );
}

#[test]
fn faults_have_their_places() {
    let faults = faults(
        "a:\n  b: 1\n  8080: x\n  b: 2\nc: .inf\nd: !!int abc\ne: \"\\x7f\"\nf: 2020-01-01T00:00:00+24:00\n",
    );
    let messages: Vec<_> = faults.iter().map(|(message, line, _)| (message.as_str(), *line)).collect();
    assert_eq!(
        messages,
        [
            ("the key `b` is given twice", 4),
            ("the key `8080` is not a string: kustomize cannot print it without quotes", 3),
            ("`.inf` cannot be printed: JSON has no such number", 5),
            ("`abc` cannot be printed: the text is a !!str, but its tag says !!int", 6),
            ("the control character U+007F is not allowed in YAML", 7),
            ("`2020-01-01T00:00:00+24:00` cannot be printed: its offset from UTC is a day or more", 8),
        ]
    );
}

#[test]
fn of_equal_keys_both_places_are_known() {
    let errors = finish(&mut read("a: 1\n\"a\": 2\n"));
    assert_eq!(errors.len(), 1);
    assert_eq!((errors[0].origin.line, errors[0].related.map(|first| first.line)), (2, Some(1)));
}

#[test]
fn equal_keys_are_found_among_many() {
    let many: String = (0..50).map(|number| format!("k{}: x\n", number % 48)).collect::<Vec<_>>().concat();
    let places: Vec<u32> = faults(&many).into_iter().map(|(_, line, _)| line).collect();
    assert_eq!(places, [49, 50]);
}

#[test]
fn next_line_characters_are_folded() {
    assert_eq!(finished("a: \"x\\Ny\"\n"), "a: x y\n");
    assert_eq!(finished("a: \"x \\N\\N y\\N\"\n"), "a: \"x\\ny \"\n");
    assert_eq!(finished("a: \"x\\N---\"\n"), "a: x ---\n");
    assert_eq!(faults("a: \"x\\N--- y\"\n").len(), 1);
    assert_eq!(faults("\"a\\Nb\": c\n").len(), 1);
}

#[test]
fn keys_are_short() {
    assert_eq!(faults(&format!("? {}\n: x\n", "é".repeat(1022))).len(), 0);
    assert_eq!(faults(&format!("? {}\n: x\n", "é".repeat(1023))).len(), 1);
}

#[test]
fn blocks_do_not_begin_with_a_tab() {
    assert_eq!(faults("a: |2\n  \tx\n  y\n").len(), 1);
    assert_eq!(faults("a: \"\\tx\\ny\"\n").len(), 0);
    let mut generated = Node::mapping(
        vec![Entry {
            key: crate::node::Key::string("a", Origin::NOWHERE),
            value: Node::string("\tx\ny\n", Origin::NOWHERE),
        }],
        Origin::NOWHERE,
    );
    assert_eq!(finish(&mut generated)[0].kind, PrintErrorKind::LeadingTab);
}

fn finished_for_a_file(mut node: Node) -> String {
    assert_eq!(finish_file(&mut node), []);
    let mut out = String::new();
    emit(&node, &mut out);
    out
}

/// Observed with `kustomize build --output DIRECTORY`.
#[test]
fn in_a_file_of_its_own_an_object_is_what_its_nodes_are() {
    for (text, expected) in [
        ("a: >\n  b\n    c\n  d\n", "a: |\n  b\n    c\n  d\n"),
        ("a: {x: , y: 2020-01-01 10:00:00}\n", "a:\n  x: null\n  \"y\": \"2020-01-01T10:00:00Z\"\n"),
        ("a: |2\n  \tx\n  y\n", "a: \"\\tx\\ny\\n\"\n"),
        ("8080: x\na: \"x\\Ny\"\n", "\"8080\": x\na: x y\n"),
        ("? \n: x\na: b\n", "a: b\n"),
    ] {
        assert_eq!(finished_for_a_file(read(text)), expected, "{text}");
    }
}

#[test]
fn in_a_file_of_its_own_a_type_counts_and_quotes_do_not() {
    let old = Scalar { style: Style::DoubleQuoted, ..Scalar::plain("old") };
    let patched = |text: &str| {
        let mut node = read("a: x\n");
        let written = inherit_style(&Scalar::plain(text), &old);
        node.insert(
            crate::node::Key::string("a", Origin::NOWHERE),
            Node::new(Value::Scalar(written), Origin::NOWHERE),
        );
        node
    };
    for (text, printed, in_file) in [
        ("5", "\"5\"", "5"),
        ("true", "\"true\"", "true"),
        ("2020-01-01", "\"2020-01-01\"", "\"2020-01-01T00:00:00Z\""),
        ("b", "b", "b"),
    ] {
        let mut node = patched(text);
        assert_eq!(finish(&mut node), []);
        let mut out = String::new();
        emit(&node, &mut out);
        assert_eq!(
            (out, finished_for_a_file(patched(text))),
            (format!("a: {printed}\n"), format!("a: {in_file}\n"))
        );
    }
}

#[test]
fn only_writing_puts_an_empty_key_in_quotes() {
    let faults =
        |text: &str| finish_file(&mut read(text)).into_iter().map(|error| error.kind).collect::<Vec<_>>();
    assert_eq!(faults("a: {? : b}\n"), [PrintErrorKind::KeyNotString("".into())]);
    assert_eq!(faults("a: {\"\": b}\n"), []);
    assert_eq!(faults("? \n: x\n? \n: y\n").len(), 3);
}

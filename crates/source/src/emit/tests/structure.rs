//! How maps and lists are written.

use super::*;

#[test]
fn lists_stand_at_the_column_of_their_key() {
    let node = read("{b: [1, {c: [], a: {x: [y]}}, [1, [2], 3], []], a: {}}");
    assert_eq!(
        printed(&node),
        "a: {}\nb:\n- 1\n- a:\n    x:\n    - \"y\"\n  c: []\n- - 1\n  - - 2\n  - 3\n- []\n"
    );
}

#[test]
fn long_keys_stand_behind_a_question_mark() {
    let long = "k".repeat(129);
    let node = read(&format!("{{? {long} : [1], ? \"a\\nb\" : {{c: d}}, short: x}}"));
    assert_eq!(printed(&node), format!("? |-\n  a\n  b\n: c: d\n? {long}\n: - 1\nshort: x\n"));
}

#[test]
fn keys_are_quoted_as_values_are_but_never_wrapped() {
    let key = format!("{} b", "a".repeat(100));
    let node = read(&format!("{{\"yes\": 1, \"\": 2, \"a: b\": 3, \"a\\tb\": 4, {key}: 5}}"));
    assert_eq!(printed(&node), format!("\"\": 2\n\"a\\tb\": 4\n'a: b': 3\n{key}: 5\n\"yes\": 1\n"));
}

#[test]
fn roots_of_every_kind() {
    assert_eq!(printed(&read("a b")), "a b\n");
    assert_eq!(printed(&read("[a, {b: c}]")), "- a\n- b: c\n");
    assert_eq!(printed(&read("{}")), "{}\n");
    assert_eq!(printed(&quoted("a\n")), "|\n  a\n");
}

#[test]
fn documents_are_joined_by_markers() {
    let mut out = String::new();
    emit_documents([&read("a: 1"), &read("b: 2")], &mut out);
    assert_eq!(out, "a: 1\n---\nb: 2\n");
    let mut nothing = String::new();
    emit_documents([], &mut nothing);
    assert_eq!(nothing, "");
}

#[test]
fn depth_costs_no_stack() {
    let deep = (0..400).fold(quoted("x"), |node, _| Node::sequence(vec![node], Origin::NOWHERE));
    assert_eq!(printed(&deep), format!("{}x\n", "- ".repeat(400)));
}

#[test]
fn a_script_with_tabs_wraps_between_quotes() {
    let script = "#!/bin/bash\nset -e\n\tif [ -f /etc/foo ]; then\n\t\techo \"found the file in the expected location\"   and \
                  then three spaces before this text   \n  indented with two spaces after newline and long enough to \
                  wrap around here ok\n\tfi\n";
    let key = crate::node::Key::string("s", Origin::NOWHERE);
    let mut node = Node::empty_mapping(Origin::NOWHERE);
    node.insert(key, quoted(script));
    let expected = r##"s: "#!/bin/bash\nset -e\n\tif [ -f /etc/foo ]; then\n\t\techo \"found the file in
  the expected location\"   and then three spaces before this text   \n  indented
  with two spaces after newline and long enough to wrap around here ok\n\tfi\n"
"##;
    assert_eq!(printed(&node), expected);
}

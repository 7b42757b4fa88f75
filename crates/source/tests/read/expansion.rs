//! Aliases and merge keys, as kustomize expands them.

use std::sync::Arc;

use overlint_source::Value;

use crate::support::{fault, root, shown};

#[test]
fn merge_keys_add_what_is_not_there() {
    for (text, expected) in [
        ("x: &x {a: 1, b: 2}\nm: {<<: *x, a: 9}", "{x: {a: 1, b: 2}, m: {a: 9, b: 2}}"),
        ("x: &x {a: 1}\nm: {a: {k: 1}, <<: *x}", "{x: {a: 1}, m: {a: {k: 1}}}"),
        ("m: {<<: [{a: 1, c: 3}, {a: 2, d: 4}], z: 1}", "{m: {z: 1, a: 1, c: 3, d: 4}}"),
        ("m: {<<: {<<: {a: 1}, b: 2}, c: 3}", "{m: {c: 3, b: 2, a: 1}}"),
        ("m:\n  k: &k {<<: {q: 1}, y: 1}\n  <<: *k\n", "{m: {k: {y: 1, q: 1}, y: 1, q: 1}}"),
        ("m: {<<: [], b: 1}", "{m: {b: 1}}"),
        ("m: {'<<': {a: 1}, b: 2}", "{m: {b: 2}}"),
        ("m: {!!str <<: 1, b: 2}", "{m: {b: 2}}"),
        ("m: {!!merge x: {a: 1}}", "{m: {!other x: {a: 1}, a: 1}}"),
        ("x: &x <<\nm: {*x : {a: 1}}", "{x: <<, m: {a: 1}}"),
        ("m: <<", "{m: <<}"),
        ("a: 1\na: 2", "{a: 1, a: 2}"),
        ("<<: {b: 1}\na: 1\na: 2", "{a: 1, a: 2, b: 1}"),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let needs = "a merge key `<<` needs a map or a list of maps";
    for text in ["<<: 1", "<<:", "<<: [1]", "<<: [[{a: 1}]]", "<<: [*x]"] {
        let text = format!("x: &x [{{a: 1}}]\n{text}\n");
        assert_eq!(fault(&text), format!("2:1 {needs}"), "{text:?}");
    }
    assert_eq!(fault("x: &x [{a: 1}]\n<<: *x\n"), format!("2:1 {needs}"));
    assert_eq!(fault("<<: {}\n<<: {}\n"), "2:1 a map can have only one merge key `<<`: give it a list");
}

#[test]
fn an_alias_shares_what_it_names() {
    let root = root("a: &x {k: [1]}\nb: *x\n");
    let (Value::Mapping(a), Value::Mapping(b)) =
        (&root.get("a").unwrap().value, &root.get("b").unwrap().value)
    else {
        panic!("both are maps")
    };
    assert!(Arc::ptr_eq(a, b));
    assert_eq!(root.get("b").unwrap().origin, root.get("a").unwrap().origin);
}

#[test]
fn an_alias_names_the_last_anchor_before_it() {
    assert_eq!(shown("[&x 1, &x 2, *x]"), "[1, 2, 2]");
    assert_eq!(shown("[&x [&x b], *x]"), "[[b], b]");
    assert_eq!(shown("[&x , *x]"), "[, ]");
    assert_eq!(shown("&k key: *k\n*k : 1"), "{key: key, key: 1}");
    assert_eq!(fault("- *y\n- &y 1\n"), "1:3 there is no anchor `&y` before this alias");
    assert_eq!(fault("- &y [a, *y]\n"), "1:10 `*y` stands inside of what it names, which would never end");
}

#[test]
fn complex_keys_are_refused() {
    let message = "a list or a map cannot be a key";
    assert_eq!(fault("a: 1\n? [b]\n: c\n"), format!("2:3 {message}"));
    assert_eq!(fault("x: &x [1]\n*x : 2\n"), format!("2:1 {message}"));
    assert_eq!(
        fault("a: {{ b }}\n"),
        format!("1:5 {message}: put a template such as `{{{{ name }}}}` in quotes")
    );
}

//! The order of keys.

use std::cmp::Ordering;

use super::*;

#[test]
fn keys_are_in_natural_order() {
    let order = [
        "",
        "-a",
        ".a",
        "_a",
        "1",
        "1.9",
        "1.10",
        "2",
        "02",
        "10",
        "1a",
        "A1",
        "Ab",
        "B",
        "FOO",
        "FOO_BAR",
        "FOO1",
        "FOOBAR",
        "a",
        "a b",
        "a-b",
        "a.b",
        "a/b",
        "a_b",
        "a0",
        "a00",
        "a1",
        "a1-b",
        "a1.5",
        "a1b",
        "a01",
        "a001",
        "a9",
        "a10",
        "a010",
        "a100",
        "a1001",
        "a1010",
        "a10b",
        "aB",
        "ab",
        "ab2",
        "ab10",
        "app",
        "app-1",
        "app.kubernetes.io/name",
        "app1",
        "appa",
        "b",
        "env.A",
        "env_A",
        "envA",
        "x2y",
        "x10y",
        "z",
        "é",
        "日",
    ];
    for pair in order.windows(2) {
        assert_eq!(natural_order(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        assert_eq!(natural_order(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
    }
}

#[test]
fn a_shared_first_byte_is_not_a_shared_character() {
    assert_eq!(natural_order("é", "ê"), Ordering::Less);
    assert_eq!(natural_order("aé", "aé"), Ordering::Equal);
}

#[test]
fn cycles_in_the_order_do_no_harm() {
    let keys = (0..300).map(|number| format!("{}{}", number % 40, ["", "e", "-", "0"][number % 4]));
    let entries = keys.map(|key| crate::node::Entry {
        key: crate::node::Key::string(key, Origin::NOWHERE),
        value: quoted("x"),
    });
    let node = Node::mapping(entries.collect(), Origin::NOWHERE);
    assert_eq!(printed(&node).lines().count(), 300);
}

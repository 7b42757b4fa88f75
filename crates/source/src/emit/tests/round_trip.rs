//! What is printed is read back as the same value, by this crate and by an independent reader.

use proptest::prelude::*;

use super::*;
use crate::finish::{PrintErrorKind, finish};
use crate::json::to_json_text;
use crate::node::{Entry, Key};

/// Texts of what makes writers choose and readers stumble.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "word",
        "longer-word-to-wrap",
        " ",
        " ",
        "  ",
        "\n",
        "\t",
        "'",
        "\"",
        "\\",
        ":",
        ": ",
        " #",
        "#",
        "- ",
        "-",
        "?",
        "{",
        "]",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "é",
        "日本",
        "😀",
        "\u{A0}",
        "\u{FEFF}",
        "\u{2028}",
        "\r",
        "\0",
        "1",
        "0x1f",
        "1e3",
        "yes",
        "null",
        "~",
        ".5",
        "12:30:45",
        "2020-01-01",
        "---",
        "...",
        "=",
        "<<",
        "_",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        6 => text().prop_map(|text| quoted(&text)),
        1 => prop::sample::select(vec!["null", "true", "0x10", "-3", "1.5", "1e30", "18446744073709551615", "08"])
            .prop_map(|text| Node::plain(text, Origin::NOWHERE)),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5)
                .prop_map(|items| Node::sequence(items, Origin::NOWHERE)),
            prop::collection::btree_map(text(), inner, 0..5).prop_map(|entries| {
                let entries = entries.into_iter().filter(|(key, _)| key != "<<");
                let entry = |(key, value)| Entry { key: Key::string(key, Origin::NOWHERE), value };
                Node::mapping(entries.map(entry).collect(), Origin::NOWHERE)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(node in tree()) {
        let out = printed(&node);
        let again = read(&out);
        prop_assert_eq!(to_json_text(&again), to_json_text(&node), "{}", out);
        prop_assert_eq!(printed(&again), out);
    }

    #[test]
    fn nothing_printed_needs_finishing(node in tree()) {
        let mut again = read(&printed(&node));
        let errors = finish(&mut again);
        prop_assert!(errors.iter().all(|error| error.kind == PrintErrorKind::LeadingTab), "{:?}", errors);
        prop_assert_eq!(printed(&again), printed(&node));
    }

    /// The independent reader is libyaml's heir, but of YAML 1.2: `010` is ten there.
    #[test]
    fn an_independent_reader_agrees(node in tree()) {
        let out = printed(&node);
        let theirs: serde_yaml::Value = match serde_yaml::from_str(&out) {
            Ok(value) => value,
            Err(error) => return Err(TestCaseError::fail(format!("{error}: {out}"))),
        };
        prop_assert_eq!(to_json_text(&as_node(&theirs)), to_json_text(&node), "{}", out);
    }
}

fn as_node(value: &serde_yaml::Value) -> Node {
    match value {
        serde_yaml::Value::Null => Node::plain("null", Origin::NOWHERE),
        serde_yaml::Value::Bool(value) => Node::plain(value.to_string(), Origin::NOWHERE),
        serde_yaml::Value::Number(number) => Node::plain(number.to_string(), Origin::NOWHERE),
        serde_yaml::Value::String(text) => quoted(text),
        serde_yaml::Value::Sequence(items) => {
            Node::sequence(items.iter().map(as_node).collect(), Origin::NOWHERE)
        }
        serde_yaml::Value::Mapping(entries) => {
            let entry = |(key, value): (&serde_yaml::Value, &serde_yaml::Value)| Entry {
                key: Key::string(key.as_str().expect("a string key"), Origin::NOWHERE),
                value: as_node(value),
            };
            Node::mapping(entries.iter().map(entry).collect(), Origin::NOWHERE)
        }
        serde_yaml::Value::Tagged(_) => panic!("nothing is printed with a tag"),
    }
}

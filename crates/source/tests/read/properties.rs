//! Properties over made-up texts.

use overlint_source::read::{Limits, Place, read, read_first};
use overlint_source::{Node, Origin, Value};
use proptest::prelude::*;
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::{documents, first, place};

/// Pieces of YAML whose meaning depends on what stands around them.
fn fragment() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "key: ",
        "- ",
        "? ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&x ",
        "*x",
        "! ",
        "!!str ",
        "!<a> ",
        "|\n",
        ">-\n",
        "|2\n",
        "'",
        "\"",
        "\\",
        "\\u00e9",
        "#",
        " # c",
        "%",
        "%YAML 1.1\n",
        "@",
        "\t",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\n---\n",
        "\n...\n",
        "<<: ",
        "é",
        "😀",
        "\u{85}",
        "\u{2028}",
        "\u{FEFF}",
        "\u{7}",
        "\0",
        "-",
        "?",
        "~",
    ];
    prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        any::<char>().prop_map(String::from)
    ]
}

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(fragment(), 0..40).prop_map(|pieces| pieces.concat())
}

/// A tree that both readers must see alike.
fn tree() -> impl Strategy<Value = Yaml> {
    let leaf = "[a-z ]{0,12}|[a-zé:#'\"\\\\,\\[\\]{}&*!|>%@ -]{0,10}".prop_map(Yaml::String);
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Yaml::Array),
            proptest::collection::hash_map("[a-z]{1,6}( [a-z]{1,3})?", inner, 0..5).prop_map(|map| {
                Yaml::Hash(map.into_iter().map(|(key, value)| (Yaml::String(key), value)).collect())
            }),
        ]
    })
}

fn same(node: &Node, yaml: &Yaml) -> bool {
    match (&node.value, yaml) {
        (Value::Scalar(scalar), Yaml::String(text)) => scalar.text == text,
        (Value::Scalar(scalar), Yaml::Null) => matches!(scalar.text.as_str(), "" | "~" | "null"),
        (Value::Sequence(list), Yaml::Array(items)) => {
            list.items.len() == items.len()
                && list.items.iter().zip(items).all(|(node, yaml)| same(node, yaml))
        }
        (Value::Mapping(map), Yaml::Hash(entries)) => {
            map.entries.len() == entries.len()
                && map.entries.iter().zip(entries).all(|(entry, (key, value))| {
                    key.as_str() == Some(entry.key.text()) && same(&entry.value, value)
                })
        }
        _ => false,
    }
}

/// Every node lies within the text.
fn lies_within(node: &Node, lines: &[usize]) -> bool {
    let inside = |origin: Origin| {
        let line = origin.line as usize;
        let width = line.checked_sub(1).and_then(|index| lines.get(index));
        width.is_some_and(|width| origin.column >= 1 && (origin.column + origin.length) as usize <= width + 1)
    };
    inside(node.origin)
        && node.items().iter().all(|item| lies_within(item, lines))
        && node.entries().iter().all(|entry| inside(entry.key.origin) && lies_within(&entry.value, lines))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_brings_the_reader_down(text in soup()) {
        let all = documents(&text);
        let one = first(&text);
        let at = read(&text, Place::At(Origin::NOWHERE), &Limits::default());
        prop_assert_eq!(all.is_ok(), at.is_ok());
        // Whoever accepts the stream accepts its first document.
        prop_assert!(all.is_err() || one.is_ok());
    }

    #[test]
    fn places_lie_within_the_text(text in soup()) {
        let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count() + 1).collect();
        match read_first(&text, place(), &Limits::default()) {
            Ok(document) => prop_assert!(document.root.is_none_or(|root| lies_within(&root, &lines))),
            Err(error) => prop_assert!((1..=lines.len()).contains(&(error.origin.line as usize)), "{:?}", error),
        }
    }

    #[test]
    fn the_second_reader_agrees(yaml in tree()) {
        let mut text = String::new();
        yaml_rust2::YamlEmitter::new(&mut text).dump(&yaml).expect("a tree of strings can be written");
        let theirs = YamlLoader::load_from_str(&text).expect("its own output");
        let ours = documents(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let root = ours[0].root.as_ref().expect("the tree is not empty");
        prop_assert!(same(root, &theirs[0]), "{}\n{:?}", text, root);
    }

    #[test]
    fn json_strings_survive(texts in proptest::collection::vec("\\PC{0,20}", 0..6)) {
        let written: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))).collect();
        let root = crate::support::root(&format!("[{}]", written.join(", ")));
        let read: Vec<&str> = root.items().iter().filter_map(Node::text).collect();
        prop_assert_eq!(read, texts);
    }
}

//! Typed reading, judged by the types that programs read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::origin::Origin;
use crate::read::{Limits, Place, read_first};
use crate::source::Sources;

fn read(text: &str) -> Node {
    let source = Sources::default().add("a.yaml", text);
    let document = read_first(text, Place::of(source), &Limits::default()).expect("valid YAML");
    document.root.expect("a document")
}

fn failure<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> (String, u32, u32) {
    let error = from_node::<T>(&read(text)).expect_err("it does not fit");
    (error.message, error.origin.line, error.origin.column)
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Rule {
    name: String,
    #[serde(default)]
    max_replicas: Option<u32>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    level: Level,
    #[serde(default)]
    ratio: f64,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    #[default]
    Off,
    Limit(u8),
    Range(u8, u8),
    Named {
        text: String,
    },
}

#[test]
fn a_struct_with_everything() {
    let rule: Rule =
        from_node(&read("name: x\nmaxReplicas: 3.0\nkinds: [A, B]\nlevel: {named: {text: t}}\nratio: 1\n"))
            .expect("it fits");
    let level = Level::Named { text: "t".into() };
    let kinds = vec!["A".to_owned(), "B".to_owned()];
    assert_eq!(rule, Rule { name: "x".into(), max_replicas: Some(3), kinds, level, ratio: 1.0 });
}

#[test]
fn variants() {
    for (text, level) in
        [("off", Level::Off), ("limit: 0x10", Level::Limit(16)), ("range: [1, 2]", Level::Range(1, 2))]
    {
        assert_eq!(from_node::<Level>(&read(text)), Ok(level));
    }
    assert_eq!(failure::<Level>("\nmiddle").1, 2);
    assert_eq!(failure::<Level>("limit: 1\noff:\n").0, "invalid type: map, expected a map with one key");
    assert_eq!(failure::<Level>("limit"), ("this variant needs a value: write it as a key".into(), 1, 1));
}

#[test]
fn faults_are_at_their_nodes() {
    assert_eq!(
        failure::<Rule>("name: x\nmaxReplica: 3\n"),
        (
            "unknown field `maxReplica`, expected one of `name`, `maxReplicas`, `kinds`, `level`, `ratio`"
                .into(),
            2,
            1
        )
    );
    assert_eq!(
        failure::<Rule>("name: x\nkinds:\n- a\n- [b]\n"),
        ("invalid type: sequence, expected a string".into(), 4, 3)
    );
    assert_eq!(failure::<Rule>("name: 5\n"), ("invalid type: integer `5`, expected a string".into(), 1, 7));
    assert_eq!(failure::<BTreeMap<String, Rule>>("a:\n  kinds: []\n").0, "missing field `name`");
    assert_eq!(failure::<Rule>("name: x\nname: y\n"), ("the key `name` is given twice".into(), 2, 1));
    assert_eq!(failure::<Rule>("[x]"), ("invalid type: sequence, expected struct Rule".into(), 1, 1));
    assert_eq!(failure::<(u8, u8)>("- 1\n- 2\n- 3\n"), ("one item too many".into(), 3, 3));
    assert_eq!(failure::<u8>("!!int x").0, "the text is a !!str, but its tag says !!int");
}

#[test]
fn nothing_is_none() {
    assert_eq!(from_node::<Option<String>>(&read("~")), Ok(None));
    assert_eq!(
        from_node::<BTreeMap<String, Option<i64>>>(&read("{a: , b: 1}")).map(|map| map["a"]),
        Ok(None)
    );
    assert_eq!(from_node::<()>(&read("null")), Ok(()));
}

#[test]
fn values_with_their_places() {
    #[derive(Debug, Deserialize)]
    struct Config {
        rules: BTreeMap<Located<String>, Located<Vec<Located<u8>>>>,
    }
    let config: Config = from_node(&read("rules:\n  a:\n  - 1\n  - 2\n")).expect("it fits");
    let (key, list) = config.rules.first_key_value().expect("one rule");
    assert_eq!((key.value.as_str(), key.origin.line, key.origin.column), ("a", 2, 3));
    assert_eq!((*list.value[1], list.value[1].origin.line, list.value[1].origin.column), (2, 4, 5));
}

#[test]
fn a_located_value_of_another_format_is_nowhere() {
    let value: Located<u8> = serde_yaml::from_str("5").expect("it fits");
    assert_eq!(value, Located { value: 5, origin: Origin::NOWHERE });
}

#[test]
fn keys_can_be_numbers_and_names() {
    assert_eq!(from_node::<BTreeMap<u16, bool>>(&read("{80: true}")), Ok(BTreeMap::from([(80, true)])));
}

#[test]
fn yaml_11_takes_numbers_for_strings() {
    let node = read("name: 1.0\nkinds: [yes, 010, 2020-01-01]\n");
    let rule: Rule = from_node_as(&node, Dialect::Yaml11).expect("it fits");
    assert_eq!((rule.name.as_str(), rule.kinds), ("1", vec!["true".into(), "8".into(), "2020-01-01".into()]));
}

#[test]
fn depth_is_bounded() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its depth counts")]
    struct Nest(Vec<Nest>);
    let deep = |depth| {
        let leaf = Node::sequence(Vec::new(), Origin::NOWHERE);
        (1..depth).fold(leaf, |node, _| Node::sequence(vec![node], Origin::NOWHERE))
    };
    assert!(from_node::<Nest>(&deep(200)).is_ok());
    let error = from_node::<Nest>(&deep(300)).expect_err("it is too deep");
    assert_eq!(error.message, "nested too deeply");
}

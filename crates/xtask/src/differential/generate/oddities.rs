//! YAML as people write it: every spelling of every kind of value.

use serde_json::json;

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::objects::config_map;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[odd_widget, odd_metadata, carriage_returns, anchors, documents, tags];

/// Plain scalars whose meaning or printing is not what one thinks.
pub(crate) const PLAIN: &[&str] = &[
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "True",
    "FALSE",
    "tRUE",
    "~",
    "null",
    "Null",
    "nULL",
    "0x1F",
    "-0x1F",
    "010",
    "0o17",
    "0777",
    "08",
    "0b101",
    "0B11",
    "1_000",
    "1__0",
    "1_",
    "+1",
    "-0",
    "00",
    "-0.0",
    "1.0",
    "1.50",
    "5.",
    ".5",
    "+.5",
    "1e3",
    "1E3",
    "1.e5",
    "3.14e2",
    "1e-7",
    "0.00001",
    "0.0001",
    "123456.5",
    "1234567.5",
    "12345678.9",
    "1e18",
    "1e19",
    "1e20",
    "1e21",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "123456789012345680000",
    "9007199254740993",
    "1e400",
    "0o8",
    "1e",
    "_1",
    "0x",
    "0b2",
    "1.2.3",
    "2020-01-01",
    "2020-1-1",
    "2020-01-01 10:00:00",
    "2020-01-01T10:00:00Z",
    "2020-01-01T10:00:00.123+02:00",
    "2020-01-01T10:00:00",
    "2020-13-01",
    "1:30",
    "12:30:45",
    "190:20:30.15",
    "1-2",
    "=",
    "-a",
    "--",
    "a'b",
    "a\\b",
    "~a",
    "$(A)",
    "<a>&b",
    "a b c",
    "\"\"",
    "''",
    "\"5\"",
    "'true'",
    "\"1e3\"",
    "'2020-01-01'",
    "\"a\\tb\"",
    "\"\\u00e9\"",
    "'it''s'",
    "\"\\x41\\n\"",
    "\"a \\\n  b\"",
];

/// Strings that need care when they are printed.
pub(crate) const TEXTS: &[&str] = &[
    "- a",
    "a: b",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "|a",
    ">a",
    "%a",
    "@a",
    "`a`",
    "{a",
    "[a]",
    "}a",
    ",a",
    "'a",
    "-",
    "?",
    ":",
    "? a",
    "a:",
    "---",
    "...",
    "{}",
    "[]",
    "{{ x }}",
    " a",
    "a ",
    "  ",
    "a\tb",
    "a\rb",
    "\u{1b}",
    "\u{a0}",
    "é",
    "日本",
    "\u{200b}",
    "😀",
    "a\u{feff}b",
    "\u{2028}",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n",
    "\na",
    " a\nb",
    "\n",
    "a \nb",
    "a\nb ",
    "a\n \nb",
    "a\tb\nc",
    "a\n😀",
    "yes\n",
    "1\n",
    "#a\nb",
    "---\na\n",
    "a\n---\nb\n",
    "x\n  y\nz\n",
    "true",
    "null",
    "1_000",
    ".inf",
    "0o17",
    "1:30",
];

/// Folded and literal blocks, with header.
const BLOCKS: &[(&str, &str)] = &[
    (">", "a\n  b\nc\n"),
    (">-", "one\ntwo\n\nthree"),
    (">+", "a\nb\n\n"),
    (">", "a\n\n  b\n\nc\n"),
    ("|", "a\n b\n"),
    ("|+", "a\n\n"),
    ("|-", "x\ny"),
    (">", "* item\n* item\n"),
    ("|2-", " a\nb"),
    (">2", " a\nb\n"),
    ("|", "# not a comment\nkey: value\n"),
    (">", "a long line of words that goes on and on and on, further than the eighty columns of a page\n"),
];

/// A value of any kind, spelled in any way.
pub(crate) fn odd(random: &mut Random) -> Yaml {
    match random.below(12) {
        0..=4 => Yaml::plain(random.pick(PLAIN)),
        5..=7 => Yaml::from(random.pick(TEXTS)),
        8 => {
            let (header, text) = BLOCKS[random.below(BLOCKS.len())];
            Yaml::Block(header, text.to_owned())
        }
        9 => Yaml::Text(long_line(random)),
        10 => Yaml::plain(random.pick(&[
            "",
            "{}",
            "[]",
            "{a: 1, b: [x, {y: z}]}",
            "[1, 2]",
            "{a: , b: 1}",
            "[ ]",
            "{a: ~}",
        ])),
        _ => Yaml::from(json!({"sub": {"x": 1, "y": [1, [2, 3], {"z": null}]}, "empty": {}, "none": []})),
    }
}

/// Words with blanks between them, about as long as a line.
pub(crate) fn long_line(random: &mut Random) -> String {
    let mut line = "x".repeat(random.between(1, 78));
    for _ in 0..random.between(1, 25) {
        line.push_str(random.pick(&[" ", " ", " ", "  ", ", ", ": ", " #", " 'q' ", "\t "]));
        line.push_str(&"word".repeat(random.between(1, 3)));
    }
    line
}

fn odd_widget(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("odd");
    let mut body =
        Yaml::from(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}}));
    for index in 0..scene.random.between(2, 8) {
        let key = format!("k{index}");
        let path: &[&str] = if scene.random.chance(70) { &["spec", &key] } else { &["spec", "list", &key] };
        body.set(path, odd(&mut scene.random));
    }
    scene.mark("yaml odd values");
    scene.add(layer, vec![Object::new(body)]);
}

fn odd_metadata(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("marked");
    let mut object = config_map(&name, json!({"a": "1"}).into());
    for index in 0..scene.random.between(1, 4) {
        let place = scene.random.pick(&["labels", "annotations"]);
        object.body.set(&["metadata", place, &format!("k{index}")], odd(&mut scene.random));
    }
    scene.mark("yaml odd labels and annotations");
    scene.add(layer, vec![object]);
}

fn carriage_returns(scene: &mut Scene, layer: &mut Layer) {
    let object = config_map(&scene.fresh("crlf"), json!({"a": "one\ntwo\n", "b": "x"}).into());
    let text = scene.write(&object.body).replace('\n', "\r\n");
    scene.mark("yaml CRLF");
    scene.add_text(layer, object, &text);
}

fn anchors(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("anchored");
    let object = config_map(&name, json!({}).into());
    let merge = scene.random.pick(&["*d", "[*d, {b: other, z: q}]", "{c: inline}"]);
    let text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: &n {name}\n  labels: &l\n    app: *n\n  annotations: *l\n\
         data:\n  own: &d\n    a: x\n    b: y\n  merged:\n    b: explicit\n    <<: {merge}\n  again: *d\n"
    );
    scene.mark("yaml anchors");
    scene.add_text(layer, object, &text);
}

fn documents(scene: &mut Scene, layer: &mut Layer) {
    let objects: Vec<Object> = (0..3)
        .map(|index| config_map(&scene.fresh("doc"), json!({"index": index.to_string()}).into()))
        .collect();
    let separator = scene.random.pick(&[
        "---\n",
        "---\n---\n",
        "--- # next\n",
        "---\n# only a comment\n---\n",
        "---\nnull\n---\n",
        "---  \n",
    ]);
    let texts: Vec<String> = objects.iter().map(|object| scene.write(&object.body)).collect();
    let before = scene.random.pick(&["", "---\n", "# first\n", "\n\n---\n"]);
    let text = format!("{before}{}", texts.join(separator));
    scene.mark("yaml several documents");
    let name = scene.text_of(layer, "object", &text);
    layer.fields.push("resources", Yaml::Text(name));
    layer.objects.extend(objects);
}

fn tags(scene: &mut Scene, layer: &mut Layer) {
    let tagged = [
        "!!str 123",
        "!!int \"5\"",
        "!!float 3",
        "!!binary aGk=",
        "!x y",
        "! z",
        "!!bool \"true\"",
        "!!null ''",
        "!!str",
        "!!str ~",
    ];
    let mut object = Object::new(
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": scene.fresh("tagged")}}),
    );
    for index in 0..scene.random.between(1, 3) {
        let value = scene.random.pick(&tagged);
        object.body.set(&["spec", &format!("t{index}")], Yaml::plain(value));
    }
    scene.mark("yaml tags");
    scene.add(layer, vec![object]);
}

//! Traps in the values of one object: traps 2 to 11.

use serde_json::json;

use super::super::super::yaml::{Yaml, quoted};
use super::super::oddities::{PLAIN, TEXTS, long_line};
use super::super::scene::{Layer, Object, Scene};

/// Adds a custom resource with values under `spec`, and sometimes the same in places of other objects.
fn add(scene: &mut Scene, layer: &mut Layer, number: usize, values: Vec<(String, Yaml)>) {
    let name = scene.fresh("values");
    let mut body =
        Yaml::from(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}}));
    let path: &[&str] = match scene.random.below(4) {
        0 => &["spec", "deep", "deeper"],
        1 => &["data"],
        _ => &["spec"],
    };
    let in_list = scene.random.chance(25);
    let values = if in_list {
        Yaml::List(values.into_iter().map(|pair| Yaml::Map(vec![pair])).collect())
    } else {
        Yaml::Map(values)
    };
    body.set(path, values);
    scene.trap(number);
    scene.add(layer, vec![Object::new(body)]);
}

/// Values of which each is made anew, under keys of their own.
fn several(scene: &mut Scene, layer: &mut Layer, number: usize, make: fn(&mut Scene) -> Yaml) {
    let count = scene.random.between(2, 6);
    let values = (0..count).map(|index| (format!("k{index}"), make(scene))).collect();
    add(scene, layer, number, values);
}

/// Trap 2: keys in natural order.
pub(crate) fn key_order(scene: &mut Scene, layer: &mut Layer) {
    let mut keys = vec![
        "a1",
        "a10",
        "a2",
        "a02",
        "a",
        "A",
        "B",
        "b",
        "_x",
        "-x",
        "a.b",
        "a-b",
        "a_b",
        "aB",
        "\"1b\"",
        "\"10\"",
        "\"2\"",
        "\"02\"",
        "é",
        "\"日本\"",
        "x1y2",
        "x1y10",
        "x01y2",
        "\"y\"",
        "\"n\"",
        "a/b",
        "a1.5",
        "a1.10",
        "\" lead\"",
        "\"😀\"",
        "z~",
        "Z9",
        "z9",
    ];
    scene.random.shuffle(&mut keys);
    keys.truncate(scene.random.between(4, 14));
    let values = keys.into_iter().map(|key| (key.to_owned(), Yaml::plain("1"))).collect();
    add(scene, layer, 2, values);
}

/// Trap 3: values behind column 80, and keys that are never folded.
pub(crate) fn long_lines(scene: &mut Scene, layer: &mut Layer) {
    if scene.random.chance(20) {
        let key = format!("\"{}\"", long_line(&mut scene.random).replace(['"', '\t', '\''], "k"));
        return add(scene, layer, 3, vec![(key, Yaml::plain("1"))]);
    }
    several(scene, layer, 3, |scene| Yaml::Text(long_line(&mut scene.random)));
}

/// Trap 4: strings that YAML 1.1 reads as something else.
pub(crate) fn yaml_1_1_words(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 4, |scene| {
        let word = scene.random.pick(&[
            "yes",
            "No",
            "on",
            "OFF",
            "y",
            "Y",
            "n",
            "yEs",
            "true",
            "null",
            "~",
            "1_000",
            "1:30",
            "190:20:30.15",
            "0o17",
            "0b1",
            "010",
            ".inf",
            "-.INF",
            ".nan",
            "=",
            "<<",
            "2020-01-01",
            "12e3",
            "+1",
            "1.",
            "0x",
            "- a",
            "a: b",
            "#",
            "%a",
            "@",
            "`",
        ]);
        if scene.random.chance(50) { Yaml::plain(quoted(word)) } else { Yaml::Text(word.to_owned()) }
    });
}

/// Trap 5: characters outside the basic plane, and control characters.
pub(crate) fn emoji(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 5, |scene| {
        let text = scene.random.pick(&[
            "😀",
            "a 😀 b",
            "𝒳",
            "é",
            "\u{feff}ab",
            "a\u{feff}b",
            "\u{2028}",
            "\u{a0}",
            "\u{200b}",
            "\u{e000}",
            "\u{fffd}",
            "a\tb",
            "\u{1b}[1m",
            "\0",
            "👩\u{200d}💻",
            "\u{85}",
            "\u{ad}",
            "\u{fffe}",
        ]);
        if scene.random.chance(3) {
            return Yaml::plain("\"\\x7f\"");
        }
        Yaml::Text(text.to_owned())
    });
}

/// Trap 6: strings of several lines.
pub(crate) fn multi_line(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 6, |scene| {
        let lines =
            ["a", "", " b", "c ", "\td", "e: f", "# g", "- h", "---", "😀", "x y z", "  two", "\"q\""];
        let count = scene.random.between(1, 4);
        let mut text: Vec<&str> = (0..count).map(|_| scene.random.pick(&lines)).collect();
        if scene.random.chance(20) {
            text.push("a long line of words that goes on and on, further than the eighty columns of a page of paper");
        }
        let end = scene.random.pick(&["", "\n", "\n\n"]);
        Yaml::Text(text.join("\n") + end)
    });
}

/// Trap 7: numbers in every spelling.
pub(crate) fn numbers(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 7, |scene| {
        if scene.random.chance(50) {
            let numbers: Vec<&str> =
                PLAIN.iter().filter(|text| text.contains(|c: char| c.is_ascii_digit())).copied().collect();
            return Yaml::plain(scene.random.pick(&numbers));
        }
        let digits = scene.random.next() >> scene.random.below(64);
        let text = match scene.random.below(8) {
            0 => format!("{digits}"),
            1 => format!("-{digits}"),
            2 => format!("{digits}.{}", scene.random.below(1000)),
            3 => format!("{}e{}", scene.random.below(100), scene.random.below(30)),
            4 => {
                format!("{}.{}e-{}", scene.random.below(10), scene.random.below(100), scene.random.below(20))
            }
            5 => format!("{digits:#x}"),
            6 => format!("0{}", scene.random.below(100)),
            _ => format!("{}_{}", scene.random.below(1000), scene.random.below(1000)),
        };
        Yaml::plain(text)
    });
}

/// Trap 8: dates, quoted and not.
pub(crate) fn dates(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 8, |scene| {
        let date = format!(
            "20{:02}-{}-{}",
            scene.random.below(100),
            scene.random.between(1, 13),
            scene.random.between(1, 31)
        );
        let time = scene.random.pick(&[
            "",
            "",
            "T10:00:00Z",
            " 10:00:00",
            "T1:02:03.5+02:00",
            "t10:00:00",
            "T10:00:00",
            " 10:00:00 Z",
            "T10:00Z",
        ]);
        let text = format!("{date}{time}");
        if scene.random.chance(30) { Yaml::plain(quoted(&text)) } else { Yaml::plain(text) }
    });
}

/// Trap 9: annotations keep the text of their source; labels keep the type.
pub(crate) fn annotations(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("annotated");
    let mut body =
        Yaml::from(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}}));
    for index in 0..scene.random.between(1, 4) {
        let place = scene.random.pick(&["annotations", "annotations", "labels"]);
        let value = match scene.random.below(4) {
            0 => Yaml::Text(scene.random.pick(TEXTS).to_owned()),
            1 => Yaml::plain(scene.random.pick(&["", "{}", "[]", "{a: b}", "[x]", "~"])),
            _ => Yaml::plain(scene.random.pick(PLAIN)),
        };
        body.set(&["metadata", place, &format!("k{index}")], value);
    }
    if scene.random.chance(10) {
        let place = scene.random.pick(&["annotations", "labels"]);
        body.set(&["metadata", place], Yaml::plain(scene.random.pick(&["", "{}", "null", "~"])));
    }
    scene.trap(9);
    scene.add(layer, vec![Object::new(body)]);
}

/// Trap 10: folded text with lines that stand further right.
pub(crate) fn folded(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 10, |scene| {
        let lines =
            ["one", "two words", "", "", "  deeper", "    deepest", "end.", "\ttab", "a: b", "trailing "];
        let count = scene.random.between(2, 7);
        let mut text = String::from(scene.random.pick(&["first\n", "x\n\n", "first\n"]));
        for _ in 0..count {
            text.push_str(scene.random.pick(&lines));
            text.push('\n');
        }
        text.push_str(scene.random.pick(&["", "", "\n"]));
        Yaml::Block(scene.random.pick(&[">", ">-", ">+"]), text)
    });
}

/// Trap 11: a null written as nothing is a string in flow style.
pub(crate) fn flow_null(scene: &mut Scene, layer: &mut Layer) {
    several(scene, layer, 11, |scene| {
        Yaml::plain(scene.random.pick(&[
            "{a: , b: 1}",
            "{a: }",
            "{a, b}",
            "[{a: }, x]",
            "{a: ~, b: null}",
            "{a: {b: }}",
            "",
            "[a, , b]",
            "[~, \"\"]",
        ]))
    });
}

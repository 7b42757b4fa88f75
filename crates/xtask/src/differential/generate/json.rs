//! JSON patches: `patches` and `patchesJson6902`.

use serde_json::{Value, json};

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::merge::{push, target_of};
use super::oddities::odd;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[patch, patch, json6902];

fn patch(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let text = operations(scene, &object);
    let mut target = target_of(scene, &object);
    // What is true of one object need not be true of others.
    if !scene.random.chance(15) {
        target.set(&["name"], object.name.as_str());
    }
    scene.mark("patch JSON");
    push(scene, layer, text, Some(target));
}

fn json6902(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let text = operations(scene, &object);
    let (group, version) = object.group_version();
    let mut entry = Yaml::map();
    entry.set(
        &["target"],
        json!({"group": group, "version": version, "kind": object.kind, "name": object.name}),
    );
    if let Some(namespace) = &object.namespace {
        entry.set(&["target", "namespace"], namespace.as_str());
    }
    let (key, value) = scene.inline_or_file(layer, "operations", text);
    entry.set(&[key], value);
    layer.fields.push("patchesJson6902", entry);
}

/// The text of a few operations, as YAML or JSON.
fn operations(scene: &mut Scene, object: &Object) -> String {
    let count = scene.random.between(1, 3);
    let operations: Vec<Yaml> = (0..count).map(|_| operation(&mut scene.random, object)).collect();
    let list = Yaml::List(operations);
    if scene.random.chance(30) {
        let json = list.to_json();
        if scene.random.chance(50) { format!("{json:#}") } else { json.to_string() }
    } else {
        list.write(&mut scene.random)
    }
}

fn operation(random: &mut Random, object: &Object) -> Yaml {
    let mut pointer = String::new();
    let place = walk(random, &object.body, &mut pointer);
    let mut operation = Yaml::map();
    let mut say = |op: &str, path: &str, value: Option<Yaml>| {
        operation.set(&["op"], op);
        operation.set(&["path"], path);
        if let Some(value) = value {
            operation.set(&["value"], value);
        }
    };
    match (place, random.below(8)) {
        (Yaml::List(_), 0 | 1) => say("add", &format!("{pointer}/-"), Some(odd(random))),
        (Yaml::List(_), 2) => say("add", &format!("{pointer}/0"), Some(odd(random))),
        (Yaml::List(items), 3) if !items.is_empty() => say("remove", &format!("{pointer}/-1"), None),
        (Yaml::Map(_), 0..=2) => {
            say("add", &format!("{pointer}/{}", random.pick(&["new", "a~1b", "x~0y"])), Some(odd(random)));
        }
        (Yaml::Map(_), 3) => say("replace", &format!("{pointer}/missing"), Some(odd(random))),
        (value, 4) => say("test", &pointer, Some(value.clone())),
        (_, 5) if !pointer.starts_with("/metadata") => say("remove", &pointer, None),
        (_, 6) => {
            say("copy", "/copied", None);
            operation.set(&["from"], pointer.as_str());
        }
        _ => say(random.pick(&["replace", "add"]), &pointer, Some(odd(random))),
    }
    operation
}

/// Goes to some place of an object that may be changed.
fn walk<'a>(random: &mut Random, body: &'a Yaml, pointer: &mut String) -> &'a Yaml {
    if !pointer.is_empty() && random.chance(25) {
        return body;
    }
    match body {
        Yaml::Map(entries) => {
            let fixed = ["apiVersion", "kind", "name", "namespace"];
            let open: Vec<&(String, Yaml)> = entries
                .iter()
                .filter(|(key, _)| !fixed.contains(&key.as_str()) && !key.contains('"'))
                .collect();
            let Some(index) = random.index(open.len()) else { return body };
            let (key, value) = open[index];
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            walk(random, value, pointer)
        }
        Yaml::List(items) if !items.is_empty() && random.chance(60) => {
            let index = random.below(items.len());
            pointer.push('/');
            pointer.push_str(&index.to_string());
            walk(random, &items[index], pointer)
        }
        other => other,
    }
}

/// An operation as a value, for patches that are written out.
pub(crate) fn set(path: &str, value: impl Into<Value>) -> Yaml {
    json!([{"op": "replace", "path": path, "value": value.into()}]).into()
}

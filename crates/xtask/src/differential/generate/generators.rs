//! `configMapGenerator`, `secretGenerator`, `generatorOptions`.

use serde_json::json;

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::oddities::TEXTS;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[config_map, secret, options, merge_or_replace];

/// An entry of a generator, with all kinds of sources. Its files lie in the layer.
pub(crate) fn entry(scene: &mut Scene, layer: &Layer, name: &str) -> Yaml {
    let mut entry = Yaml::map();
    entry.set(&["name"], name);
    for (number, source) in ["literals", "files", "envs", "env"].iter().enumerate() {
        if scene.random.chance(if number == 3 { 10 } else { 40 }) {
            scene.mark(&format!("generator {source}"));
            add_source(scene, layer, &mut entry, source);
        }
    }
    if scene.random.chance(25) {
        entry.set(&["options"], options_of(&mut scene.random));
        scene.mark("generator options");
    }
    entry
}

fn add_source(scene: &mut Scene, layer: &Layer, entry: &mut Yaml, source: &str) {
    match source {
        "literals" => {
            for index in 0..scene.random.between(1, 3) {
                let literal = format!("l{index}={}", literal(&mut scene.random));
                entry.push("literals", Yaml::Text(literal));
            }
        }
        "files" => {
            let name = file(scene, layer);
            let key = scene.random.pick(&["", "", "key=", "a.conf="]);
            entry.push("files", Yaml::Text(format!("{key}{name}")));
        }
        other => {
            let text = scene.random.pick(&[
                "A=1\nB=two words \n# comment\n\nC\n  D=x=y\n",
                "\u{feff}E='quoted'\r\nF=\"also\"\r\n",
                "G=é 😀\nH=$(X)",
            ]);
            let name = scene.fresh("settings") + ".env";
            scene.file(format!("{}/{name}", layer.directory), text);
            if other == "env" {
                entry.set(&["env"], name.as_str());
            } else {
                entry.push("envs", Yaml::Text(name));
            }
        }
    }
}

/// A file for a generator: text of every kind, and bytes.
fn file(scene: &mut Scene, layer: &Layer) -> String {
    let name = scene.fresh("data") + ".txt";
    let content: Vec<u8> = match scene.random.below(6) {
        0 => vec![0xff, 0x00, 0x10, 0x80],
        1 => "line of text\r\nanother\t\r\n".into(),
        2 => (0..scene.random.between(40, 130)).map(|_| b'z').collect(),
        3 => Vec::new(),
        4 => scene.random.pick(TEXTS).into(),
        _ => "server {\n  listen 80;  \n\n  location / { root /srv; }\n}\n".into(),
    };
    scene.file(format!("{}/{name}", layer.directory), content);
    name
}

fn literal(random: &mut Random) -> String {
    match random.below(4) {
        0 => random
            .pick(&["\"quoted\"", "'single'", "\"half", "a=b", "", "true", "1e3", "2020-01-01", "<b>&c"])
            .to_owned(),
        1 => random.pick(TEXTS).to_owned(),
        2 => "v".repeat(random.between(1, 120)),
        _ => "plain".to_owned(),
    }
}

fn options_of(random: &mut Random) -> Yaml {
    let mut options = Yaml::map();
    options.set(&["labels"], super::labels::pairs(random));
    if random.chance(40) {
        options.set(&["annotations"], super::labels::pairs(random));
    }
    for option in ["disableNameSuffixHash", "immutable"] {
        if random.chance(35) {
            options.set(&[option], Yaml::plain(random.pick(&["true", "true", "false"])));
        }
    }
    options
}

fn add(scene: &mut Scene, layer: &mut Layer, kind: &str, name: &str) {
    if layer.objects.iter().any(|object| object.kind == kind && object.name == name) {
        return;
    }
    let mut entry = entry(scene, layer, name);
    if scene.random.chance(15) {
        entry.set(&["behavior"], "create");
    }
    let mut object =
        json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "data": {"l0": "x"}});
    if scene.random.chance(10) {
        entry.set(&["namespace"], "shop");
        object["metadata"]["namespace"] = "shop".into();
    }
    if kind == "Secret" && scene.random.chance(30) {
        entry.set(&["type"], "kubernetes.io/tls");
    }
    let field = if kind == "Secret" { "secretGenerator" } else { "configMapGenerator" };
    layer.fields.push(field, entry);
    layer.objects.push(Object { is_generated: true, ..Object::new(object) });
}

fn config_map(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.random.pick(&["settings", "flags", "generated"]);
    add(scene, layer, "ConfigMap", name);
}

fn secret(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.random.pick(&["creds", "tls", "generated"]);
    add(scene, layer, "Secret", name);
}

fn options(scene: &mut Scene, layer: &mut Layer) {
    layer.fields.set(&["generatorOptions"], options_of(&mut scene.random));
    config_map(scene, layer);
}

fn merge_or_replace(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |object| ["ConfigMap", "Secret"].contains(&object.kind.as_str()))
    else {
        return;
    };
    let object = object.clone();
    // In the kustomization that makes it, the object is there too: its generator stands before this one.
    let mut entry = entry(scene, layer, &object.name);
    let behavior = scene.random.pick(&["merge", "replace"]);
    entry.set(&["behavior"], behavior);
    if let Some(namespace) = &object.namespace {
        entry.set(&["namespace"], namespace.as_str());
    }
    scene.mark(&format!("generator behavior {behavior}"));
    let field = if object.kind == "Secret" { "secretGenerator" } else { "configMapGenerator" };
    layer.fields.push(field, entry);
}

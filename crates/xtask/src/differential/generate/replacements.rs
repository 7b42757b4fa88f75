//! `replacements`, inline and from a file.

use serde_json::{Value, json};

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::objects::config_map;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[replacement, into_containers, into_document];

/// Adds a source of values to a layer and returns its name.
fn source(scene: &mut Scene, layer: &mut Layer) -> String {
    let name = scene.fresh("values");
    let object = config_map(
        &name,
        json!({"host": "db.example.com:5432", "port": "5432", "empty": "", "tag": "v9"}).into(),
    );
    scene.add(layer, vec![object]);
    name
}

fn source_of(random: &mut Random, name: &str) -> Value {
    let mut source = json!({"kind": "ConfigMap", "name": name});
    match random.below(5) {
        0 => {}
        1 => source["fieldPath"] = "metadata.name".into(),
        2 => {
            source["fieldPath"] = "data.host".into();
            source["options"] = json!({"delimiter": ":", "index": random.below(2)});
        }
        _ => source["fieldPath"] = random.pick(&["data.port", "data.host", "data.tag", "data"]).into(),
    }
    source
}

/// Adds a replacement, in the kustomization or a file.
fn push(scene: &mut Scene, layer: &mut Layer, replacement: Value) {
    if scene.random.chance(70) {
        layer.fields.push("replacements", replacement);
        return;
    }
    let list = if scene.random.chance(50) { json!([replacement]) } else { replacement };
    let file = scene.file_of(layer, "replacement", &[list.into()]);
    layer.fields.push("replacements", json!({"path": file}));
}

fn replacement(scene: &mut Scene, layer: &mut Layer) {
    let source_name = source(scene, layer);
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let mut target = json!({"select": {"kind": object.kind, "name": object.name}});
    target["fieldPaths"] = json!([scene.random.pick(&[
        "metadata.annotations.copied",
        "metadata.labels.app",
        "spec.copied",
        "metadata.annotations.[a.b/c]",
        "metadata.labels.[app]",
        r"metadata.annotations.x\.y",
        "spec.replicas",
    ])]);
    let mut options = json!({"create": !scene.random.chance(10)});
    if scene.random.chance(20) {
        options["delimiter"] = scene.random.pick(&["-", ".", "/"]).into();
        options["index"] = [-1, 0, 1, 2][scene.random.below(4)].into();
    }
    target["options"] = options;
    if scene.random.chance(20) {
        target["reject"] = json!([{"name": scene.random.pick(&["x.*", "none", "web"])}]);
    }
    let source = source_of(&mut scene.random, &source_name);
    push(scene, layer, json!({"source": source, "targets": [target]}));
}

fn into_containers(scene: &mut Scene, layer: &mut Layer) {
    let source_name = source(scene, layer);
    let Some(object) = scene.choose(layer, |object| object.kind == "Deployment").cloned() else { return };
    let path = scene.random.pick(&[
        "spec.template.spec.containers.[name=c0].image",
        "spec.template.spec.containers.*.image",
        "spec.template.spec.containers.0.image",
        "spec.template.spec.containers.[name=c].env.[name=HOST].value",
        "spec.template.spec.containers.-.name",
        "spec.template.metadata.labels.copied",
    ]);
    let mut target = json!({"select": {"kind": "Deployment", "name": object.name}, "fieldPaths": [path]});
    if scene.random.chance(75) {
        target["options"] = json!({"create": true});
    } else if scene.random.chance(40) {
        target["options"] = json!({"delimiter": ":", "index": scene.random.below(2)});
    }
    let mut replacement = json!({"targets": [target]});
    if scene.random.chance(20) {
        replacement["sourceValue"] = scene.random.pick(&["literal", "1", "a: b"]).into();
    } else {
        replacement["source"] = source_of(&mut scene.random, &source_name);
        replacement["source"]["fieldPath"] = "data.tag".into();
        replacement["source"].as_object_mut().map(|source| source.remove("options"));
    }
    scene.mark("replacement into lists");
    scene.trap(29);
    push(scene, layer, replacement);
}

/// Into JSON or YAML that stands inside a string.
fn into_document(scene: &mut Scene, layer: &mut Layer) {
    let source_name = source(scene, layer);
    let inner = scene.random.pick(&[
        "{\"host\": \"x\", \"b\": [1, {\"c\": \"<a>\"}]}",
        "{\n  \"host\": \"x\",\n  \"a\": 1\n}\n",
        "host: x\nlist:\n  - a\n",
        "# kept\nhost:   x # why\nz: 1\n",
        "\nhost: x\n\n",
    ]);
    let name = scene.fresh("embedding");
    let object = config_map(&name, json!({"doc": inner, "text": "plain"}).into());
    scene.add(layer, vec![object]);
    let target = json!({"select": {"kind": "ConfigMap", "name": name}, "fieldPaths": ["data.doc.host"]});
    let mut source = source_of(&mut scene.random, &source_name);
    source["fieldPath"] = scene.random.pick(&["data.host", "data.port"]).into();
    scene.mark("replacement into a document");
    scene.trap(29);
    push(scene, layer, json!({"source": source, "targets": [target]}));
}

/// Trap 29 again: regular expressions over text with quotes, and text-only writes.
pub(crate) fn matched_text(scene: &mut Scene, layer: &mut Layer) {
    let source_name = source(scene, layer);
    let name = scene.fresh("parts");
    let text = format!(
        "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: {name}\nspec:\n  size: 1\n  quoted: \"9\"\n  none: null\n  \
         parts:\n  - name: c1\n    v: a\n  - name: \"c\"\n    v: b\n  - name: c # x\n    v: c\n  - name: abc\n    v: d\n"
    );
    let object = Object::new(Yaml::from(
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}}),
    ));
    scene.add_text(layer, object, &text);
    let path = scene.random.pick(&[
        "spec.parts.[name=c].v",
        "spec.parts.[name=^c$].v",
        "spec.size",
        "spec.quoted",
        "spec.none",
        "spec.parts.[name=c1].new",
        "spec.parts.9.v",
        "spec.parts.4.v",
    ]);
    let create = path.ends_with("new") || path.contains(".4");
    let field = scene.random.pick(&["data.port", "data.tag"]);
    scene.trap(29);
    push(
        scene,
        layer,
        json!({
            "source": {"kind": "ConfigMap", "name": source_name, "fieldPath": field},
            "targets": [{"select": {"kind": "Widget", "name": name}, "fieldPaths": [path], "options": {"create": create}}],
        }),
    );
}

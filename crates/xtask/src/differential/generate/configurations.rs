//! `configurations`, `crds`, `openapi`: what teaches kustomize fields and schemas.

use serde_json::{Value, json};

use super::super::yaml::Yaml;
use super::Theme;
use super::objects::config_map;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[configurations, configurations, crds, openapi_version, openapi_path];

fn widget(scene: &mut Scene, layer: &mut Layer) -> String {
    let name = scene.fresh("widget");
    let object = Object::new(
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "spec": {
        "configRef": {"name": "settings"}, "image": "nginx:1.25", "label": {"x": "y"}, "count": 1, "text": "$(V)",
        "selector": {"matchLabels": {"a": "b"}}, "parts": [{"name": "a", "n": 1}, {"name": "b", "n": 2}]}}),
    );
    scene.add(layer, vec![object]);
    name
}

fn configurations(scene: &mut Scene, layer: &mut Layer) {
    widget(scene, layer);
    let parts: [(&str, Value); 10] = [
        (
            "nameReference",
            json!([{"kind": "ConfigMap", "version": "v1", "fieldSpecs": [{"path": "spec/configRef/name", "kind": "Widget"}]}]),
        ),
        ("images", json!([{"path": "spec/image", "kind": "Widget"}])),
        ("replicas", json!([{"path": "spec/count", "kind": "Widget", "create": true}])),
        ("commonLabels", json!([{"path": "spec/selector/matchLabels", "kind": "Widget", "create": true}])),
        ("labels", json!([{"path": "spec/label", "kind": "Widget", "create": true}])),
        (
            "commonAnnotations",
            json!([{"path": "spec/template/metadata/annotations", "kind": "Widget", "create": true}]),
        ),
        ("namePrefix", json!([{"path": "spec/configRef/name", "kind": "Widget"}])),
        ("namespace", json!([{"path": "spec/namespace", "kind": "Widget", "create": true}])),
        ("varReference", json!([{"path": "spec/text", "kind": "Widget"}])),
        ("nameSuffix", json!([{"path": "spec/label/x", "kind": "Widget"}])),
    ];
    let mut config = Yaml::map();
    for _ in 0..scene.random.between(1, 3) {
        let (key, value) = &parts[scene.random.below(parts.len())];
        config.set(&[key], value.clone());
    }
    let file = scene.file_of(layer, "config", &[config]);
    layer.fields.push("configurations", Yaml::Text(file));
    // Something that uses what was taught.
    if scene.random.chance(60) {
        layer.fields.set(&["namePrefix"], "taught-");
        layer.fields.push("images", json!({"name": "nginx", "newTag": "2.0"}));
    }
    if scene.random.chance(40) {
        layer.fields.push("configMapGenerator", json!({"name": scene.fresh("more"), "literals": ["a=b"]}));
        layer.fields.set(&["commonAnnotations"], json!({"taught": "yes"}));
    }
}

fn crds(scene: &mut Scene, layer: &mut Layer) {
    widget(scene, layer);
    let version = "example.com/v1";
    let spec = json!({"Schema": {"properties": {
        "configRef": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap",
            "$ref": "#/definitions/v1.Ref"},
        "label": {"x-kubernetes-label-selector": ""}, "note": {"x-kubernetes-annotation": ""},
        "id": {"x-kubernetes-identity": ""}}}});
    let mut definitions = json!({"Schema": {"description": version, "properties": {
        "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"},
        "spec": {"$ref": "#/definitions/example.v1.WidgetSpec"}}}});
    definitions = json!({"example.v1.Widget": definitions, "example.v1.WidgetSpec": spec});
    let file = if scene.random.chance(50) {
        scene.text_of(layer, "crd", &definitions.to_string())
    } else {
        scene.file_of(layer, "crd", &[definitions.into()])
    };
    layer.fields.push("crds", Yaml::Text(file));
    if scene.random.chance(50) {
        let settings = config_map("settings", json!({"a": "b"}).into());
        if !layer.objects.iter().any(|object| object.name == "settings") {
            scene.add(layer, vec![settings]);
        }
        layer.fields.set(&["namePrefix"], "crd-");
    }
}

fn openapi_version(scene: &mut Scene, layer: &mut Layer) {
    layer
        .fields
        .set(&["openapi"], json!({"version": if scene.random.chance(95) { "v1.21.2" } else { "v1.20.4" }}));
}

/// A schema of one's own: a custom resource whose list is merged.
fn openapi_path(scene: &mut Scene, layer: &mut Layer) {
    let name = widget(scene, layer);
    let merged = json!({"type": "array", "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge",
        "items": {"type": "object", "properties": {"name": {"type": "string"}, "n": {"type": "integer"}}}});
    let schema = json!({"definitions": {"v1.Widget": {
        "properties": {"spec": {"properties": {"parts": merged}, "type": "object"},
            "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}},
        "type": "object",
        "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Widget", "version": "v1"}]}}});
    let file = scene.fresh("schema") + ".json";
    scene.file(format!("{}/{file}", layer.directory), schema.to_string());
    layer.fields.set(&["openapi"], json!({"path": file}));
    let patch =
        Yaml::from(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name},
        "spec": {"parts": [{"name": "b", "n": 3}, {"name": "c"}]}}));
    let text = scene.write(&patch);
    scene.mark("openapi path");
    super::merge::push(scene, layer, text, None);
}

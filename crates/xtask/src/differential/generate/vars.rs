//! `vars`, with what refers to them.

use serde_json::json;

use super::super::yaml::Yaml;
use super::Theme;
use super::objects::config_map;
use super::scene::{Layer, Object, Scene};
use super::workloads::named;

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[of_an_object, of_a_field, of_a_field];

fn of_an_object(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let name = scene.fresh("V").replace('-', "_");
    let mut var = json!({"name": name, "objref": reference(&object)});
    if scene.random.chance(40) {
        var["fieldref"] =
            json!({"fieldPath": scene.random.pick(&["metadata.name", "kind", "metadata.name"])});
    }
    layer.fields.push("vars", var);
    user(scene, layer, &name);
}

fn of_a_field(scene: &mut Scene, layer: &mut Layer) {
    let source = scene.fresh("source");
    let mut object =
        Object::new(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": source},
        "spec": {"list": [{"n": 1}, {"n": 2}], "on": true, "f": 1.5, "s": "text", "m": {"a": "b"}}}));
    if scene.random.chance(20) {
        object = config_map(&source, json!({"s": "$(OTHER)", "n": "7"}).into());
    }
    let name = scene.fresh("F").replace('-', "_");
    let fields = if object.kind == "Widget" {
        ["spec.list[1].n", "spec.on", "spec.f", "spec.s", "spec.m.a", "spec.s"]
    } else {
        ["data.s", "data.n", "data.s", "data.n", "metadata.name", "data.s"]
    };
    let field = scene.random.pick(&fields);
    layer
        .fields
        .push("vars", json!({"name": name, "objref": reference(&object), "fieldref": {"fieldpath": field}}));
    scene.add(layer, vec![object]);
    user(scene, layer, &name);
}

fn reference(object: &Object) -> serde_json::Value {
    let mut reference = json!({"apiVersion": object.api_version, "kind": object.kind, "name": object.name});
    if let Some(namespace) = &object.namespace {
        reference["namespace"] = namespace.as_str().into();
    }
    reference
}

/// A workload that uses a var in several places.
fn user(scene: &mut Scene, layer: &mut Layer, var: &str) {
    let name = scene.fresh("user");
    let mut object = named(&mut scene.random, "Deployment", &name);
    let text =
        scene.random.pick(&["$(V)", "a $(V) b $(V)", "$$(V)", "$(UNKNOWN) $(V)", "$V $(V"]).replace('V', var);
    let mut container = Yaml::from(json!({"name": "c", "image": "$(V):1"}));
    container.set(&["args"], Yaml::List(vec![Yaml::Text(text.clone())]));
    container.set(&["env"], Yaml::List(vec![json!({"name": "A", "value": text}).into()]));
    object.body.set(&["spec", "template", "spec", "containers"], Yaml::List(vec![container]));
    object.body.set(&["metadata", "annotations", "uses"], Yaml::Text(text));
    scene.add(layer, vec![object]);
}

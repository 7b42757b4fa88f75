//! How kustomizations build on each other: `resources`, `bases`, `components`, links, lists, `local-config`.

use serde_json::json;

use super::super::input::Entry;
use super::super::yaml::Yaml;
use super::objects::{config_map, object, objects};
use super::scene::{Layer, Object, Scene};
use super::{Theme, decorate};

/// What this file adds.
pub(crate) const THEMES: &[Theme] =
    &[component, component, bases, bases, list, local_config, link, generated_name];

/// Puts a layer on another one, once or twice under two prefixes, and writes the lower one.
pub(crate) fn put_on(scene: &mut Scene, layer: &mut Layer, lower: Layer) {
    layer.objects.clone_from(&lower.objects);
    let path = format!("../{}", lower.directory);
    if scene.random.chance(12) {
        twice(scene, layer, &path);
    } else {
        let field = if scene.random.chance(12) { "bases" } else { "resources" };
        layer.fields.push(field, Yaml::Text(path));
    }
    scene.finish(lower);
}

/// The same base under two prefixes: what can be named in both has the prefixed names.
fn twice(scene: &mut Scene, layer: &mut Layer, path: &str) {
    let below = std::mem::take(&mut layer.objects);
    for prefix in ["a-", "b-"] {
        let directory = format!("{}-{prefix}copy", layer.directory);
        let mut copy = Layer { directory: directory.clone(), ..Layer::default() };
        copy.fields.push("resources", Yaml::from(path));
        copy.fields.set(&["namePrefix"], prefix);
        scene.finish(copy);
        layer.fields.push("resources", Yaml::Text(format!("../{directory}")));
    }
    let unique = ["Namespace", "CustomResourceDefinition", "APIService"];
    if below.iter().any(|object| unique.contains(&object.kind.as_str())) {
        scene.mark("base twice with a conflict");
    }
    scene.mark("base twice");
}

fn component(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("part");
    let objects = layer.objects.clone();
    let mut part = Layer { directory: name.clone(), objects, is_component: true, ..Layer::default() };
    let count = scene.random.between(1, 2);
    // Themes that need the root or lower layers do nothing here.
    decorate(scene, &mut part, count);
    if part.fields == Yaml::map() {
        part.fields.set(&["nameSuffix"], "-part");
    }
    layer.fields.push("components", Yaml::Text(format!("../{name}")));
    scene.trap(23);
    scene.finish(part);
}

fn bases(scene: &mut Scene, layer: &mut Layer) {
    let directory = scene.fresh("lib");
    let mut base = Layer { directory: directory.clone(), ..Layer::default() };
    let others = objects(scene, layer, 2);
    if others.is_empty() {
        return;
    }
    scene.add(&mut base, others);
    layer.objects.extend(base.objects.iter().cloned());
    let field = scene.random.pick(&["bases", "bases", "resources"]);
    layer.fields.push(field, Yaml::Text(format!("../{directory}")));
    scene.finish(base);
}

/// A List, alone in its file or not.
fn list(scene: &mut Scene, layer: &mut Layer) {
    let items: Vec<Object> =
        (0..2).map(|_| config_map(&scene.fresh("item"), json!({"a": "x\n y\n"}).into())).collect();
    let kind = scene.random.pick(&["List", "ConfigMapList", "List"]);
    let mut list = Yaml::from(json!({"apiVersion": "v1", "kind": kind}));
    list.set(&["items"], Yaml::List(items.iter().map(|item| item.body.clone()).collect()));
    let mut documents = vec![list];
    if scene.random.chance(50) {
        let other = config_map(&scene.fresh("beside"), json!({"b": "1"}).into());
        documents.insert(scene.random.below(2), other.body);
    }
    let name = scene.file_of(layer, "list", &documents);
    scene.mark("composition List");
    layer.fields.push("resources", Yaml::Text(name));
    layer.objects.extend(items);
}

fn local_config(scene: &mut Scene, layer: &mut Layer) {
    let mut object = object(scene);
    object.name = scene.fresh("local");
    object.body.set(&["metadata", "name"], object.name.as_str());
    let value = scene.random.pick(&["\"true\"", "\"false\"", "true", "anything", "\"\""]);
    object.body.set(&["metadata", "annotations", "config.kubernetes.io/local-config"], Yaml::plain(value));
    scene.mark("composition local-config");
    scene.add(layer, vec![object]);
}

/// A file or a directory behind a symbolic link, inside or outside the root.
fn link(scene: &mut Scene, layer: &mut Layer) {
    let object = config_map(&scene.fresh("linked"), json!({"a": "1"}).into());
    let text = scene.write(&object.body);
    let name = scene.fresh("link") + ".yaml";
    let (real, target) = if scene.random.chance(70) {
        scene.mark("composition link inside");
        (format!("{}/real-{name}", layer.directory), format!("real-{name}"))
    } else {
        scene.mark("composition link outside");
        scene.input.flags.load_anything = scene.random.chance(60);
        (format!("elsewhere/{name}"), format!("../elsewhere/{name}"))
    };
    scene.file(real, text);
    scene.input.entries.insert(format!("{}/{name}", layer.directory), Entry::Link(target));
    layer.fields.push("resources", Yaml::Text(name));
    layer.objects.push(object);
}

/// Names that are no strings, long, or not allowed by Kubernetes.
fn generated_name(scene: &mut Scene, layer: &mut Layer) {
    let number = scene.fresh("n");
    let names = [
        format!("1{}", number.trim_start_matches("n-")),
        "Upper_Case".to_owned(),
        "a".repeat(90),
        "a:b".to_owned(),
    ];
    let name = names[scene.random.below(names.len())].clone();
    if layer.objects.iter().any(|object| object.name == name) {
        return;
    }
    let mut object = config_map(&name, json!({"a": "1"}).into());
    if name.starts_with('1') && scene.random.chance(50) {
        object.body.set(&["metadata", "name"], Yaml::plain(name));
    }
    scene.mark("composition odd names");
    scene.add(layer, vec![object]);
}

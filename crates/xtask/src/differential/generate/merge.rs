//! Strategic merge patches: `patches` and `patchesStrategicMerge`.

use serde_json::json;

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::oddities::odd;
use super::scene::{Layer, Object, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] =
    &[patch, patch_containers, patch_with_target, patch_with_options, strategic_merge, deletion];

fn patch(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let patch = patch_for(&mut scene.random, &object);
    let text = scene.write(&patch);
    push(scene, layer, text, None);
}

fn patch_containers(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |object| object.pod_path().is_some()).cloned() else { return };
    let patch = container_patch(&mut scene.random, &object);
    let text = scene.write(&patch);
    push(scene, layer, text, None);
}

fn patch_with_target(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
    let mut patch = patch_for(&mut scene.random, &object);
    if scene.random.chance(40) {
        patch.set(&["metadata", "name"], "whatever");
    }
    let target = target_of(scene, &object);
    let text = scene.write(&patch);
    scene.mark("patch merge with target");
    push(scene, layer, text, Some(target));
}

fn patch_with_options(scene: &mut Scene, layer: &mut Layer) {
    let Some(object) = scene.choose(layer, |object| object.kind == "ConfigMap").cloned() else { return };
    let mut patch = object.head();
    patch.set(&["metadata", "name"], scene.fresh("renamed").as_str());
    let option = scene.random.pick(&["allowNameChange", "allowKindChange"]);
    // What kustomize hashes of a generated object of another kind is not supported.
    let option = if object.is_generated { "allowNameChange" } else { option };
    if option == "allowKindChange" {
        patch.set(&["kind"], "Widget");
        patch.set(&["metadata", "name"], object.name.as_str());
    }
    let text = scene.write(&patch);
    let mut entry = Yaml::map();
    entry.set(&["patch"], Yaml::Text(text));
    entry.set(&["target"], json!({"kind": "ConfigMap", "name": object.name}));
    entry.set(&["options", option], Yaml::plain("true"));
    scene.mark("patch options");
    layer.fields.push("patches", entry);
}

fn strategic_merge(scene: &mut Scene, layer: &mut Layer) {
    for _ in 0..scene.random.between(1, 2) {
        let Some(object) = scene.choose(layer, |_| true).cloned() else { return };
        let patch = patch_for(&mut scene.random, &object);
        let text = scene.write(&patch);
        let entry = if scene.random.chance(50) { text } else { scene.text_of(layer, "patch", &text) };
        layer.fields.push("patchesStrategicMerge", Yaml::Text(entry));
    }
}

/// Deletes an object, which nothing can name any more.
fn deletion(scene: &mut Scene, layer: &mut Layer) {
    if layer.objects.len() < 3 || scene.random.chance(50) {
        return;
    }
    // The last patch: no other one may look for the object.
    let object = layer.objects.remove(scene.random.below(layer.objects.len()));
    let mut patch = object.head();
    patch.set(&["$patch"], "delete");
    let text = scene.write(&patch);
    scene.mark("patch deletes an object");
    push(scene, layer, text, None);
}

/// Adds an entry to `patches`.
pub(crate) fn push(scene: &mut Scene, layer: &mut Layer, text: String, target: Option<Yaml>) {
    let (key, value) = scene.inline_or_file(layer, "patch", text);
    let mut entry = Yaml::map();
    entry.set(&[key], value);
    if let Some(target) = target {
        entry.set(&["target"], target);
    }
    layer.fields.push("patches", entry);
}

/// A target that selects an object, and perhaps others.
pub(crate) fn target_of(scene: &mut Scene, object: &Object) -> Yaml {
    let (group, version) = object.group_version();
    let mut target = Yaml::map();
    target.set(&["kind"], object.kind.as_str());
    if !group.is_empty() && scene.random.chance(30) {
        target.set(&["group"], group);
    }
    if scene.random.chance(20) {
        target.set(&["version"], version);
    }
    match scene.random.below(4) {
        0 => target.set(&["name"], object.name.as_str()),
        1 => target.set(&["name"], ".*"),
        2 => target.set(&["name"], format!("{}.*|x", &object.name[..1]).as_str()),
        _ => {}
    }
    if scene.random.chance(10) {
        target.set(&["namespace"], object.namespace.as_deref().unwrap_or("default"));
    }
    if scene.random.chance(10) {
        target.set(
            &["labelSelector"],
            scene.random.pick(&["app", "app in (web, api)", "tier=backend", "!app", "app!=web"]),
        );
    }
    if scene.random.chance(6) {
        target.set(&["annotationSelector"], scene.random.pick(&["note", "!note", "example.com/count=3"]));
    }
    target
}

/// A patch that changes a few things of an object.
pub(crate) fn patch_for(random: &mut Random, object: &Object) -> Yaml {
    if object.pod_path().is_some() && random.chance(50) {
        return container_patch(random, object);
    }
    let mut patch = object.head();
    for _ in 0..random.between(1, 3) {
        let Some(path) = some_path(random, &object.body) else { continue };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let value = object.at(&path).map(|old| replacement(random, old)).unwrap_or_default();
        patch.set(&path, value);
    }
    patch
}

/// A path of map keys into an object, of what a patch may change.
pub(crate) fn some_path(random: &mut Random, body: &Yaml) -> Option<Vec<String>> {
    let Yaml::Map(entries) = body else { return None };
    let fixed = ["apiVersion", "kind", "name", "namespace"];
    let open: Vec<&(String, Yaml)> =
        entries.iter().filter(|(key, _)| !fixed.contains(&key.as_str()) && !key.contains('"')).collect();
    let (key, value) = open[random.index(open.len())?];
    let mut path = vec![key.clone()];
    if key == "metadata" || !random.chance(25) {
        match some_path(random, value) {
            Some(rest) => path.extend(rest),
            None if key == "metadata" => path.push(random.pick(&["labels", "annotations"]).to_owned()),
            None => {}
        }
    }
    Some(path)
}

/// What a patch may say where there is this.
fn replacement(random: &mut Random, old: &Yaml) -> Yaml {
    match (old, random.below(10)) {
        (_, 0) => Yaml::plain(random.pick(&["null", "~", ""])),
        (Yaml::Map(_), 1) => Yaml::map(),
        (Yaml::Map(_), 2) => {
            json!({"$patch": random.pick(&["replace", "delete", "merge"]), "new": "x"}).into()
        }
        (Yaml::Map(_), _) => {
            let mut map = Yaml::map();
            map.set(&[random.pick(&["added", "a1", "app"])], odd(random));
            map
        }
        (Yaml::List(_), 1) => Yaml::List(Vec::new()),
        (Yaml::List(items), 2..=4) => {
            let mut items = items.clone();
            random.shuffle(&mut items);
            items.truncate(random.between(1, items.len().max(1)));
            Yaml::List(items)
        }
        (Yaml::List(items), 5..=7) => {
            Yaml::List(items.iter().rev().map(|item| changed_item(random, item)).collect())
        }
        (Yaml::List(_), _) => json!([{"name": "new", "value": "v"}]).into(),
        (_, _) => odd_scalar(random),
    }
}

fn odd_scalar(random: &mut Random) -> Yaml {
    loop {
        let value = odd(random);
        if matches!(&value, Yaml::Plain(text) if text.starts_with(['{', '[']))
            || matches!(value, Yaml::Map(_))
        {
            continue;
        }
        return value;
    }
}

fn changed_item(random: &mut Random, item: &Yaml) -> Yaml {
    let mut item = item.clone();
    if let Yaml::Map(entries) = &mut item {
        match random.below(5) {
            0 => {
                entries.push(("$patch".to_owned(), Yaml::from(random.pick(&["delete", "replace", "merge"]))));
            }
            1 => entries.truncate(1),
            2 if entries.len() > 1 => entries.last_mut().expect("there are two").1 = Yaml::plain("null"),
            _ => entries.push(("extra".to_owned(), odd_scalar(random))),
        }
    }
    item
}

/// A patch of the containers of a workload.
fn container_patch(random: &mut Random, object: &Object) -> Yaml {
    let names: Vec<&str> =
        object.containers().iter().filter_map(|container| container.get("name")?.as_text()).collect();
    let mut containers = Vec::new();
    for _ in 0..random.between(1, 3) {
        let name = random.index(names.len()).map_or("c0", |index| names[index]);
        containers.push(Yaml::from(match random.below(12) {
            0 => json!({"name": name, "image": "patched:1"}),
            1 => json!({"name": name, "env": [{"name": "MODE", "value": "test"}, {"name": "NEW", "value": "n"}]}),
            2 => json!({"name": name, "env": [{"name": "LEVEL", "$patch": "delete"}]}),
            3 => json!({"name": name, "env": [{"$patch": "replace"}, {"name": "ONLY", "value": "1"}]}),
            4 => json!({"name": name, "ports": [{"containerPort": 9090}, {"containerPort": 8080, "name": "renamed"}]}),
            5 => json!({"name": name, "ports": [{"containerPort": 53, "protocol": "UDP", "name": "dns"}]}),
            6 => json!({"name": name, "args": ["--other"], "command": null}),
            7 => json!({"name": name, "resources": {"limits": {"cpu": null, "memory": "2Gi"}}}),
            8 => json!({"name": "sidecar", "image": "sidecar:2", "volumeMounts": [{"mountPath": "/x", "name": "config"}]}),
            9 => json!({"name": name, "volumeMounts": [{"mountPath": "/data", "readOnly": true}]}),
            10 => json!({"name": name, "$patch": "delete"}),
            _ => json!({"name": name, "envFrom": [{"secretRef": {"name": "creds"}}]}),
        }));
    }
    let mut patch = object.head();
    let mut path = object.pod_path().unwrap_or(&["spec"]).to_vec();
    path.push("containers");
    patch.set(&path, Yaml::List(containers));
    if random.chance(30) {
        path.pop();
        path.push("volumes");
        patch.set(&path, Yaml::from(json!([{"name": "config", "emptyDir": {}}, {"name": "new", "secret": {"secretName": "creds"}}])));
    }
    patch
}

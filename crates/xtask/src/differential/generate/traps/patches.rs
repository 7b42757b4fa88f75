//! Traps in what patches do: traps 12 to 18, 21 and 22.

use serde_json::{Value, json};

use super::super::super::yaml::{Yaml, quoted};
use super::super::json::set;
use super::super::merge::push;
use super::super::oddities::{PLAIN, odd};
use super::super::scene::{Layer, Object, Scene};
use super::super::workloads::named;

/// Adds an object and a strategic merge patch for it.
fn patched(scene: &mut Scene, layer: &mut Layer, object: Object, patch: &Yaml) {
    let text = scene.write(patch);
    scene.add(layer, vec![object]);
    push(scene, layer, text, None);
}

fn widget(scene: &mut Scene, spec: impl Into<Yaml>) -> Object {
    let name = scene.fresh("patched");
    let mut body =
        Yaml::from(json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}}));
    body.set(&["spec"], spec);
    Object::new(body)
}

fn with_spec(object: &Object, spec: impl Into<Yaml>) -> Yaml {
    let mut patch = object.head();
    patch.set(&["spec"], spec);
    patch
}

fn workload(scene: &mut Scene, kind: &str) -> Object {
    let name = scene.fresh("patched");
    named(&mut scene.random, kind, &name)
}

/// Trap 12: the style of the old scalar decides.
pub(crate) fn unquoted_over_quoted(scene: &mut Scene, layer: &mut Layer) {
    let (mut old, mut new) = (Yaml::map(), Yaml::map());
    for index in 0..scene.random.between(1, 4) {
        let key = format!("k{index}");
        let value = match scene.random.below(5) {
            0 => Yaml::plain("plain"),
            1 => Yaml::plain("7"),
            2 => Yaml::Block(scene.random.pick(&["|", ">", "|-"]), "a\n  b\nc\n".to_owned()),
            _ => Yaml::plain(quoted(scene.random.pick(&["x", "5", "true", ""]))),
        };
        old.set(&[&key], value);
        let value = match scene.random.below(3) {
            0 => Yaml::plain(quoted(scene.random.pick(PLAIN).trim_matches(['"', '\'']))),
            1 => Yaml::Block(scene.random.pick(&["|", ">", ">-"]), "x\n   y\nz\n".to_owned()),
            _ => Yaml::plain(scene.random.pick(PLAIN)),
        };
        new.set(&[&key], value);
    }
    let object = widget(scene, old);
    let patch = with_spec(&object, new);
    scene.trap(12);
    patched(scene, layer, object, &patch);
}

/// Trap 13: any patch takes nulls that are written as nothing, and makes the items of merged lists unique.
pub(crate) fn empty_null(scene: &mut Scene, layer: &mut Layer) {
    let mut object = workload(scene, "Deployment");
    let null = Yaml::plain(scene.random.pick(&["", "", "~", "null"]));
    object.body.set(&["status"], null.clone());
    object.body.set(&["spec", "strategy"], null.clone());
    if scene.random.chance(50) {
        object.body.set(&["metadata", "creationTimestamp"], null);
    }
    if scene.random.chance(50) {
        let containers = json!([{"name": "c", "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}, {"name": "c", "image": "x"}]);
        object.body.set(&["spec", "template", "spec", "containers"], containers);
    }
    let mut patch = object.head();
    patch.set(&["metadata", "labels"], json!({"touched": "yes"}));
    scene.trap(13);
    patched(scene, layer, object, &patch);
}

/// Lists with elements under a key, in any order, some of them twice, some without the key.
fn elements(scene: &mut Scene, make: fn(&mut Scene) -> Value) -> Value {
    let count = scene.random.between(1, 4);
    (0..count).map(|_| make(scene)).collect()
}

/// Trap 14: elements of a patch come first; with two keys the order of the base follows.
pub(crate) fn element_order(scene: &mut Scene, layer: &mut Layer) {
    let mut object = workload(scene, "Deployment");
    let (field, make): (&str, fn(&mut Scene) -> Value) = if scene.random.chance(50) {
        ("containers", |scene| {
            let name = scene.random.pick(&["a", "b", "c", "d"]);
            match scene.random.below(8) {
                0 => json!({"name": name, "$patch": scene.random.pick(&["delete", "replace", "merge"])}),
                1 => json!({"image": name}),
                2 => json!({"name": name, "args": [name, "x"], "env": [{"name": "E", "value": name}]}),
                _ => json!({"name": name, "image": format!("i{}", scene.random.below(9))}),
            }
        })
    } else {
        ("topologySpreadConstraints", |scene| {
            let mut element = json!({"maxSkew": scene.random.below(5)});
            if scene.random.chance(85) {
                element["topologyKey"] = scene.random.pick(&["zone", "host"]).into();
            }
            if scene.random.chance(70) {
                element["whenUnsatisfiable"] = scene.random.pick(&["DoNotSchedule", "ScheduleAnyway"]).into();
            }
            element
        })
    };
    let (base, changes) = (elements(scene, make), elements(scene, make));
    let path = ["spec", "template", "spec", field];
    object.body.set(&path, without_directives(&base));
    let mut patch = object.head();
    patch.set(&path, changes);
    scene.trap(14);
    patched(scene, layer, object, &patch);
}

fn without_directives(list: &Value) -> Value {
    let items = list.as_array().cloned().unwrap_or_default();
    items.into_iter().filter(|item| item.get("$patch").is_none()).collect()
}

/// Trap 15: ports with `protocol` on one side only.
pub(crate) fn protocol(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("patched");
    let port: fn(&mut Scene) -> Value = |scene| {
        let number = [80, 53, 443][scene.random.below(3)];
        let mut port = json!({"port": number});
        if scene.random.chance(50) {
            port["protocol"] = scene.random.pick(&["TCP", "UDP"]).into();
        }
        if scene.random.chance(60) {
            port["name"] = scene.random.pick(&["http", "dns", "x"]).into();
        }
        if scene.random.chance(10) {
            port["$patch"] = "delete".into();
        }
        port
    };
    let (base, changes) = (elements(scene, port), elements(scene, port));
    let object = Object::new(
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"ports": without_directives(&base)}}),
    );
    let patch = with_spec(&object, json!({"ports": changes}));
    scene.trap(15);
    patched(scene, layer, object, &patch);
}

/// Trap 16: `$patch: replace` where it does nothing, and where it does something.
pub(crate) fn replace_directive(scene: &mut Scene, layer: &mut Layer) {
    let object = workload(scene, "Deployment");
    let mut patch = object.head();
    match scene.random.below(4) {
        0 => patch.set(&["$patch"], "replace"),
        1 => patch.set(
            &["spec", "template", "spec", "containers"],
            json!([{"name": "c0", "$patch": "replace", "image": "new"}]),
        ),
        2 => patch.set(
            &["spec", "template", "spec", "containers"],
            json!([{"$patch": "replace"}, {"name": "c9", "image": "new"}]),
        ),
        _ => patch.set(
            &["spec", "template"],
            json!({"$patch": "replace", "metadata": {"labels": {"only": "this"}}}),
        ),
    }
    scene.trap(16);
    patched(scene, layer, object, &patch);
}

/// Trap 17: directives of `kubectl apply` are only keys.
pub(crate) fn kubectl_directives(scene: &mut Scene, layer: &mut Layer) {
    let mut object = workload(scene, "Deployment");
    object
        .body
        .set(&["spec", "strategy"], json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}));
    let mut patch = object.head();
    match scene.random.below(4) {
        0 => patch.set(&["spec", "template", "spec", "$setElementOrder/containers"], json!([{"name": "c0"}])),
        1 => patch.set(&["spec", "strategy"], json!({"$retainKeys": ["type"], "type": "Recreate"})),
        2 => patch.set(&["metadata", "$deleteFromPrimitiveList/finalizers"], json!(["a"])),
        _ => patch.set(&["spec", "strategy"], json!({"type": "Recreate"})),
    }
    scene.trap(17);
    patched(scene, layer, object, &patch);
}

/// Trap 18: only the schema of Kubernetes 1.21.2 tells which lists are merged.
pub(crate) fn old_schema(scene: &mut Scene, layer: &mut Layer) {
    let versions = [
        ("autoscaling/v2", "HorizontalPodAutoscaler", "metrics"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "metrics"),
        ("example.com/v1", "Widget", "containers"),
        ("apps/v1beta1", "Deployment", "containers"),
        ("v1", "Pod", "containers"),
        ("v1", "Pod", "ephemeralContainers"),
        ("batch/v1beta1", "CronJob", "containers"),
        ("networking.k8s.io/v1", "Ingress", "rules"),
    ];
    let (version, kind, field) = versions[scene.random.below(versions.len())];
    let name = scene.fresh("patched");
    let pod = |list: Value| match kind {
        "Deployment" => json!({"template": {"spec": {field: list}}}),
        "CronJob" => json!({"jobTemplate": {"spec": {"template": {"spec": {field: list}}}}}),
        _ => json!({field: list}),
    };
    let mut object = Object::new(json!({"apiVersion": version, "kind": kind, "metadata": {"name": name},
        "spec": pod(json!([{"name": "a", "x": 1}, {"name": "b", "x": 2}]))}));
    let mut change = pod(json!([{"name": "b", "y": 3}, {"name": "c"}]));
    if kind == "Widget" && scene.random.chance(60) {
        let inner = |list: Value| json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": {"containers": list}}}});
        object.body.set(&["spec"], json!({"inner": inner(json!([{"name": "a", "x": 1}, {"name": "b"}]))}));
        change = json!({"inner": inner(json!([{"name": "b", "y": 1}]))});
    }
    let patch = with_spec(&object, change);
    scene.trap(18);
    patched(scene, layer, object, &patch);
}

/// Trap 21: JSON patches replace what is missing, count from the end, and lose digits.
pub(crate) fn lenient_json(scene: &mut Scene, layer: &mut Layer) {
    let mut object = widget(scene, json!({"list": [1, 2, 3], "m": {"a": 1}}));
    object.body.set(
        &["spec", "big"],
        Yaml::plain(scene.random.pick(&[
            "9007199254740993",
            "12345678901234567",
            "1e3",
            "0x10",
            "2020-01-01",
            "010",
        ])),
    );
    object.body.set(&["spec", "odd"], odd(&mut scene.random));
    object.body.set(
        &["metadata", "annotations", "n"],
        Yaml::plain(scene.random.pick(&["0x10", "1e3", "null", "2020-01-01", "5"])),
    );
    let text = match scene.random.below(6) {
        0 => scene.write(&set("/spec/missing", "x")),
        1 => "- {op: remove, path: /spec/list/-1}\n- {op: add, path: /spec/list/-, value: 010}\n".to_owned(),
        2 => "- op: add\n  path: /spec/v\n  value: 12345678901234567\n- op: add\n  path: /spec/w\n  value: yes\n".to_owned(),
        3 => "- op: test\n  path: /spec/list/0\n  value: 1\n- op: move\n  from: /spec/m\n  path: /spec/moved\n".to_owned(),
        4 => "[{\"op\": \"add\", \"path\": \"/spec/list/01\", \"value\": {\"<\": \"&\"}}]".to_owned(),
        _ => "- op: add\n  path: /spec/list/-1\n- op: copy\n  from: /spec/list\n  path: data/q\n".to_owned(),
    };
    let target = json!({"kind": "Widget", "name": object.name});
    scene.trap(21);
    scene.add(layer, vec![object]);
    push(scene, layer, text, Some(target.into()));
}

/// Trap 22: the text of an inline patch is trimmed, and what begins with `[` is JSON.
pub(crate) fn trimmed(scene: &mut Scene, layer: &mut Layer) {
    let object = widget(scene, json!({"text": "old\n", "size": 1}));
    let name = object.name.clone();
    let head = format!("apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: {name}\nspec:\n");
    let text = match scene.random.below(5) {
        0 => format!("{head}  text: |\n    a\n    b\n"),
        1 => format!("{head}  other: |+\n    a\n\n\n"),
        2 => format!("\n\n{head}  other: >\n    a\n      b\n"),
        3 => format!("---\n{head}  size: 2\n---\n# nothing\n"),
        _ => "[ {\"op\": \"add\", \"path\": \"/spec/n\", \"value\": \"a\\u003cb\"} ]\n".to_owned(),
    };
    let target = text.starts_with('[').then(|| json!({"kind": "Widget", "name": name}).into());
    scene.trap(22);
    scene.add(layer, vec![object]);
    let mut entry = Yaml::map();
    entry.set(&["patch"], Yaml::Text(text));
    if let Some(target) = target {
        entry.set(&["target"], Yaml::clone(&target));
    }
    layer.fields.push("patches", entry);
}

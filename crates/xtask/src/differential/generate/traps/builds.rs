//! Traps in what the parts of a build do together: traps 1, 19, 20 and 23 to 30.

use serde_json::{Value, json};

use super::super::super::input::Entry;
use super::super::super::yaml::Yaml;
use super::super::generators::entry;
use super::super::merge::push;
use super::super::objects::config_map;
use super::super::scene::{Layer, Object, Scene};
use super::super::workloads::named;

/// An object without much in it.
fn bare(api_version: &str, kind: &str, name: &str) -> Object {
    Object::new(json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}))
}

/// Trap 1: the order of the output.
pub(crate) fn order(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("sorted");
    let kinds = [
        ("v1", "Thing"),
        ("example.com/v1", "Thing"),
        ("a.example.com/v2", "Thing"),
        ("example.com/v1", "Deployment"),
        ("v1", "Namespace"),
        ("example.com/v1", "Namespace"),
        ("v1", "Secret"),
        ("apps/v1", "StatefulSet"),
        ("batch/v1", "CronJob"),
        ("v1", "PodTemplate"),
        ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
        ("policy/v1", "PodDisruptionBudget"),
    ];
    let mut objects = Vec::new();
    for index in 0..scene.random.between(3, 6) {
        let (version, kind) = kinds[scene.random.below(kinds.len())];
        let mut object = bare(version, kind, &format!("{name}-{}", 12 - index));
        if scene.random.chance(50) {
            let namespace = scene.random.pick(&["n", "n-a", "default"]);
            object.body.set(&["metadata", "namespace"], namespace);
            object.namespace = Some(namespace.to_owned());
        }
        objects.push(object);
    }
    scene.trap(1);
    scene.add(layer, objects);
}

/// Trap 19: a patch finds an object by any of its names, a target by the first and the last.
pub(crate) fn earlier_names(scene: &mut Scene, layer: &mut Layer) {
    let (directory, name) = (scene.fresh("renamed"), scene.fresh("old"));
    let mut base = Layer { directory: directory.clone(), ..Layer::default() };
    let object = config_map(&name, json!({"a": "1"}).into());
    scene.add(&mut base, vec![object.clone()]);
    base.fields.set(&["namePrefix"], "b-");
    if scene.random.chance(30) {
        base.fields.set(&["namespace"], "moved");
    }
    scene.finish(base);
    layer.fields.push("resources", Yaml::Text(format!("../{directory}")));
    let given = if scene.random.chance(50) { name } else { format!("b-{name}") };
    let mut patch = object.head();
    patch.set(&["metadata", "name"], given.as_str());
    patch.set(&["data", "found"], given.as_str());
    let target = scene.random.chance(50).then(|| json!({"kind": "ConfigMap", "name": given}).into());
    let text = scene.write(&patch);
    scene.trap(19);
    push(scene, layer, text, target);
}

/// Trap 20: `patchesJson6902` run late and rename in silence.
pub(crate) fn late_patches(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("late");
    let map = config_map(&name, json!({"a": "1"}).into());
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": format!("user-of-{name}")}, "spec": {
        "containers": [{"name": "c", "envFrom": [{"configMapRef": {"name": name}}]}]}});
    scene.add(layer, vec![map, Object::new(pod)]);
    let operations =
        json!([{"op": "replace", "path": "/metadata/name", "value": format!("{name}-new")}]).to_string();
    let target = json!({"version": "v1", "kind": "ConfigMap", "name": name});
    let field = scene.random.pick(&["patchesJson6902", "patchesJson6902", "patches"]);
    layer.fields.push(field, json!({"target": target, "patch": operations}));
    scene.trap(20);
}

/// Trap 23: a component changes all that is there before its parent does.
pub(crate) fn component(scene: &mut Scene, layer: &mut Layer) {
    let (directory, name) = (scene.fresh("component"), scene.fresh("seen"));
    let object = config_map(&name, json!({"a": "1"}).into());
    scene.add(layer, vec![object.clone()]);
    let mut part = Layer { directory: directory.clone(), is_component: true, ..Layer::default() };
    let own = config_map(&scene.fresh("own"), json!({"b": "1"}).into());
    scene.add(&mut part, vec![own]);
    part.fields.set(&["nameSuffix"], "-c");
    part.fields.set(&["commonAnnotations"], json!({"by": "component"}));
    let mut patch = object.head();
    patch.set(&["data", "patched"], "by-component");
    let text = scene.write(&patch);
    push(scene, &mut part, text, None);
    scene.finish(part);
    layer.fields.push("components", Yaml::Text(format!("../{directory}")));
    layer.fields.set(&["namePrefix"], "p-");
    scene.trap(23);
}

/// Trap 24: hashes, of what is there in the end.
pub(crate) fn hashes(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("hashed");
    let kind = scene.random.pick(&["ConfigMap", "Secret"]);
    let mut made = entry(scene, layer, &name);
    made.push("literals", "html=<b>&c\u{2028}é😀\"\\");
    let field = if kind == "Secret" { "secretGenerator" } else { "configMapGenerator" };
    layer.fields.push(field, made);
    let object = bare("v1", kind, &name);
    if scene.random.chance(50) {
        let mut patch = object.head();
        patch.set(&["data", "late"], Yaml::plain(scene.random.pick(&["\"x\"", "5", "null", "eA==", "yes"])));
        let text = scene.write(&patch);
        push(scene, layer, text, None);
    }
    let user = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": format!("pod-{name}")}, "spec": {
        "volumes": [{"name": "v", "configMap": {"name": name}}, {"name": "s", "secret": {"secretName": name}}]}});
    scene.add(layer, vec![Object::new(user)]);
    layer.objects.push(object);
    scene.trap(24);
}

/// Trap 25: a generator that merges loses what it does not know.
pub(crate) fn generator_merge(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("merged");
    let secret = scene.random.chance(50);
    let (kind, field) =
        if secret { ("Secret", "secretGenerator") } else { ("ConfigMap", "configMapGenerator") };
    let mut body = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "labels": {"old": "1"}}, "immutable": true,
        "data": {"a": if secret { "eA==" } else { "x" }, "number": 1, "none": null}});
    if secret {
        body["type"] = "kubernetes.io/tls".into();
        body["stringData"] = json!({"s": "text", "a": "wins"});
    } else {
        body["binaryData"] = json!({"bin": "AAEC"});
    }
    scene.add(layer, vec![Object::new(body)]);
    let mut made = entry(scene, layer, &name);
    made.push("literals", Yaml::Text(format!("long={}", "x".repeat(scene.random.between(45, 60)))));
    made.set(&["behavior"], scene.random.pick(&["merge", "merge", "replace"]));
    layer.fields.push(field, made);
    scene.trap(25);
}

/// Trap 26: which references follow a new name.
pub(crate) fn references(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("target");
    let account = bare("v1", "ServiceAccount", &name);
    let rbac = "rbac.authorization.k8s.io/v1";
    let subjects: Vec<Value> = ["ServiceAccount", "User", "Group"]
        .iter()
        .map(|kind| json!({"kind": kind, "name": scene.random.pick(&[name.as_str(), "default", "other"])}))
        .collect();
    let binding = Object::new(
        json!({"apiVersion": rbac, "kind": "RoleBinding", "metadata": {"name": format!("{name}-b")},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}, "subjects": subjects}),
    );
    let role = bare(rbac, "ClusterRole", &name);
    let mut user = named(&mut scene.random, "StatefulSet", &format!("{name}-user"));
    user.body.set(&["spec", "template", "spec", "serviceAccountName"], name.as_str());
    user.body.set(&["spec", "serviceName"], name.as_str());
    let service = bare("v1", "Service", &name);
    let scaler = Object::new(
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": format!("{name}-h")},
        "spec": {"scaleTargetRef": {"kind": "StatefulSet", "name": format!("{name}-user")}}}),
    );
    scene.add(layer, vec![account, binding, role, user, service, scaler]);
    layer.fields.set(&[scene.random.pick(&["namePrefix", "nameSuffix"])], scene.random.pick(&["-r-", "r"]));
    scene.trap(26);
}

/// Trap 27: what a namespace touches.
pub(crate) fn namespace(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("placed");
    let subjects = json!([{"kind": "ServiceAccount", "name": "default"}, {"kind": "User", "name": "default"},
        {"kind": "ServiceAccount", "name": name}, {"kind": "ServiceAccount", "name": "default", "namespace": "elsewhere"}]);
    let mut objects = vec![
        bare("cert-manager.io/v1", "ClusterIssuer", &name),
        bare("v1", "ServiceAccount", &name),
        bare("apiregistration.k8s.io/v1", "APIService", &format!("v1.{name}.example.com")),
        bare("storage.k8s.io/v1", "StorageClass", &name),
        Object::new(
            json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name, "namespace": "kept"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "x"}, "subjects": subjects}),
        ),
        Object::new(
            json!({"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": name},
            "webhooks": [{"name": "a", "clientConfig": {"service": {"name": name, "namespace": "default"}}}]}),
        ),
        bare("v1", "Service", &name),
    ];
    scene.random.shuffle(&mut objects);
    objects.truncate(scene.random.between(3, 7));
    scene.add(layer, objects);
    layer.fields.set(&["namespace"], scene.random.pick(&["placed", "default"]));
    scene.trap(27);
}

/// Trap 28: where images are looked for, and how.
pub(crate) fn images(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("image");
    let spec = json!({"containers": [{"image": "aXb:1"}, {"image": "a.b:1"}, {"image": "a.b@sha256:00"}, {"name": "none"}],
        "initContainers": null, "ephemeralContainers": [{"image": "a.b:1"}], "volumes": [{"image": {"reference": "a.b:1"}}],
        "deep": {"list": [{"containers": [{"image": "a.b:1@sha256:11"}]}]}, "template": {"spec": {"containers": null}}});
    let kind = scene.random.pick(&["Pod", "Widget", "CustomResourceDefinition"]);
    let version = match kind {
        "Pod" => "v1",
        "Widget" => "example.com/v1",
        _ => "apiextensions.k8s.io/v1",
    };
    scene.add(
        layer,
        vec![Object::new(
            json!({"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}),
        )],
    );
    let mut image = json!({"name": scene.random.pick(&["a.b", "a.b", "a(b", "a\\.b", "[a].*"])});
    match scene.random.below(4) {
        0 => image["tagSuffix"] = "-x".into(),
        1 => image["digest"] = "sha256:22".into(),
        2 => image["newName"] = "c/d".into(),
        _ => image["newTag"] = "2".into(),
    }
    layer.fields.push("images", image);
    scene.trap(28);
}

/// Trap 30: a kustomization is YAML 1.1 with names in any case; links count by where they lead.
pub(crate) fn old_kustomization(scene: &mut Scene, layer: &mut Layer) {
    scene.trap(30);
    match scene.random.below(6) {
        0 => layer.fields.set(&["NAMEPREFIX"], "cased-"),
        1 => layer.fields.set(&["commonlabels"], json!({"cased": "1"})),
        2 => layer.fields.push("labels", json!({"pairs": {"y": "yes"}, "includeselectors": true})),
        3 => layer.fields.push(
            "labels",
            Yaml::Map(vec![
                ("pairs".into(), Yaml::Map(vec![("on".into(), "x".into()), ("n".into(), "z".into())])),
                ("includeTemplates".into(), Yaml::plain("yes")),
            ]),
        ),
        4 => {
            let target = bare("v1", "ConfigMap", &scene.fresh("linked"));
            let directory = scene.fresh("behind");
            let mut base = Layer { directory: directory.clone(), ..Layer::default() };
            scene.add(&mut base, vec![target.clone()]);
            scene.finish(base);
            let link = scene.fresh("way");
            scene
                .input
                .entries
                .insert(format!("{}/{link}", layer.directory), Entry::Link(format!("../{directory}")));
            layer.fields.push("resources", Yaml::Text(link));
            layer.objects.push(target);
        }
        _ => {
            let name = scene.fresh("keyed");
            let key = scene.random.pick(&["\"8080\"", "\"true\"", "\"2020-01-01\"", "yes", "\"1.5\""]);
            let mut object = config_map(&name, Yaml::map());
            object.body.set(&["data", key], "x");
            scene.add(layer, vec![object]);
        }
    }
}

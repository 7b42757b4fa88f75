//! `generators`, `transformers`, `validators`: the built-in kinds, inline, in a file and in a directory.

use serde_json::{Value, json};

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::scene::{Layer, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[transformer, transformer, generator, validator, several];

const METADATA: &[&str] = &["metadata/labels"];

/// The name of a built-in transformer and what it is told.
fn built_in(random: &mut Random, name: &str) -> (&'static str, Value) {
    let specs = |path: &str| json!([{"path": path, "create": true}]);
    match random.below(14) {
        0 => (
            "AnnotationsTransformer",
            json!({"annotations": {"by": "plugin"}, "fieldSpecs": specs("metadata/annotations")}),
        ),
        1 => ("LabelTransformer", json!({"labels": {"by": "plugin"}, "fieldSpecs": specs(METADATA[0])})),
        2 => (
            "NamespaceTransformer",
            json!({"metadata": {"name": "x", "namespace": "plugged"}, "unsetOnly": random.chance(50),
            "fieldSpecs": specs("metadata/namespace")}),
        ),
        3 => (
            "NamespaceTransformer",
            json!({"metadata": {"name": "x", "namespace": "plugged"},
            "setRoleBindingSubjects": random.pick(&["defaultOnly", "allServiceAccounts", "none"])}),
        ),
        4 => ("PrefixTransformer", json!({"prefix": "plug-", "fieldSpecs": [{"path": "metadata/name"}]})),
        5 => ("SuffixTransformer", json!({"suffix": "-plug", "fieldSpecs": [{"path": "metadata/name"}]})),
        6 => (
            "PrefixSuffixTransformer",
            json!({"prefix": "p-", "suffix": "-s", "fieldSpecs": [{"path": "metadata/name"}]}),
        ),
        7 => (
            "ImageTagTransformer",
            json!({"imageTag": {"name": "nginx", "newTag": "9"}, "fieldSpecs": [{"path": "spec/image"}]}),
        ),
        8 => (
            "ReplicaCountTransformer",
            json!({"replica": {"name": name, "count": 5}, "fieldSpecs": [{"path": "spec/replicas", "create": true}]}),
        ),
        9 => (
            "PatchTransformer",
            json!({"patch": "[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"p\": \"q\"}}]",
            "target": {"name": name}}),
        ),
        10 => (
            "PatchJson6902Transformer",
            json!({"target": {"version": "v1", "kind": "ConfigMap", "name": "settings"},
            "jsonOp": "- op: add\n  path: /data/x\n  value: \"1\"\n"}),
        ),
        11 => (
            "ValueAddTransformer",
            json!({"value": "added", "targets": [{"selector": {"kind": "ConfigMap"}, "fieldPath": "data/added"}]}),
        ),
        12 => ("HashTransformer", json!({})),
        _ => (
            "ReplacementTransformer",
            json!({"replacements": [{"sourceValue": "s", "targets": [{
            "select": {"name": name}, "fieldPaths": ["metadata.annotations.r"], "options": {"create": true}}]}]}),
        ),
    }
}

/// The configuration of a plugin as a document.
fn config(scene: &mut Scene, kind: &str, rest: Value) -> Yaml {
    let mut config =
        json!({"apiVersion": "builtin", "kind": kind, "metadata": {"name": scene.fresh("plugin")}});
    if let (Value::Object(config), Value::Object(rest)) = (&mut config, rest) {
        config.extend(rest);
    }
    scene.mark(&format!("plugin {kind}"));
    config.into()
}

/// Lists a plugin under a field: inline, as a file, or as a directory.
fn push(scene: &mut Scene, layer: &mut Layer, field: &str, config: &Yaml) {
    let text = scene.write(config);
    let entry = match scene.random.below(3) {
        0 => {
            scene.mark("plugin inline");
            text
        }
        1 => {
            scene.mark("plugin file");
            scene.text_of(layer, "plugin", &text)
        }
        _ => {
            scene.mark("plugin directory");
            let directory = scene.fresh("plugins");
            scene.file(format!("{}/{directory}/plugin.yaml", layer.directory), text);
            scene.file(
                format!("{}/{directory}/kustomization.yaml", layer.directory),
                "resources: [plugin.yaml]\n",
            );
            directory
        }
    };
    layer.fields.push(field, Yaml::Text(entry));
}

fn transformer(scene: &mut Scene, layer: &mut Layer) {
    let scaled = ["Deployment", "StatefulSet"];
    let name = scene.choose(layer, |object| scaled.contains(&object.kind.as_str()));
    let name = name.map_or("none", |object| object.name.as_str()).to_owned();
    let (kind, rest) = built_in(&mut scene.random, &name);
    let fitting = match kind {
        "ReplicaCountTransformer" => name != "none",
        "PatchJson6902Transformer" => {
            layer.objects.iter().any(|object| object.kind == "ConfigMap" && object.name == "settings")
        }
        _ => true,
    };
    if fitting || scene.random.chance(10) {
        let config = config(scene, kind, rest);
        push(scene, layer, "transformers", &config);
    }
}

fn generator(scene: &mut Scene, layer: &mut Layer) {
    let name = scene.fresh("plugged");
    let (kind, rest) = match scene.random.below(3) {
        0 => ("ConfigMapGenerator", json!({"name": name, "literals": ["a=b", "c=d"]})),
        1 => ("SecretGenerator", json!({"name": name, "literals": ["a=b"], "type": "x"})),
        _ => (
            "IAMPolicyGenerator",
            json!({"cloud": "gke", "kubernetesService": {"name": name},
            "serviceAccount": {"name": "sa", "projectId": "project"}}),
        ),
    };
    let mut config = config(scene, kind, rest);
    config.set(&["metadata", "name"], name.as_str());
    push(scene, layer, "generators", &config);
}

/// A validator may change nothing; a built-in transformer that finds nothing to do is one.
fn validator(scene: &mut Scene, layer: &mut Layer) {
    let (kind, rest) = if scene.random.chance(80) {
        ("ImageTagTransformer", json!({"imageTag": {"name": "no-such-image", "newTag": "9"}}))
    } else {
        (
            "LabelTransformer",
            json!({"labels": {"a": "b"}, "fieldSpecs": [{"path": METADATA[0], "create": true}]}),
        )
    };
    let config = config(scene, kind, rest);
    push(scene, layer, "validators", &config);
}

/// Several plugins in one file.
fn several(scene: &mut Scene, layer: &mut Layer) {
    let first = config(
        scene,
        "PrefixTransformer",
        json!({"prefix": "one-", "fieldSpecs": [{"path": "metadata/name"}]}),
    );
    let second = config(
        scene,
        "SuffixTransformer",
        json!({"suffix": "-two", "fieldSpecs": [{"path": "metadata/name"}]}),
    );
    let file = scene.file_of(layer, "plugins", &[first, second]);
    layer.fields.push("transformers", Yaml::Text(file));
}

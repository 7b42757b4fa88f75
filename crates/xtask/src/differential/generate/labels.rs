//! `labels`, `commonLabels`, `commonAnnotations`.

use serde_json::json;

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::scene::{Layer, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[common_labels, labels, labels_with_fields, common_annotations];

/// A few pairs of a key and a string.
pub(crate) fn pairs(random: &mut Random) -> Yaml {
    let keys = ["app", "team", "example.com/part", "app.kubernetes.io/name", "a10", "a2", "\"n\"", "Z"];
    let values =
        ["web", "1", "true", "", "yes", "v1.2", "2020-01-01", "0x1F", "a: b", "1e3", "null", "~", "é 😀"];
    let mut map = Yaml::map();
    for _ in 0..random.between(1, 3) {
        let (key, value) = (random.pick(&keys), random.pick(&values));
        map.set(&[key], value);
    }
    map
}

fn common_labels(scene: &mut Scene, layer: &mut Layer) {
    layer.fields.set(&["commonLabels"], pairs(&mut scene.random));
}

fn labels(scene: &mut Scene, layer: &mut Layer) {
    let mut entry = Yaml::map();
    entry.set(&["pairs"], pairs(&mut scene.random));
    for option in ["includeSelectors", "includeTemplates", "includeVolumeClaimTemplates"] {
        if scene.random.chance(30) {
            entry.set(&[option], Yaml::plain(scene.random.pick(&["true", "false", "yes", "True"])));
        }
    }
    layer.fields.push("labels", entry);
}

fn labels_with_fields(scene: &mut Scene, layer: &mut Layer) {
    let specs = [
        json!({"path": "spec/extra/labels", "create": true, "kind": "Widget"}),
        json!({"path": "spec/template/metadata/labels", "create": false}),
        json!({"path": "spec/template/metadata/labels", "kind": "Deployment", "group": "apps", "create": true}),
        json!({"path": "metadata/annotations", "version": "v1", "create": true}),
        json!({"path": "spec/jobTemplate/metadata/labels", "kind": "CronJob", "create": true}),
        json!({"path": r"metadata/annotations/a\/b", "create": true, "kind": "Widget"}),
    ];
    let mut entry = Yaml::map();
    entry.set(&["pairs"], pairs(&mut scene.random));
    for _ in 0..scene.random.between(1, 2) {
        let index = scene.random.below(specs.len());
        entry.push("fields", specs[index].clone());
    }
    if scene.random.chance(20) {
        entry.set(&["includeTemplates"], Yaml::plain("true"));
    }
    scene.mark("labels fields");
    layer.fields.push("labels", entry);
}

fn common_annotations(scene: &mut Scene, layer: &mut Layer) {
    layer.fields.set(&["commonAnnotations"], pairs(&mut scene.random));
}

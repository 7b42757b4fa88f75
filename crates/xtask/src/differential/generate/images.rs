//! `images`, `imageTags`, `replicas`.

use serde_json::json;

use super::super::random::Random;
use super::super::yaml::Yaml;
use super::Theme;
use super::scene::{Layer, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[images, image_tags, replicas];

/// One entry of `images`.
pub(crate) fn image(random: &mut Random) -> Yaml {
    let names =
        ["nginx", "redis", "busybox", "registry.example.com/shop/api", "registry.example.com/.*/api", "none"];
    let mut entry = Yaml::map();
    entry.set(&["name"], random.pick(&names));
    if random.chance(40) {
        entry.set(&["newName"], random.pick(&["mirror.example.com:5000/x", "nginx", "other/redis"]));
    }
    match random.below(5) {
        0 => entry.set(&["digest"], "sha256:0123abc"),
        1 => entry.set(&["tagSuffix"], "-alpine"),
        2 => {
            entry.set(&["newTag"], "v2");
            entry.set(&["digest"], "sha256:0123abc");
        }
        _ => entry.set(&["newTag"], random.pick(&["1.26", "v3", "08", "2020-01-01", "latest"])),
    }
    entry
}

fn images(scene: &mut Scene, layer: &mut Layer) {
    for _ in 0..scene.random.between(1, 3) {
        layer.fields.push("images", image(&mut scene.random));
    }
}

fn image_tags(scene: &mut Scene, layer: &mut Layer) {
    layer.fields.push("imageTags", image(&mut scene.random));
}

fn replicas(scene: &mut Scene, layer: &mut Layer) {
    let scaled = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
    let Some(object) = scene.choose(layer, |object| scaled.contains(&object.kind.as_str())) else { return };
    let name = object.name.clone();
    let count = scene.random.below(9);
    layer.fields.push("replicas", json!({"name": name, "count": count}));
}

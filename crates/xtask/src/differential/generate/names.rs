//! `namePrefix`, `nameSuffix`, `namespace`.

use super::Theme;
use super::scene::{Layer, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[prefix, suffix, namespace];

fn prefix(scene: &mut Scene, layer: &mut Layer) {
    let prefix = scene.random.pick(&["dev-", "p-", "a.b-", "1-", "x"]);
    layer.fields.set(&["namePrefix"], prefix);
}

fn suffix(scene: &mut Scene, layer: &mut Layer) {
    let suffix = scene.random.pick(&["-v2", "-s", "-0", ".x", "-e3"]);
    layer.fields.set(&["nameSuffix"], suffix);
}

fn namespace(scene: &mut Scene, layer: &mut Layer) {
    let namespace = scene.random.pick(&["shop", "prod", "default", "n-a", "kube-system"]);
    layer.fields.set(&["namespace"], namespace);
}

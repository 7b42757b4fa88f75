//! What only the root says: `sortOptions`, `buildMetadata`, and the flags.

use serde_json::json;

use super::Theme;
use super::scene::{Layer, Scene};

/// What this file adds.
pub(crate) const THEMES: &[Theme] = &[sort_options, build_metadata, build_metadata, flags];

fn sort_options(scene: &mut Scene, layer: &mut Layer) {
    let options = match scene.random.below(5) {
        0 | 1 => json!({"order": "fifo"}),
        2 => json!({"order": "legacy"}),
        3 => {
            json!({"order": "legacy", "legacySortOptions": {"orderFirst": ["Deployment", "Service"], "orderLast": ["Namespace"]}})
        }
        _ => json!({"order": "legacy", "legacySortOptions": {"orderLast": ["ConfigMap", "Secret"]}}),
    };
    layer.fields.set(&["sortOptions"], options);
}

fn build_metadata(scene: &mut Scene, layer: &mut Layer) {
    let mut words = vec!["originAnnotations", "transformerAnnotations", "managedByLabel", "unknownWord"];
    scene.random.shuffle(&mut words);
    words.truncate(scene.random.between(1, 3));
    layer.fields.set(&["buildMetadata"], json!(words));
}

fn flags(scene: &mut Scene, _layer: &mut Layer) {
    match scene.random.below(4) {
        0 => scene.input.flags.reorder = Some("none"),
        1 => scene.input.flags.reorder = Some("legacy"),
        2 => scene.input.flags.managed_by = true,
        _ => scene.input.flags.load_anything = true,
    }
    let words = scene.input.flags.arguments().join(" ");
    scene.mark(&format!("flag {words}"));
}

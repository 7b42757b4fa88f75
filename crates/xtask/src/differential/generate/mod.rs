//! Inputs from nothing: bases, overlays and components, each with a few themes and traps.
//!
//! A theme is a function that adds one thing to a kustomization: a field, a file, an object. To have another one
//! tried, write it into the file of its subject, or a new one, and list it in `THEMES` there.

pub(crate) mod composition;
pub(crate) mod configurations;
pub(crate) mod faults;
pub(crate) mod generators;
pub(crate) mod images;
pub(crate) mod json;
pub(crate) mod labels;
pub(crate) mod merge;
pub(crate) mod names;
pub(crate) mod objects;
pub(crate) mod oddities;
pub(crate) mod output;
pub(crate) mod plugins;
pub(crate) mod replacements;
pub(crate) mod scene;
pub(crate) mod traps;
pub(crate) mod vars;
pub(crate) mod workloads;

use super::input::Input;
use super::random::Random;
use objects::objects;
use scene::{Layer, Scene};

/// Adds one thing to a layer.
pub(crate) type Theme = fn(&mut Scene, &mut Layer);

/// Every theme, by subject.
const SUBJECTS: &[&[Theme]] = &[
    names::THEMES,
    labels::THEMES,
    images::THEMES,
    merge::THEMES,
    json::THEMES,
    generators::THEMES,
    replacements::THEMES,
    vars::THEMES,
    configurations::THEMES,
    plugins::THEMES,
    output::THEMES,
    composition::THEMES,
    oddities::THEMES,
];

/// How many of a hundred inputs get something that is wrong.
const FAULTY: usize = 14;

/// Makes an input.
pub(crate) fn generate(random: Random) -> Input {
    let mut scene = Scene::new(random);
    let root = bottom_up(&mut scene);
    scene.input.directory.clone_from(&root.directory);
    scene.finish(root);
    if scene.random.chance(FAULTY) {
        faults::spoil(&mut scene);
    }
    scene.input
}

/// Makes the layers from the lowest up, and returns the highest before it is written.
fn bottom_up(scene: &mut Scene) -> Layer {
    let heights: &[&[&str]] = &[&["base"], &["base", "top"], &["base", "top"], &["base", "mid", "top"]];
    let heights = heights[scene.random.below(heights.len())];
    let mut below: Option<Layer> = None;
    for name in heights {
        let mut layer = Layer {
            directory: (*name).to_owned(),
            is_root: Some(name) == heights.last(),
            ..Layer::default()
        };
        if let Some(lower) = below.take() {
            composition::put_on(scene, &mut layer, lower);
        }
        fill(scene, &mut layer);
        below = Some(layer);
    }
    below.unwrap_or_default()
}

fn fill(scene: &mut Scene, layer: &mut Layer) {
    let most = if layer.objects.is_empty() { 5 } else { 2 };
    let count = scene.random.between(usize::from(layer.objects.is_empty()), most);
    let mut made = objects(scene, layer, count);
    while !made.is_empty() {
        let some = made.split_off(made.len() - scene.random.between(1, made.len().min(3)));
        scene.add(layer, some);
    }
    let (themes, traps) = if layer.is_root {
        (scene.random.between(2, 5), scene.random.between(1, 3))
    } else {
        (scene.random.below(3), 0)
    };
    decorate(scene, layer, themes);
    for _ in 0..traps {
        let index = scene.random.below(traps::TRAPS.len());
        traps::TRAPS[index](scene, layer);
    }
}

/// Adds so many themes to a layer.
pub(crate) fn decorate(scene: &mut Scene, layer: &mut Layer, count: usize) {
    let themes: Vec<Theme> = SUBJECTS.iter().flat_map(|themes| themes.iter().copied()).collect();
    for _ in 0..count {
        let index = scene.random.below(themes.len());
        themes[index](scene, layer);
    }
}

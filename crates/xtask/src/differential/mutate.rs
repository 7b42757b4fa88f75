//! Inputs that are overlays of real repositories, changed.
//!
//! Where the conformance material lies beside this repository, `../shared/corpora/*/index.tsv` lists overlays that build
//! and `expected/` what they print.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use overlint_source::read::{Limits, Place, read};
use overlint_source::{Node, Origin, Style, Value};

use super::coverage::fields_of;
use super::generate::faults::spoil_text;
use super::generate::oddities::PLAIN;
use super::generate::scene::{Layer, Object, Scene};
use super::generate::{decorate, traps};
use super::input::{Entry, Input};
use super::random::Random;
use super::yaml::Yaml;

/// A larger tree takes more time than it is worth.
const MOST_BYTES: usize = 400_000;

/// The overlays of the real repositories.
#[derive(Debug)]
pub(crate) struct Corpora {
    overlays: Vec<Overlay>,
}

#[derive(Debug)]
struct Overlay {
    tree: PathBuf,
    directory: String,
    expected: PathBuf,
    /// Read when it is first needed.
    files: OnceLock<BTreeMap<String, Entry>>,
}

impl Corpora {
    /// The overlays that are there; none where the material is not.
    pub(crate) fn open() -> Self {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
        let folders = fs::read_dir(shared).into_iter().flatten().flatten().map(|entry| entry.path());
        let folders: BTreeSet<PathBuf> = folders.collect();
        let overlays: Vec<Overlay> = folders.iter().flat_map(|folder| overlays(folder)).collect();
        Self { overlays }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.overlays.is_empty()
    }

    /// One of the overlays, changed.
    pub(crate) fn mutate(&self, mut random: Random) -> Input {
        let overlay = loop {
            let overlay = &self.overlays[random.below(self.overlays.len())];
            if size(overlay.files()) <= MOST_BYTES {
                break overlay;
            }
        };
        let mut scene = Scene::new(random);
        scene.input.entries.clone_from(overlay.files());
        scene.input.directory.clone_from(&overlay.directory);
        scene.mark("mutated");
        if scene.random.chance(65) {
            scene.mark("mutated with an overlay on top");
            put_on_top(&mut scene, overlay);
        }
        let changes = if scene.input.directory == overlay.directory {
            scene.random.between(1, 3)
        } else {
            scene.random.below(2)
        };
        for _ in 0..changes {
            change_text(&mut scene);
        }
        mark_fields(&mut scene.input);
        scene.input
    }
}

fn overlays(folder: &Path) -> Vec<Overlay> {
    let index = fs::read_to_string(folder.join("index.tsv")).unwrap_or_default();
    let overlay = |line: &str| {
        let mut columns = line.split('\t');
        let (directory, expected) = (columns.next()?, columns.next()?);
        Some(Overlay {
            tree: folder.join("tree"),
            directory: directory.to_owned(),
            expected: folder.join("expected").join(expected),
            files: OnceLock::new(),
        })
    };
    index.lines().filter_map(overlay).collect()
}

impl Overlay {
    fn files(&self) -> &BTreeMap<String, Entry> {
        self.files.get_or_init(|| {
            let mut closure = Closure { tree: &self.tree, files: BTreeMap::new(), bytes: 0 };
            closure.directory(&self.directory);
            closure.files
        })
    }

    /// The objects that the overlay prints.
    fn objects(&self) -> Vec<Object> {
        let text = fs::read_to_string(&self.expected).unwrap_or_default();
        let documents = read(&text, Place::At(Origin::NOWHERE), &Limits::default()).unwrap_or_default();
        let bodies = documents.iter().filter_map(|document| document.root.as_ref()).map(to_yaml);
        bodies.map(Object::new).filter(|object| !object.name.is_empty()).collect()
    }
}

fn size(files: &BTreeMap<String, Entry>) -> usize {
    let sizes = files.values().map(|entry| if let Entry::File(bytes) = entry { bytes.len() } else { 0 });
    sizes.sum()
}

/// Collects what a kustomization reads: everything that a word in it leads to.
struct Closure<'a> {
    tree: &'a Path,
    files: BTreeMap<String, Entry>,
    bytes: usize,
}

impl Closure<'_> {
    fn directory(&mut self, directory: &str) {
        for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
            if let Some(path) = join(directory, name) {
                self.file(&path, directory);
            }
        }
    }

    fn file(&mut self, path: &str, directory: &str) {
        let Ok(bytes) = fs::read(self.tree.join(path)) else { return };
        if self.files.contains_key(path) || self.bytes > MOST_BYTES {
            return;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.bytes += bytes.len();
        self.files.insert(path.to_owned(), Entry::File(bytes));
        let is_word_end = |c: char| c.is_whitespace() || "\"'=,[]{}()".contains(c);
        for word in text.split(is_word_end).filter(|word| !word.is_empty() && word.len() < 200) {
            let Some(place) = join(directory, word) else { continue };
            match fs::metadata(self.tree.join(&place)) {
                Ok(metadata) if metadata.is_dir() => self.directory(&place),
                Ok(_) => self.file(&place, directory),
                Err(_) => {}
            }
        }
    }
}

/// A path from a directory, without `.` and `..`; `None` where it leaves the tree.
fn join(directory: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = directory.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            other => segments.push(other),
        }
    }
    Some(segments.join("/"))
}

fn to_yaml(node: &Node) -> Yaml {
    match &node.value {
        Value::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.len() < 60 => {
            match scalar.text.as_str() {
                "true" | "false" | "null" => Yaml::plain(scalar.text.as_str()),
                text if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Yaml::plain(text),
                text => Yaml::from(text),
            }
        }
        Value::Scalar(scalar) => Yaml::from(scalar.text.as_str()),
        Value::Sequence(list) => Yaml::List(list.items.iter().map(to_yaml).collect()),
        Value::Mapping(map) => {
            let safe = |text: &str| {
                let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
                if plain && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() > 1 {
                    text.to_owned()
                } else {
                    super::yaml::quoted(text)
                }
            };
            Yaml::Map(
                map.entries.iter().map(|entry| (safe(entry.key.text()), to_yaml(&entry.value))).collect(),
            )
        }
    }
}

/// A new overlay above, with themes that name the real objects.
fn put_on_top(scene: &mut Scene, overlay: &Overlay) {
    let mut layer = Layer {
        directory: "on-top".to_owned(),
        is_root: true,
        objects: overlay.objects(),
        ..Layer::default()
    };
    layer.fields.push("resources", Yaml::Text(format!("../{}", overlay.directory)));
    let count = scene.random.between(1, 3);
    decorate(scene, &mut layer, count);
    if scene.random.chance(30) {
        let index = scene.random.below(traps::TRAPS.len());
        traps::TRAPS[index](scene, &mut layer);
    }
    "on-top".clone_into(&mut scene.input.directory);
    scene.finish(layer);
}

/// Changes one line of one file.
fn change_text(scene: &mut Scene) {
    let paths: Vec<String> = scene.input.entries.keys().cloned().collect();
    let Some(index) = scene.random.index(paths.len()) else { return };
    let path = &paths[index];
    let Some(Entry::File(bytes)) = scene.input.entries.get(path) else { return };
    let Ok(text) = String::from_utf8(bytes.clone()) else { return };
    let changed = match scene.random.below(10) {
        0..=5 => with_odd_scalar(&mut scene.random, &text),
        6 => text.replace('\n', "\r\n"),
        7 => with_comment(&mut scene.random, &text),
        _ => {
            let (name, spoilt) = spoil_text(&mut scene.random, &text);
            scene.mark(&format!("fault {name}"));
            spoilt
        }
    };
    scene.mark("mutated text");
    scene.file(path.clone(), changed);
}

/// A text with another scalar behind one of its keys.
fn with_odd_scalar(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let has_scalar = |line: &String| {
        let key = line.split_once(": ").map(|(key, _)| key.trim().to_owned());
        key.is_some_and(|key| {
            !["apiVersion", "kind", "name", "path", "namespace"].contains(&key.trim_start_matches("- "))
        })
    };
    let places: Vec<usize> = (0..lines.len()).filter(|at| has_scalar(&lines[*at])).collect();
    let Some(index) = random.index(places.len()) else { return text.to_owned() };
    let line = &mut lines[places[index]];
    let key = line.split_once(": ").map_or("", |(key, _)| key).to_owned();
    *line = format!("{key}: {}", random.pick(PLAIN));
    lines.join("\n") + "\n"
}

fn with_comment(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = random.below(lines.len());
    if let Some(line) = lines.get_mut(at) {
        line.push_str(" # a comment");
    }
    lines.join("\n") + "\n"
}

fn mark_fields(input: &mut Input) {
    let mut found = BTreeSet::new();
    for (path, entry) in &input.entries {
        let name = path.rsplit('/').next().unwrap_or_default();
        if let Entry::File(bytes) = entry
            && name.to_ascii_lowercase().starts_with("kustomization")
        {
            found.extend(fields_of(&String::from_utf8_lossy(bytes)));
        }
    }
    input.features.extend(found);
}

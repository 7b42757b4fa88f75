//! Finding and reading the kustomization file of a directory.

use overlint_source::read::{Limits, Place, decode, read_only_first};
use overlint_source::tree::path;
use overlint_source::{FileKind, FileTree, Node, Origin, SourceId, Sources};

use super::{Kustomization, Text};
use crate::budget::check_kustomization;
use crate::error::{BuildError, Fault, Result};
use crate::files;

/// The names that kustomize tries, in this order and exactly so written.
pub(crate) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// How many manifests of a directory without kustomization file are named.
const SHOWN_MANIFESTS: usize = 3;

/// A kustomization file that was found.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    /// Its path in the tree.
    pub(crate) path: String,
    /// The text.
    pub(crate) source: SourceId,
}

/// Whether a file of this name is a kustomization file.
pub fn is_kustomization_file(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The kustomization file of a directory; fails where there is none or more than one. `asked` is the place that
/// names the directory.
pub(crate) fn find(
    tree: &dyn FileTree,
    sources: &Sources,
    directory: &str,
    asked: Origin,
) -> Result<Located> {
    let present: Vec<String> = NAMES
        .iter()
        .filter_map(|name| path::join(directory, name))
        .filter(|file| files::resolve_within(tree, file, directory).is_some_and(|k| k.1 == FileKind::File))
        .collect();
    match present.as_slice() {
        [file] => {
            let bytes = tree.read(file).map_err(|error| files::unreadable(&error, asked))?;
            let text = match decode(&bytes) {
                Ok(text) => text.into_owned(),
                Err(error) => return Err(undecodable(sources, file, &bytes, &error.message)),
            };
            Ok(Located { path: file.clone(), source: sources.add(file.as_str(), text) })
        }
        [] => Err(none_here(tree, directory, asked)),
        several => {
            let origin = if asked.is_somewhere() { asked } else { start(tree, sources, &several[0]) };
            Err(BuildError::new(
                Fault::Kustomization,
                origin,
                format!(
                    "`{}` has more than one kustomization file: `{}`",
                    path::relative(directory, ""),
                    several.join("`, `")
                ),
            )
            .help("keep one of them"))
        }
    }
}

/// What can be said of a kustomization file, also where something else in it is wrong.
pub(crate) struct Loaded {
    pub(crate) is_component: bool,
    /// `resources` and `bases`.
    pub(crate) resources: Vec<Text>,
    pub(crate) components: Vec<Text>,
    pub(crate) kustomization: Result<Kustomization>,
}

/// Reads a kustomization file that was found. Fails where it is not YAML.
pub(crate) fn load(sources: &Sources, located: &Located) -> Result<Loaded> {
    let text = sources.get(located.source).map(|source| source.text().clone()).unwrap_or_default();
    let place = Place::Within { source: located.source, first_line: 1, indent: 0 };
    let document = read_only_first(&text, place, &Limits::default())
        .map_err(|error| files::syntax(&error, &located.path))?;
    let Some(root) = document.root else {
        return Err(BuildError::new(
            Fault::Kustomization,
            Origin::start_of(located.source),
            "the kustomization file is empty",
        )
        .help("list what it builds under `resources`"));
    };
    check_kustomization(&root)?;
    let mut resources = names(&root, "resources");
    resources.extend(names(&root, "bases"));
    Ok(Loaded {
        is_component: field(&root, "kind").and_then(Node::text) == Some("Component"),
        resources,
        components: names(&root, "components"),
        kustomization: Kustomization::decode(&root, located.source),
    })
}

fn field<'n>(root: &'n Node, name: &str) -> Option<&'n Node> {
    let entry = root.entries().iter().rev().find(|entry| entry.key.text().eq_ignore_ascii_case(name));
    entry.map(|entry| &entry.value)
}

/// The strings of a list, whatever else may be wrong with the file: what a faulty kustomization includes is included
/// all the same.
fn names(root: &Node, name: &str) -> Vec<Text> {
    let items = field(root, name).map_or(&[][..], Node::items);
    items
        .iter()
        .filter_map(|item| {
            let scalar = item.as_scalar()?;
            Some(Text { text: scalar.text.clone(), style: scalar.style, origin: item.origin })
        })
        .collect()
}

fn none_here(tree: &dyn FileTree, directory: &str, asked: Origin) -> BuildError {
    let message = format!(
        "there is no `kustomization.yaml`, `kustomization.yml` or `Kustomization` in `{}`",
        path::relative(directory, "")
    );
    let files = tree.files(directory).unwrap_or_default();
    let here = files.iter().filter(|file| path::parent(file) == directory).map(|file| path::file_name(file));
    let manifests: Vec<String> = here
        .filter(|name| matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml"))))
        .filter(|name| is_manifest(tree, directory, name))
        .take(SHOWN_MANIFESTS)
        .map(|name| format!("`{name}`"))
        .collect();
    let error = missing(asked, message);
    if manifests.is_empty() {
        error.help("name a directory that has one")
    } else {
        error
            .help(format!("add a `kustomization.yaml` that lists {} under `resources`", manifests.join(", ")))
    }
}

/// Whether a file looks like a Kubernetes object, and not like the settings of some program.
fn is_manifest(tree: &dyn FileTree, directory: &str, name: &str) -> bool {
    let bytes = path::join(directory, name).and_then(|file| tree.read(&file).ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).lines().any(|line| line.starts_with("kind:"))
}

fn start(tree: &dyn FileTree, sources: &Sources, file: &str) -> Origin {
    let bytes = tree.read(file).unwrap_or_default();
    Origin::start_of(sources.add(file, String::from_utf8_lossy(&bytes).into_owned()))
}

pub(crate) fn undecodable(sources: &Sources, file: &str, bytes: &[u8], why: &str) -> BuildError {
    let source = sources.add(file, String::from_utf8_lossy(bytes).into_owned());
    BuildError::new(Fault::Syntax, Origin::start_of(source), format!("`{file}` is not text: {why}"))
}

fn missing(asked: Origin, message: String) -> BuildError {
    BuildError::new(Fault::MissingFile, asked, message)
}

//! From the paths that were typed to a tree of files and a root that findings are shown relative to.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use overlint_kustomize::kustomization::is_kustomization_file;
use overlint_source::tree::{Directory, path};

use crate::config::FILE_NAME;

/// What a command works on.
pub(crate) struct Repository {
    /// Everything that may be read.
    pub(crate) tree: Directory,
    /// The root within the tree, which findings are shown relative to.
    pub(crate) root: String,
    /// The paths that were asked for, within the tree.
    pub(crate) paths: Vec<String>,
    /// What a person's paths are relative to: the working directory where it lies in the tree, else the root.
    pub(crate) here: String,
}

impl Repository {
    /// Opens what holds these directories; fails where one is missing or lies outside the boundary that was asked for.
    pub(crate) fn open(paths: &[PathBuf], boundary: Option<&Path>) -> anyhow::Result<Self> {
        let real = paths.iter().map(|path| existing_directory(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let shared = common_ancestor(&real).context("a path is needed")?;
        let boundary = match boundary {
            Some(asked) => existing_directory(asked)?,
            None => default_boundary(&shared),
        };
        if let Some(outside) = real.iter().find(|path| !path.starts_with(&boundary)) {
            bail!("`{}` lies outside `{}`", outside.display(), boundary.display());
        }
        let tree = Directory::open(&boundary).with_context(|| format!("`{}`", boundary.display()))?;
        let root = display_root(&shared, &real, &boundary);
        let within = |path: &Path| within_tree(path, &boundary);
        let here = working_directory().and_then(|here| within(&here).ok());
        let root = within(&root)?;
        let paths = real.iter().map(|path| within(path)).collect::<Result<_, _>>()?;
        Ok(Self { here: here.unwrap_or_else(|| root.clone()), root, paths, tree })
    }

    /// Whether a file of the tree is the configuration.
    pub(crate) fn is_configuration(&self, file: &str) -> bool {
        path::join(&self.root, FILE_NAME).is_some_and(|configuration| configuration == file)
    }

    /// The root on the disk.
    pub(crate) fn root_directory(&self) -> PathBuf {
        self.tree.root().join(&self.root)
    }

    /// A path of the tree, relative to the root.
    pub(crate) fn shown(&self, path: &str) -> String {
        path::relative(path, &self.root)
    }
}

fn existing_directory(path: &Path) -> anyhow::Result<PathBuf> {
    let shown = path.display();
    let real = path.canonicalize().with_context(|| format!("`{shown}` cannot be opened"))?;
    if real.is_dir() {
        return Ok(real);
    }
    if real.file_name().and_then(OsStr::to_str).is_some_and(is_kustomization_file) {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        bail!("`{shown}` is a file; name the directory that it lies in: `{}`", directory.display());
    }
    bail!(
        "`{shown}` is a file; name the directory of an overlay or of a repository, or run `overlint validate {shown}`, \
         which judges manifests as they are"
    )
}

fn within_tree(path: &Path, boundary: &Path) -> anyhow::Result<String> {
    let relative = path.strip_prefix(boundary).context("the path lies outside the repository")?;
    let text = relative.to_str().with_context(|| format!("`{}` is not UTF-8", path.display()))?;
    Ok(text.replace('\\', "/"))
}

/// The top of the git checkout; without one the nearest directory with an `overlint.yaml`, or else the working
/// directory, if it holds the path; else the path.
fn default_boundary(path: &Path) -> PathBuf {
    for mark in [".git", FILE_NAME] {
        if let Some(top) = path.ancestors().find(|ancestor| ancestor.join(mark).exists()) {
            return top.to_owned();
        }
    }
    working_directory().filter(|directory| path.starts_with(directory)).unwrap_or_else(|| path.to_owned())
}

fn working_directory() -> Option<PathBuf> {
    env::current_dir().and_then(|directory| directory.canonicalize()).ok()
}

/// The nearest directory above the paths with an `overlint.yaml`; without one the paths' common ancestor, or for
/// a single overlay the working directory.
fn display_root(shared: &Path, paths: &[PathBuf], boundary: &Path) -> PathBuf {
    let above = shared.ancestors().take_while(|ancestor| ancestor.starts_with(boundary));
    if let Some(configured) = above.into_iter().find(|ancestor| ancestor.join(FILE_NAME).is_file()) {
        return configured.to_owned();
    }
    let here = working_directory().filter(|here| shared.starts_with(here) && here.starts_with(boundary));
    match here {
        Some(here) if paths.iter().all(|path| is_kustomization(path)) => here,
        _ => shared.to_owned(),
    }
}

fn is_kustomization(directory: &Path) -> bool {
    let entries = directory.read_dir().into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_str().is_some_and(is_kustomization_file))
}

fn common_ancestor(paths: &[PathBuf]) -> Option<PathBuf> {
    let first = paths.first()?;
    first.ancestors().find(|ancestor| paths.iter().all(|path| path.starts_with(ancestor))).map(Path::to_owned)
}

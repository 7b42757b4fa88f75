//! Which texts to judge: what was typed, and what lies in the directories that were.

use std::collections::HashSet;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use overlint_kustomize::kustomization::is_kustomization_file;
use overlint_source::FileTree as _;
use overlint_source::tree::path;
use regex::Regex;

use crate::repository::Repository;

/// The name of standard input as an argument.
const STANDARD_INPUT: &str = "-";

/// The most bytes that are read from standard input.
const MAX_STANDARD_INPUT: u64 = 256 << 20;

/// What the files of manifests end with, in any case.
const EXTENSIONS: [&str; 3] = [".yaml", ".yml", ".json"];

/// The file that makes a directory a Helm chart.
const CHART: &str = "Chart.yaml";

/// A text to judge, and what it is called in findings.
pub(super) struct Input {
    pub(super) shown: String,
    pub(super) content: Content,
}

/// Where a text comes from.
pub(super) enum Content {
    /// A file of the tree.
    File(String),
    /// Standard input, which was read.
    Read(Vec<u8>),
    /// A file that is no manifest, by what it is.
    Other(&'static str),
}

/// The texts to judge, each once.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) all: Vec<Input>,
    known: HashSet<String>,
}

/// The paths that were typed; without any, standard input where something is piped into it.
pub(super) fn paths(typed: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    if !typed.is_empty() {
        return Ok(typed.to_vec());
    }
    if std::io::stdin().is_terminal() {
        bail!("name files or directories to validate, or pipe manifests into `overlint validate -`");
    }
    Ok(vec![PathBuf::from(STANDARD_INPUT)])
}

/// The directories that hold what was typed. A file is looked for in the directory that was typed, whatever it links to.
pub(super) fn directories(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let directory = |path: &PathBuf| {
        if is_standard_input(path) {
            return Ok(PathBuf::from("."));
        }
        let real = path.canonicalize().with_context(|| format!("`{}` cannot be opened", path.display()))?;
        let parent =
            || path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(if real.is_dir() { path.clone() } else { parent().to_owned() })
    };
    paths.iter().map(directory).collect()
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

impl Inputs {
    /// Finds what to judge. `repository` was opened on the [`directories`] of the paths, in their order.
    pub(super) fn find(
        repository: &Repository,
        paths: &[PathBuf],
        ignored: &[Regex],
    ) -> anyhow::Result<Self> {
        let mut inputs = Self::default();
        for (typed, directory) in paths.iter().zip(&repository.paths) {
            if is_standard_input(typed) {
                inputs.add_standard_input()?;
            } else if typed.is_dir() {
                inputs.add_directory(repository, typed, directory, ignored)?;
            } else {
                inputs.add_file(repository, typed, directory)?;
            }
        }
        Ok(inputs)
    }

    fn add_standard_input(&mut self) -> anyhow::Result<()> {
        if !self.known.insert(STANDARD_INPUT.to_owned()) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let mut input = std::io::stdin().lock().take(MAX_STANDARD_INPUT + 1);
        input.read_to_end(&mut bytes).context("standard input cannot be read")?;
        if bytes.len() as u64 > MAX_STANDARD_INPUT {
            bail!("standard input is larger than the limit of {MAX_STANDARD_INPUT} bytes");
        }
        self.all.push(Input { shown: "stdin".to_owned(), content: Content::Read(bytes) });
        Ok(())
    }

    /// A file that was typed is read whatever it is called.
    fn add_file(&mut self, repository: &Repository, typed: &Path, directory: &str) -> anyhow::Result<()> {
        let shown = with_slashes(typed);
        let file = path::join(directory, path::file_name(&shown)).unwrap_or_default();
        repository.tree.resolve(&file)?;
        let kustomization = is_kustomization_file(path::file_name(&file)).then_some("kustomization file");
        self.add(shown, file, kustomization);
        Ok(())
    }

    fn add_directory(
        &mut self,
        repository: &Repository,
        typed: &Path,
        directory: &str,
        ignored: &[Regex],
    ) -> anyhow::Result<()> {
        let shown = with_slashes(typed);
        let shown = shown.trim_start_matches("./").trim_end_matches('/');
        let prefix =
            if matches!(shown, "" | ".") && !typed.has_root() { String::new() } else { format!("{shown}/") };
        let files = repository.tree.files(directory)?;
        let charts: HashSet<&str> = files
            .iter()
            .filter(|file| path::file_name(file) == CHART)
            .map(|file| path::parent(file))
            .collect();
        let (mut manifests, mut others) = (0, 0);
        for file in files.iter().filter(|file| is_manifest_file(file) && !repository.is_configuration(file)) {
            let inside = path::relative(file, directory);
            let shown = format!("{prefix}{inside}");
            if is_hidden(&inside) || ignored.iter().any(|pattern| pattern.is_match(&shown)) {
                continue;
            }
            let other = other(file, &charts);
            *if other.is_some() { &mut others } else { &mut manifests } += 1;
            self.add(shown, file.clone(), other);
        }
        match (manifests, others) {
            (0, 0) => bail!(
                "there is no manifest in `{}`: no file whose name ends with .yaml, .yml or .json",
                typed.display()
            ),
            (0, _) => bail!(
                "there is no manifest in `{}`, only kustomization files and charts; `overlint check` builds and validates them",
                typed.display()
            ),
            _ => Ok(()),
        }
    }

    fn add(&mut self, shown: String, file: String, other: Option<&'static str>) {
        if self.known.insert(file.clone()) {
            self.all.push(Input { shown, content: other.map_or(Content::File(file), Content::Other) });
        }
    }
}

fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

fn is_manifest_file(file: &str) -> bool {
    let name = path::file_name(file).to_ascii_lowercase();
    EXTENSIONS.iter().any(|extension| name.ends_with(extension))
}

/// Whether a directory on the way is hidden, as `.git` is.
fn is_hidden(inside: &str) -> bool {
    path::parent(inside).split('/').any(|directory| directory.starts_with('.'))
}

/// What a file of a directory is that is no manifest by its name and place: it is counted, and not judged.
fn other(file: &str, charts: &HashSet<&str>) -> Option<&'static str> {
    let name = path::file_name(file);
    if is_kustomization_file(name) {
        return Some("kustomization file");
    }
    let mut directory = path::parent(file);
    let mut below = name;
    loop {
        if charts.contains(directory) {
            return is_of_chart(name, below).then_some("file of a Helm chart");
        }
        if directory.is_empty() {
            return None;
        }
        below = path::file_name(directory);
        directory = path::parent(directory);
    }
}

/// Whether a file belongs to a chart, by its name and the entry of the chart's directory that holds it. What lies in
/// `crds` is applied as it is.
fn is_of_chart(name: &str, entry: &str) -> bool {
    matches!(entry, "templates" | "ci" | "tests")
        || name == entry && (name.starts_with("values") || matches!(name, CHART | "requirements.yaml"))
}

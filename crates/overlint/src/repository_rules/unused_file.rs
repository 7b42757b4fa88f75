//! Manifests beside a kustomization that nothing uses.

use std::collections::HashMap;

use overlint_kustomize::LoadRestrictor;
use overlint_kustomize::kustomization::is_kustomization_file;
use overlint_policy::Object;
use overlint_source::read::{Limits, Place, decode, read};
use overlint_source::tree::path;
use overlint_source::{FileKind, Finding, Node, Origin, ResourceId, Rule, Severity, SourceId};

use super::Run;
use super::mentions::{Mentions, has_name_of_yaml};

/// Nearly always true, and often known: vendored folders are copied whole, examples lie beside what they are for.
pub(super) const RULE: Rule = Rule {
    id: "unused-file",
    summary: "no kustomization uses a manifest that lies beside one",
    documentation: include_str!("unused_file.md"),
    severity: Severity::Info,
};

/// Files of programs that look like manifests, by the beginning or the end of their group.
const TOOLS: &[&str] = &[
    "skaffold/",
    "builtin",
    "backstage.io/",
    "k3d.io/",
    "ctlptl.dev/",
    "eksctl.io/",
    "kuttl.dev/",
    "chainsaw.kyverno.io/",
    "cli.kyverno.io/",
    "kind.x-k8s.io/",
    "kustomize.config.k8s.io/",
    "config.kubernetes.io/",
    "kubeadm.k8s.io/",
    "kubelet.config.k8s.io/",
    "audit.k8s.io/",
    "apiserver.config.k8s.io/",
    "kubeproxy.config.k8s.io/",
];

/// What makes a cluster look at a directory is itself applied by hand.
const ROOTS: &[(&str, &[&str])] = &[
    ("argoproj.io/", &["Application", "ApplicationSet", "AppProject"]),
    (".toolkit.fluxcd.io/", &["Kustomization", "GitRepository", "OCIRepository", "Bucket"]),
];

/// A finding for each manifest that no kustomization uses.
pub(super) fn find(run: &Run<'_>) -> Vec<Finding> {
    let candidates: Vec<(&str, usize)> = run.files.iter().filter_map(|file| candidate(run, file)).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut texts = Texts::new(run);
    let unused = candidates.into_iter().filter(|(file, node)| !texts.mention(run, file, *node));
    unused.filter_map(|(file, node)| finding(run, file, node)).collect()
}

/// A YAML file that was not read in this run, with the kustomization that it would belong to.
fn candidate<'a>(run: &Run<'_>, file: &'a str) -> Option<(&'a str, usize)> {
    let name = path::file_name(file);
    let check = run.check;
    if !has_name_of_yaml(name) || is_kustomization_file(name) || check.sources.has(file) {
        return None;
    }
    let node = kustomization_of(run, path::parent(file))?;
    let directory = run.graph.path(node);
    let is_excluded = check.config.overlays.excludes(&path::relative(directory, check.root));
    (run.graph.file(node).is_some() && !is_excluded && is_whole(run, file) && !is_linked(run, file))
        .then_some((file, node))
}

/// The kustomization that the files of a directory belong to: its own or the nearest above.
fn kustomization_of(run: &Run<'_>, mut directory: &str) -> Option<usize> {
    loop {
        if let Some(node) = run.graph.find(directory) {
            return Some(node);
        }
        if directory.is_empty() || !run.is_asked_for(directory) {
            return None;
        }
        directory = path::parent(directory);
    }
}

/// Whether this run knows everything that may use a file: what lies above, or anywhere where anything may be used.
fn is_whole(run: &Run<'_>, file: &str) -> bool {
    let check = run.check;
    if check.paths.iter().any(String::is_empty) {
        return true;
    }
    let top = check.paths.iter().find(|path| path::is_within(file, path));
    check.load_restrictor == LoadRestrictor::RootOnly && top.is_some_and(|top| !is_below_another(run, top))
}

fn is_below_another(run: &Run<'_>, directory: &str) -> bool {
    let mut above = directory;
    while !above.is_empty() {
        above = path::parent(above);
        if overlint_kustomize::is_kustomization(run.check.tree, above) {
            return true;
        }
    }
    false
}

/// A link is not the file itself.
fn is_linked(run: &Run<'_>, file: &str) -> bool {
    !matches!(run.check.tree.resolve(file), Ok((real, FileKind::File)) if real == file)
}

/// The texts that may speak of a file, read once for each kustomization and each directory above one.
struct Texts<'a> {
    /// The files of each directory.
    files: HashMap<&'a str, Vec<&'a str>>,
    /// The directories that belong to each kustomization.
    directories: HashMap<usize, Vec<&'a str>>,
    near: HashMap<usize, Mentions<'a>>,
    above: HashMap<String, Mentions<'a>>,
}

impl<'a> Texts<'a> {
    fn new(run: &Run<'a>) -> Self {
        let mut files: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut directories: HashMap<usize, Vec<&str>> = HashMap::new();
        for file in run.files {
            let directory = path::parent(file);
            let here = files.entry(directory).or_default();
            if here.is_empty()
                && let Some(node) = kustomization_of(run, directory)
            {
                directories.entry(node).or_default().push(directory);
            }
            here.push(file);
        }
        Self { files, directories, near: HashMap::new(), above: HashMap::new() }
    }

    /// Whether a file is spoken of, or lies where nothing is looked at: in a chart, or in a directory of which the
    /// kustomization uses nothing.
    fn mention(&mut self, run: &Run<'a>, file: &str, node: usize) -> bool {
        let directory = path::parent(file);
        let used = |file: &&str| run.check.sources.has(file);
        let is_own = directory == run.graph.path(node);
        if !is_own && !self.files.get(directory).is_some_and(|files| files.iter().any(used)) {
            return true;
        }
        self.is_in_chart(directory) || self.near(run, node).have(file, 1) || self.above(run, file, node)
    }

    fn is_in_chart(&self, directory: &str) -> bool {
        let is_chart = |directory: &str| {
            let files = self.files.get(directory).map_or(&[][..], Vec::as_slice);
            files.iter().any(|file| path::file_name(file) == "Chart.yaml")
        };
        ancestors(directory).any(is_chart)
    }

    fn near(&mut self, run: &Run<'a>, node: usize) -> &Mentions<'a> {
        let (files, directories) = (&self.files, &self.directories);
        self.near.entry(node).or_insert_with(|| {
            let directories = directories.get(&node).into_iter().flatten();
            let files = directories.filter_map(|directory| files.get(directory)).flatten().copied();
            Mentions::read(run.check.tree, files)
        })
    }

    /// Whether a text in a directory above speaks of the file and its directory.
    fn above(&mut self, run: &Run<'a>, file: &str, node: usize) -> bool {
        let files = &self.files;
        ancestors(run.graph.path(node)).skip(1).any(|directory| {
            let mentions = self.above.entry(directory.to_owned()).or_insert_with(|| {
                let files = files.get(directory).into_iter().flatten().copied();
                Mentions::read(run.check.tree, files)
            });
            mentions.have(file, 2)
        })
    }
}

/// A directory and those above it.
fn ancestors(directory: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(directory), |directory| {
        (!directory.is_empty()).then(|| path::parent(directory))
    })
}

fn finding(run: &Run<'_>, file: &str, node: usize) -> Option<Finding> {
    let bytes = run.check.tree.read(file).ok()?;
    let text = decode(&bytes).ok()?;
    let id = read(&text, Place::of(SourceId::NOWHERE), &Limits::default())
        .ok()?
        .iter()
        .find_map(|document| manifest(document.root.as_ref()?))?;
    let source = run.check.sources.add(file, text.as_ref());
    let message = format!("no kustomization uses `{}`", path::file_name(file));
    let help = "list it in the kustomization, or delete it";
    let mut finding = Finding::warning(RULE.id, Origin::start_of(source), message).help(help);
    finding.severity = RULE.severity;
    finding.resources = vec![id.into()];
    run.at_level(finding, run.graph.path(node))
}

/// What a document is called, if it is a manifest that belongs into a kustomization.
fn manifest(root: &Node) -> Option<ResourceId> {
    let id = Object::new(root).id();
    let of = |group: &str| id.api_version.starts_with(group) || id.api_version.contains(&format!(".{group}"));
    let is_tool = TOOLS.iter().any(|group| of(group));
    let is_root = ROOTS
        .iter()
        .any(|(group, kinds)| id.api_version.contains(group) && kinds.contains(&id.kind.as_str()));
    // A Secret is filled in and applied by hand, more often than it is forgotten.
    let is_secret = id.kind == "Secret";
    (!is_secret && !id.api_version.is_empty() && !id.kind.is_empty() && !is_tool && !is_root).then_some(id)
}

//! Which kustomization includes which: kustomization files only, read before anything is built.

use std::collections::{BTreeSet, HashMap};

use overlint_source::tree::path;
use overlint_source::{FileKind, FileTree, Node, Origin, SourceId, Sources, TreeError};
use rayon::prelude::*;

use crate::documents::read_objects;
use crate::error::{BuildError, Fault, Result};
use crate::files::{not_there, place_of};
use crate::kustomization::{self, Kustomization, Located, Text};

/// The kustomizations of a run and their includes.
#[derive(Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<Directory>,
    by_path: HashMap<String, usize>,
    /// How many were asked for: these have the first numbers.
    asked: usize,
}

/// A directory that is, or should be, a kustomization.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) path: String,
    pub(crate) content: Result<Content>,
    /// Whether the file says that it is a Component, even where something else in it is wrong.
    is_component: bool,
    /// The directories that it includes, likewise.
    includes: Vec<usize>,
}

/// A kustomization that was read.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) file: String,
    /// The text of the file.
    pub(crate) source: SourceId,
    pub(crate) kustomization: Kustomization,
    /// What each of `resources` leads to.
    pub(crate) resources: Vec<Target>,
    /// What each of `components` leads to.
    pub(crate) components: Vec<Target>,
    pub(crate) generators: Vec<Plugin>,
    pub(crate) transformers: Vec<Plugin>,
    pub(crate) validators: Vec<Plugin>,
}

/// An entry of `generators`, `transformers` or `validators`.
#[derive(Clone, Debug)]
pub(crate) enum Plugin {
    /// The configurations themselves.
    Inline(Vec<Node>),
    /// What holds them.
    At(Target),
}

impl Content {
    /// Every entry that leads to a file or directory, with its text.
    fn entries(&self) -> impl Iterator<Item = (&Target, &Text)> {
        let own = &self.kustomization;
        let plugins = [
            (&self.generators, &own.generators),
            (&self.transformers, &own.transformers),
            (&self.validators, &own.validators),
        ];
        let plugins = plugins.into_iter().flat_map(|(plugins, texts)| plugins.iter().zip(texts));
        let plugins = plugins.filter_map(|(plugin, text)| match plugin {
            Plugin::At(target) => Some((target, text)),
            Plugin::Inline(_) => None,
        });
        let resources = self.resources.iter().zip(&own.resources);
        resources.chain(self.components.iter().zip(&own.components)).chain(plugins)
    }
}

/// What an entry of `resources` or `components` leads to.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A file, by its real path.
    File(String),
    /// Another kustomization.
    Directory(usize),
    /// Nothing that can be built.
    Nowhere(BuildError),
}

/// A target whose directory is not numbered yet.
enum Found {
    File(String),
    Directory(String),
    Nowhere(BuildError),
    /// Not a path at all, but the objects themselves.
    Inline(Vec<Node>),
}

struct Read {
    is_component: bool,
    content: Result<(Located, Kustomization)>,
    resources: Vec<Found>,
    components: Vec<Found>,
    /// Those of `generators`, `transformers` and `validators`.
    plugins: [Vec<Found>; 3],
}

impl Graph {
    /// Reads the kustomization files of these directories and of all that they include, each once, in parallel.
    pub fn load(tree: &dyn FileTree, sources: &Sources, directories: &[String]) -> Self {
        let mut graph = Self::default();
        let mut frontier: Vec<usize> = Vec::new();
        for directory in directories {
            let real = tree.resolve(directory).map_or_else(|_| directory.clone(), |(real, _)| real);
            graph.number(real, &mut frontier);
        }
        graph.asked = graph.nodes.len();
        while !frontier.is_empty() {
            let read: Vec<Read> = frontier
                .par_iter()
                .map(|index| read_directory(tree, sources, &graph.nodes[*index].path))
                .collect();
            let mut next = Vec::new();
            for (index, read) in frontier.into_iter().zip(read) {
                graph.fill(index, read, &mut next);
            }
            frontier = next;
        }
        graph.refuse_cycles();
        graph
    }

    fn number(&mut self, directory: String, new: &mut Vec<usize>) -> usize {
        if let Some(known) = self.by_path.get(&directory) {
            return *known;
        }
        let index = self.nodes.len();
        self.by_path.insert(directory.clone(), index);
        let unread = BuildError::new(Fault::MissingFile, Origin::NOWHERE, "not read");
        let unread = Err(unread);
        self.nodes.push(Directory {
            path: directory,
            content: unread,
            is_component: false,
            includes: Vec::new(),
        });
        new.push(index);
        index
    }

    fn fill(&mut self, index: usize, read: Read, new: &mut Vec<usize>) {
        let mut number = |found: Vec<Found>| -> Vec<Plugin> {
            let target = |found| match found {
                Found::File(file) => Plugin::At(Target::File(file)),
                Found::Directory(directory) => Plugin::At(Target::Directory(self.number(directory, new))),
                Found::Nowhere(error) => Plugin::At(Target::Nowhere(error)),
                Found::Inline(objects) => Plugin::Inline(objects),
            };
            found.into_iter().map(target).collect()
        };
        let (resources, components) = (targets(number(read.resources)), targets(number(read.components)));
        let [generators, transformers, validators] = read.plugins.map(number);
        let plugins = [&generators, &transformers, &validators].into_iter().flatten();
        let directories = plugins.filter_map(Plugin::directory);
        let named = resources.iter().chain(&components).filter_map(Target::directory);
        let includes = named.chain(directories).collect();
        let node = &mut self.nodes[index];
        node.is_component = read.is_component;
        node.includes = includes;
        node.content = read.content.map(|(located, kustomization)| Content {
            file: located.path,
            source: located.source,
            kustomization,
            resources,
            components,
            generators,
            transformers,
            validators,
        });
    }

    /// The number of a directory.
    pub fn find(&self, directory: &str) -> Option<usize> {
        self.by_path.get(directory).copied()
    }

    /// The paths of all directories.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(|node| node.path.as_str())
    }

    /// Whether a directory is a Component, even one that cannot be built.
    pub fn is_component(&self, index: usize) -> bool {
        self.nodes[index].is_component
    }

    /// The path of a directory.
    pub fn path(&self, index: usize) -> &str {
        &self.nodes[index].path
    }

    /// The kustomization file of a directory, if it was read.
    pub fn file(&self, index: usize) -> Option<&str> {
        self.nodes[index].content.as_ref().ok().map(|content| content.file.as_str())
    }

    /// The kustomizations that no other includes, Components aside, sorted by path.
    pub fn overlays(&self) -> Vec<usize> {
        let included: BTreeSet<usize> = self.nodes.iter().flat_map(Directory::includes).collect();
        // What was not asked for is included by something, even where a circle has been cut.
        let mut overlays: Vec<usize> = (0..self.asked)
            .filter(|index| !included.contains(index) && !self.nodes[*index].is_component)
            .collect();
        overlays.sort_by(|a, b| self.nodes[*a].path.cmp(&self.nodes[*b].path));
        overlays
    }

    /// kustomize refuses a kustomization that includes, on whatever way, one whose directory is its own or holds its
    /// own. Such a node gets an error and loses its includes, so that what is left has no cycle.
    fn refuse_cycles(&mut self) {
        let entangled = self.entangled();
        let faults: Vec<(usize, BuildError)> = (0..self.nodes.len())
            .filter_map(|index| Some((index, self.cycle_from(index, entangled[index])?)))
            .collect();
        for (index, fault) in faults {
            self.nodes[index].content = Err(fault);
            // Else each node of a circle would be included by another, and none would be told of.
            self.nodes[index].includes.clear();
        }
    }

    fn cycle_from(&self, start: usize, entangled: bool) -> Option<BuildError> {
        let own = &self.nodes[start].path;
        let content = self.nodes[start].content.as_ref().ok()?;
        // Directories above this one that are kustomizations at all: nearly always none.
        if !self.by_path.contains_key("") && !self.has_ancestor(own) && !entangled {
            return None;
        }
        content.entries().find_map(|(target, text)| {
            let first = target.directory()?;
            let holder =
                self.reachable(first).into_iter().find(|to| path::is_within(own, &self.nodes[*to].path))?;
            let message = format!(
                "`{}` leads to `{}`, which holds this kustomization",
                text.text,
                path::relative(&self.nodes[holder].path, "")
            );
            Some(
                BuildError::new(Fault::Cycle, text.origin, message)
                    .help("take this entry out, or the one that leads back"),
            )
        })
    }

    fn has_ancestor(&self, directory: &str) -> bool {
        let mut above = directory;
        while !above.is_empty() {
            above = path::parent(above);
            if self.by_path.contains_key(above) {
                return true;
            }
        }
        false
    }

    fn reachable(&self, from: usize) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        seen[from] = true;
        let (mut found, mut at) = (vec![from], 0);
        while let Some(next) = found.get(at).copied() {
            at += 1;
            found.extend(
                self.nodes[next].includes().filter(|include| !std::mem::replace(&mut seen[*include], true)),
            );
        }
        found
    }

    /// The nodes that are left when everything that includes nothing left is taken away, again and again: none without
    /// a circle. A chain of thousands would be looked at thousands of times otherwise.
    fn entangled(&self) -> Vec<bool> {
        let mut includers = vec![Vec::new(); self.nodes.len()];
        let mut left: Vec<usize> = vec![0; self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            for include in node.includes() {
                includers[include].push(index);
                left[index] += 1;
            }
        }
        let mut free: Vec<usize> = (0..self.nodes.len()).filter(|index| left[*index] == 0).collect();
        while let Some(index) = free.pop() {
            for includer in &includers[index] {
                left[*includer] -= 1;
                if left[*includer] == 0 {
                    free.push(*includer);
                }
            }
        }
        left.into_iter().map(|left| left > 0).collect()
    }
}

impl Directory {
    fn includes(&self) -> impl Iterator<Item = usize> + '_ {
        self.includes.iter().copied()
    }
}

impl Plugin {
    pub(crate) fn directory(&self) -> Option<usize> {
        if let Self::At(target) = self { target.directory() } else { None }
    }
}

/// The targets of entries that cannot be inline.
fn targets(plugins: Vec<Plugin>) -> Vec<Target> {
    let target = |plugin| if let Plugin::At(target) = plugin { Some(target) } else { None };
    plugins.into_iter().filter_map(target).collect()
}

impl Target {
    pub(crate) fn directory(&self) -> Option<usize> {
        if let Self::Directory(index) = self { Some(*index) } else { None }
    }
}

fn read_directory(tree: &dyn FileTree, sources: &Sources, directory: &str) -> Read {
    let located = kustomization::find(tree, sources, directory, Origin::NOWHERE);
    match located.and_then(|located| Ok((kustomization::load(sources, &located)?, located))) {
        Ok((loaded, located)) => {
            let target = |text: &Text| find_target(tree, directory, text);
            let plugin = |text: &Text| find_plugin(sources, text).unwrap_or_else(|| target(text));
            let own = loaded.kustomization.as_ref().ok();
            let plugins = |texts: fn(&Kustomization) -> &Vec<Text>| {
                own.map(texts).into_iter().flatten().map(plugin).collect()
            };
            Read {
                is_component: loaded.is_component,
                resources: loaded.resources.iter().map(target).collect(),
                components: loaded.components.iter().map(target).collect(),
                plugins: [
                    plugins(|own| &own.generators),
                    plugins(|own| &own.transformers),
                    plugins(|own| &own.validators),
                ],
                content: loaded.kustomization.map(|kustomization| (located, kustomization)),
            }
        }
        Err(error) => Read {
            is_component: false,
            resources: Vec::new(),
            components: Vec::new(),
            plugins: [const { Vec::new() }; 3],
            content: Err(error),
        },
    }
}

/// The objects of an entry that is no path. What reads as objects is none, as kustomize has it.
fn find_plugin(sources: &Sources, text: &Text) -> Option<Found> {
    read_objects(&text.text, place_of(sources, text), "configuration").ok().map(Found::Inline)
}

fn find_target(tree: &dyn FileTree, directory: &str, text: &Text) -> Found {
    let name = text.as_str();
    if name.starts_with('/') {
        let message = format!("`{name}` is an absolute path");
        return Found::Nowhere(
            BuildError::new(Fault::Outside, text.origin, message)
                .help("write the path relative to this kustomization"),
        );
    }
    let Some(joined) = path::join(directory, name) else { return Found::Nowhere(outside(text)) };
    match tree.resolve(&joined) {
        Ok((real, FileKind::File)) => Found::File(real),
        Ok((real, FileKind::Directory)) => Found::Directory(real),
        Err(_) if is_remote(name) => Found::Nowhere(remote(text)),
        Err(TreeError::Outside(_)) => Found::Nowhere(outside(text)),
        Err(_) => Found::Nowhere(not_there(tree, directory, text)),
    }
}

fn outside(text: &Text) -> BuildError {
    let message = format!("`{}` lies outside the repository", text.text);
    BuildError::new(Fault::Outside, text.origin, message)
        .help("name the directory that holds both with `--root`")
}

/// Whether kustomize would fetch this: a URL, `host:path`, or a well-known host.
fn is_remote(name: &str) -> bool {
    let known_host = ["github.com/", "github.com:", "git::", "git@"]
        .iter()
        .any(|host| name.get(..host.len()).is_some_and(|start| start.eq_ignore_ascii_case(host)));
    known_host || name.contains("://") || name.contains("?ref=") || name.contains(".git//")
}

fn remote(text: &Text) -> BuildError {
    let message = format!("`{}` is a remote base or file, and remote ones are not fetched", text.text);
    BuildError::new(Fault::Remote, text.origin, message).help("copy what it names into the repository")
}

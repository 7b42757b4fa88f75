//! Which kustomization includes which: kustomization files only, read before anything is built.

use std::collections::{BTreeSet, HashMap};

use overlint_source::tree::path;
use overlint_source::{Node, Origin, SourceId};
use rayon::prelude::*;
use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::kustomization::{self, Deprecated, Kustomization, Located, Text};
use crate::remote::without_password;
use crate::target::{Finder, Found};

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
    includes: Vec<Include>,
}

/// A directory that another includes.
#[derive(Clone, Debug)]
struct Include {
    to: usize,
    /// The URL that it was fetched by.
    url: Option<SmolStr>,
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
    /// What is wrong with entries although they lead somewhere, such as a ref that moves.
    pub(crate) notes: Vec<BuildError>,
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
    pub(crate) fn load(finder: &Finder<'_>, directories: &[String]) -> Self {
        let mut graph = Self::default();
        let mut frontier: Vec<usize> = Vec::new();
        for directory in directories {
            let real = finder.tree.resolve(directory).map_or_else(|_| directory.clone(), |(real, _)| real);
            graph.number(real, &mut frontier);
        }
        graph.asked = graph.nodes.len();
        while !frontier.is_empty() {
            let read: Vec<Read> =
                frontier.par_iter().map(|index| read_directory(finder, &graph.nodes[*index].path)).collect();
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
        let (mut includes, mut notes) = (Vec::new(), Vec::new());
        let mut number = |found: Vec<Found>| -> Vec<Plugin> {
            let mut include = |directory, url| {
                let to = self.number(directory, new);
                includes.push(Include { to, url });
                Plugin::At(Target::Directory(to))
            };
            let target = |found| match found {
                Found::Inline(objects) => Plugin::Inline(objects),
                Found::File(file) => Plugin::At(Target::File(file)),
                Found::Directory(directory) => include(directory, None),
                Found::Clone { directory, url, note } => {
                    notes.extend(note);
                    include(directory, Some(url))
                }
                Found::Nowhere(error) => Plugin::At(Target::Nowhere(error)),
            };
            found.into_iter().map(target).collect()
        };
        let (resources, components) = (targets(number(read.resources)), targets(number(read.components)));
        let [generators, transformers, validators] = read.plugins.map(number);
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
            notes,
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

    /// The Components that these include, and those that they include in turn.
    pub(crate) fn components_of(&self, nodes: &[usize]) -> BTreeSet<usize> {
        let (mut queue, mut found) = (nodes.to_vec(), BTreeSet::new());
        while let Some(node) = queue.pop() {
            let components = self.nodes[node].includes().filter(|include| self.is_component(*include));
            queue.extend(components.filter(|component| found.insert(*component)));
        }
        found
    }

    /// What includes each directory, by their numbers.
    pub fn includers(&self) -> Vec<Vec<usize>> {
        let mut includers = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            for include in node.includes() {
                includers[include].push(index);
            }
        }
        includers
    }

    /// The path of a directory.
    pub fn path(&self, index: usize) -> &str {
        &self.nodes[index].path
    }

    /// The kustomization file of a directory, if it was read.
    pub fn file(&self, index: usize) -> Option<&str> {
        self.nodes[index].content.as_ref().ok().map(|content| content.file.as_str())
    }

    /// The deprecated fields of all kustomizations, each with the number of the directory.
    pub fn deprecated(&self) -> impl Iterator<Item = (usize, &Deprecated)> {
        let all = self.nodes.iter().enumerate();
        let read = all.filter_map(|(index, node)| Some((index, node.content.as_ref().ok()?)));
        read.flat_map(|(index, content)| {
            content.kustomization.deprecated.iter().map(move |deprecated| (index, deprecated))
        })
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
        let is_below = self.by_path.contains_key("") || self.has_ancestor(own);
        let mut includes = self.nodes[start].includes.iter();
        if !is_below && !entangled && includes.all(|include| include.url.is_none()) {
            return None;
        }
        content.entries().find_map(|(target, text)| {
            let first = target.directory()?;
            let url = self.nodes[start].url_of(first, text);
            let back = match url {
                Some(url) => self.repository_again(first, url),
                None => self.holder(first, own),
            };
            let entry = without_password(&text.text);
            let message = format!("`{entry}` leads to `{}`, which holds this kustomization", back?);
            Some(
                BuildError::new(Fault::Cycle, text.origin, message)
                    .help("take this entry out, or the one that leads back"),
            )
        })
    }

    /// A directory that is reached from another and holds a third. What is fetched on the way is a place of its own.
    fn holder(&self, first: usize, own: &str) -> Option<String> {
        let is_local = |include: &&Include| include.url.is_none();
        let reached = self.reachable(first, is_local);
        let holder = reached.into_iter().find(|to| path::is_within(own, &self.nodes[*to].path))?;
        Some(path::relative(&self.nodes[holder].path, ""))
    }

    /// A URL that is met behind another and is that, or begins it: kustomize compares nothing but the texts.
    fn repository_again(&self, first: usize, url: &str) -> Option<String> {
        let reached = self.reachable(first, |_| true);
        let mut further = reached.into_iter().flat_map(|to| &self.nodes[to].includes);
        further
            .find_map(|include| include.url.as_ref().filter(|again| url.starts_with(again.as_str())))
            .map(|again| without_password(again))
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

    fn reachable(&self, from: usize, follow: impl Fn(&&Include) -> bool) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        seen[from] = true;
        let (mut found, mut at) = (vec![from], 0);
        while let Some(next) = found.get(at).copied() {
            at += 1;
            let includes = self.nodes[next].includes.iter().filter(&follow).map(|include| include.to);
            found.extend(includes.filter(|include| !std::mem::replace(&mut seen[*include], true)));
        }
        found
    }

    /// The nodes that are marked, and those that lead to one.
    pub(crate) fn leading_to(&self, marked: &[bool]) -> Vec<bool> {
        let mut includers = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate() {
            node.includes().for_each(|include| includers[include].push(index));
        }
        let mut leading = marked.to_vec();
        let mut queue: Vec<usize> = (0..marked.len()).filter(|index| marked[*index]).collect();
        while let Some(index) = queue.pop() {
            queue.extend(includers[index].iter().filter(|to| !std::mem::replace(&mut leading[**to], true)));
        }
        leading
    }

    /// The nodes that are left when everything that includes nothing left is taken away, again and again: none without
    /// a circle. A chain of thousands would be looked at thousands of times otherwise.
    fn entangled(&self) -> Vec<bool> {
        let includers = self.includers();
        let mut left: Vec<usize> = self.nodes.iter().map(|node| node.includes().count()).collect();
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
    /// The directories that it includes.
    pub(crate) fn includes(&self) -> impl Iterator<Item = usize> + '_ {
        self.includes.iter().map(|include| include.to)
    }

    /// The URL by which an entry leads to a directory, if it is one.
    fn url_of(&self, to: usize, text: &Text) -> Option<&str> {
        let include =
            self.includes.iter().find(|include| include.to == to && include.url.as_ref() == Some(&text.text));
        include.and_then(|include| include.url.as_deref())
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

fn read_directory(finder: &Finder<'_>, directory: &str) -> Read {
    let located = kustomization::find(finder.tree, finder.sources, directory, Origin::NOWHERE);
    match located.and_then(|located| Ok((kustomization::load(finder.sources, &located)?, located))) {
        Ok((loaded, located)) => {
            let own = loaded.kustomization.as_ref().ok();
            let plugins = |texts: fn(&Kustomization) -> &Vec<Text>| -> Vec<Found> {
                let texts = own.map(texts).into_iter().flatten();
                texts.map(|text| finder.plugin(directory, text)).collect()
            };
            Read {
                is_component: loaded.is_component,
                resources: loaded.resources.iter().map(|text| finder.resource(directory, text)).collect(),
                components: loaded.components.iter().map(|text| finder.component(directory, text)).collect(),
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

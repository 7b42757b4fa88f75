//! On which way a build comes to a file: the entries of kustomizations that lead to it.

use std::collections::VecDeque;

use overlint_source::Origin;
use overlint_source::tree::path;

use crate::graph::{Content, Graph, Plugin, Target};
use crate::kustomization::{Generator, Kustomization, Patch, Text};

/// An entry of a kustomization that leads to a file or to another kustomization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// What it is included as.
    pub role: Role,
    /// Where the entry stands.
    pub origin: Origin,
}

/// What a file or a directory is to a kustomization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// An entry of `resources` that is a file.
    Resource,
    /// An entry of `resources` that is a directory.
    Base,
    /// An entry of `components`.
    Component,
    /// An entry of one of the fields for patches.
    Patch,
    /// What a generator reads.
    Data,
    /// An entry of `configurations` or `crds`.
    Configuration,
    /// An entry of `generators`, `transformers` or `validators`.
    Plugin,
}

/// A way that is being followed: the kustomization that it has come to, and how.
struct Reached {
    node: usize,
    /// The way before and the entry that led here; nothing at the root.
    by: Option<(usize, Inclusion)>,
}

impl Graph {
    /// The entries that lead from a kustomization to a file, the last one first: on the shortest way where there are
    /// several, none where there is no way or the file is the kustomization's own.
    pub fn way(&self, root: usize, file: &str) -> Vec<Inclusion> {
        let mut seen = vec![false; self.nodes.len()];
        seen[root] = true;
        let mut reached = vec![Reached { node: root, by: None }];
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            let directory = &self.nodes[reached[at].node];
            let Ok(content) = &directory.content else { continue };
            if content.file == file {
                return back(&reached, at, None);
            }
            if let Some(entry) = entry_for(content, &directory.path, file) {
                return back(&reached, at, Some(entry));
            }
            for (node, inclusion) in directories(content) {
                if !std::mem::replace(&mut seen[node], true) {
                    queue.push_back(reached.len());
                    reached.push(Reached { node, by: Some((at, inclusion)) });
                }
            }
        }
        Vec::new()
    }

    /// Whether a file is the kustomization file of a directory.
    pub fn is_kustomization(&self, file: &str) -> bool {
        self.find(path::parent(file)).and_then(|node| self.file(node)) == Some(file)
    }
}

fn back(reached: &[Reached], mut at: usize, last: Option<Inclusion>) -> Vec<Inclusion> {
    let mut way: Vec<Inclusion> = last.into_iter().collect();
    while let Some((before, inclusion)) = &reached[at].by {
        way.push(inclusion.clone());
        at = *before;
    }
    way
}

/// The entries that lead to a file or directory of the graph.
fn targets(content: &Content) -> impl Iterator<Item = (&Target, Inclusion)> {
    let own = &content.kustomization;
    let plugins = [
        (&content.generators, &own.generators),
        (&content.transformers, &own.transformers),
        (&content.validators, &own.validators),
    ];
    let plugins = plugins.into_iter().flat_map(|(plugins, texts)| plugins.iter().zip(texts));
    let plugins = plugins.filter_map(|(plugin, text)| match plugin {
        Plugin::At(target) => Some((target, inclusion(Role::Plugin, text))),
        Plugin::Inline(_) => None,
    });
    let resources = content.resources.iter().zip(&own.resources).map(|(target, text)| {
        let role = if target.directory().is_some() { Role::Base } else { Role::Resource };
        (target, inclusion(role, text))
    });
    let components = content.components.iter().zip(&own.components);
    let components = components.map(|(target, text)| (target, inclusion(Role::Component, text)));
    resources.chain(components).chain(plugins)
}

fn inclusion(role: Role, text: &Text) -> Inclusion {
    Inclusion { role, origin: text.origin }
}

fn directories(content: &Content) -> impl Iterator<Item = (usize, Inclusion)> {
    targets(content).filter_map(|(target, inclusion)| Some((target.directory()?, inclusion)))
}

/// The entry of a kustomization that names a file.
fn entry_for(content: &Content, directory: &str, file: &str) -> Option<Inclusion> {
    let resource = targets(content).find(|(target, _)| matches!(target, Target::File(real) if real == file));
    let named = || {
        names(&content.kustomization)
            .find(|(_, name, _)| path::join(directory, name).as_deref() == Some(file))
            .map(|(role, _, text)| inclusion(role, text))
    };
    resource.map(|(_, inclusion)| inclusion).or_else(named)
}

/// The files that a kustomization names besides resources, each with the entry that does.
fn names(own: &Kustomization) -> impl Iterator<Item = (Role, &str, &Text)> {
    let patches = paths(&own.patches).chain(&own.patches_strategic_merge).chain(paths(&own.patches_json6902));
    let patches = patches.map(|text| (Role::Patch, text.as_str(), text));
    let generators = own.config_map_generator.iter().chain(&own.secret_generator).flat_map(read_by);
    let generators = generators.map(|(name, text)| (Role::Data, name, text));
    let configurations = own.configurations.iter().chain(&own.crds);
    let configurations = configurations.map(|text| (Role::Configuration, text.as_str(), text));
    patches.chain(generators).chain(configurations)
}

fn paths(patches: &[Patch]) -> impl Iterator<Item = &Text> {
    patches.iter().filter_map(|patch| patch.path.as_ref())
}

/// What a generator reads; a file may have a key before it.
fn read_by(generator: &Generator) -> impl Iterator<Item = (&str, &Text)> {
    let files = generator.files.iter().map(|text| {
        let name = text.as_str();
        (name.split_once('=').map_or(name, |(_, path)| path), text)
    });
    files.chain(generator.envs.iter().map(|text| (text.as_str(), text)))
}

//! Builds kustomize overlays in-process into resources whose every node knows its origin.
//!
//! [`Builder`] reads the graph of kustomizations and builds any of them: the bytes that it prints are those of
//! kustomize 5.8.2. A fault is a [`BuildError`] at the line that has to be edited.
//!
//! This crate must not know schemas, policies or the terminal.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

mod accumulate;
mod budget;
mod build;
mod config;
mod discover;
mod documents;
mod effects;
mod error;
mod field_spec;
mod files;
mod finalize;
mod generate;
mod go_regex;
mod go_sort;
mod graph;
mod hash;
mod history;
pub mod id;
mod inclusion;
pub mod kustomization;
mod links;
mod materials;
mod name_reference;
mod openapi;
mod order;
mod output;
mod patch;
mod plan;
mod plugin;
mod printing;
mod provenance;
pub mod remote;
mod resource;
mod rules;
mod set;
mod target;
mod through_json;
mod transform;
mod variables;

use std::sync::OnceLock;

use overlint_source::emit::emit_documents;
use overlint_source::{FileTree, Sources};

use remote::Remotes;
use target::Finder;

pub use build::Built;
pub use discover::{is_kustomization, kustomizations, kustomizations_among};
pub use effects::{Effect, Effects, Idle, Step};
pub use error::{BuildError, Fault, Outcome, Result};
pub use files::LoadRestrictor;
pub use generate::helm::{ChartFile, Helm, HelmError, HelmOptions, HelmPull, HelmTemplate};
pub use graph::Graph;
pub use inclusion::{Inclusion, Role};
pub use output::{File, FileError, Output};
pub use resource::Resource;
pub use rules::RULES;

/// The order of resources for kustomizations without `sortOptions`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reorder {
    /// By kind, as kustomize sorts unless it is told otherwise.
    #[default]
    Legacy,
    /// As they come.
    None,
}

/// What may be asked for besides the kustomization itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) restrictor: LoadRestrictor,
    pub(crate) reorder: Reorder,
    pub(crate) managed_by_label: bool,
    pub(crate) output: Output,
}

/// Builds overlays of one tree.
#[derive(Clone, Copy)]
pub struct Builder<'a> {
    tree: &'a dyn FileTree,
    sources: &'a Sources,
    options: Options,
    remotes: Option<&'a Remotes<'a>>,
    effects: Option<&'a Effects>,
    helm: generate::helm::Allowed<'a>,
}

impl<'a> Builder<'a> {
    /// A builder that reads from a tree and adds every text that it reads to `sources`.
    pub fn new(tree: &'a dyn FileTree, sources: &'a Sources) -> Self {
        Self { tree, sources, options: Options::default(), remotes: None, effects: None, helm: None }
    }

    /// With another rule for where files may lie.
    #[must_use]
    pub fn load_restrictor(mut self, restrictor: LoadRestrictor) -> Self {
        self.options.restrictor = restrictor;
        self
    }

    /// With resources in this order, where the kustomization does not ask for one: kustomize's `--reorder`.
    #[must_use]
    pub fn reorder(mut self, reorder: Reorder) -> Self {
        self.options.reorder = reorder;
        self
    }

    /// With kustomize's name and version among the labels: its `--enable-managedby-label`.
    #[must_use]
    pub fn managed_by_label(mut self, enabled: bool) -> Self {
        self.options.managed_by_label = enabled;
        self
    }

    /// With trees and faults for this output.
    #[must_use]
    pub fn output(mut self, output: Output) -> Self {
        self.options.output = output;
        self
    }

    /// With remote bases and files, which are refused otherwise. What they lie beside must be the tree of this builder,
    /// which from now on reads through them.
    #[must_use]
    pub fn remotes(mut self, remotes: &'a Remotes<'a>) -> Self {
        self.tree = remotes.tree();
        self.remotes = Some(remotes);
        self
    }

    /// With something that takes what each entry changes.
    #[must_use]
    pub fn effects(mut self, effects: &'a Effects) -> Self {
        self.effects = Some(effects);
        self
    }

    /// With Helm for the charts, which are refused otherwise: kustomize's `--enable-helm`.
    #[must_use]
    pub fn helm(mut self, helm: &'a dyn Helm, options: &'a HelmOptions) -> Self {
        self.helm = Some((helm, options));
        self
    }

    /// Reads the kustomization files of these directories, and of all that they include.
    pub fn graph(&self, directories: &[String]) -> Graph {
        let finder = Finder { tree: self.tree, sources: self.sources, remotes: self.remotes };
        Graph::load(&finder, directories)
    }

    /// Builds overlays of a graph, by their numbers, in parallel, each base once. `visit` gets each overlay in the task
    /// that built it; what it returns comes back in the order of `overlays`.
    pub fn build_each<T, F>(&self, graph: &Graph, overlays: &[usize], visit: F) -> Vec<T>
    where
        T: Send,
        F: Fn(usize, Outcome<Built>) -> T + Sync,
    {
        let components: Vec<_> = graph.nodes.iter().map(|_| OnceLock::new()).collect();
        let schemas: Vec<_> = graph.nodes.iter().map(|_| OnceLock::new()).collect();
        let plan = plan::Plan::new(graph, overlays);
        let context = accumulate::Context {
            tree: self.tree,
            sources: self.sources,
            options: self.options,
            remotes: self.remotes,
            effects: self.effects,
            helm: self.helm,
            graph,
            plan: &plan,
            components: &components,
            schemas: &schemas,
        };
        build::build_each(context, &visit)
    }

    /// Builds one directory, as `kustomize build DIRECTORY` does. Fails where that fails, with all that can be told to
    /// be wrong.
    pub fn build(&self, directory: &str) -> Outcome<Built> {
        let graph = self.graph(&[directory.to_owned()]);
        let print = |_, built: Outcome<Built>| match built {
            Ok(Built { faults, .. }) if !faults.is_empty() => Err(faults),
            built => built,
        };
        self.build_each(&graph, &[0], print).remove(0)
    }
}

impl Built {
    /// What `kustomize build` prints, of a build for [`Output::Stream`]: the documents, joined by `---`.
    pub fn print(&self) -> String {
        let mut out = String::new();
        emit_documents(self.resources.iter().map(Resource::node), &mut out);
        out
    }
}

//! Custom resources, in a second pass: their definitions may lie in any overlay, so that all must be known first.
//!
//! In the first pass each overlay lays aside what it needs then: its objects of groups that are not Kubernetes' own, and its
//! CustomResourceDefinitions. The trees are shared with the other overlays, so that little is held; an overlay beyond a
//! limit lays nothing aside and is built again, should there be definitions at all.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use overlint_kustomize::{Built, Graph, Outcome, Resource};
use overlint_schema::{
    Catalog, CustomResources, Definition, Lookup, Verdict, check_definition, is_definition,
};
use overlint_schema::{validate, validate_with};
use overlint_source::resolve::Dialect;
use overlint_source::tree::path;
use overlint_source::{Finding, Node, ResourceId, Value};
use rayon::prelude::*;

use crate::check::{Check, Judged, overall, resource_id};
use crate::exceptions::Tally;
use crate::missing;

/// How many nodes may be laid aside in a run; few in tests, so that they see overlays that are built again.
const MOST_NODES: usize = if cfg!(test) { 60 } else { 500_000 };

/// What an overlay lays aside.
#[derive(Default)]
pub(crate) struct Aside {
    /// Objects of foreign groups, and definitions.
    resources: Vec<Resource>,
    /// What they are called.
    names: HashSet<Arc<ResourceId>>,
    /// Whether it has more of them than are laid aside here.
    is_incomplete: bool,
}

impl Aside {
    /// Whether a finding is about an object that is still to be judged.
    pub(crate) fn concerns(&self, finding: &Finding) -> bool {
        self.is_incomplete || finding.resources.iter().any(|id| self.names.contains(id))
    }
}

/// Decides what is laid aside.
pub(crate) struct Keeper {
    left: AtomicUsize,
}

impl Keeper {
    /// One that keeps as much as a run may.
    pub(crate) fn new() -> Self {
        Self { left: AtomicUsize::new(MOST_NODES) }
    }

    fn unlimited() -> Self {
        Self { left: AtomicUsize::new(usize::MAX) }
    }

    /// What an overlay lays aside. Definitions always are.
    pub(crate) fn keep(&self, check: &Check<'_>, built: &Outcome<Built>) -> Aside {
        let mut aside = Aside::default();
        for resource in built.iter().flat_map(|built| &built.resources) {
            if is_definition(resource.node()) {
                aside.resources.push(resource.clone());
            } else if is_foreign(check, resource.node()) {
                if self.takes(resource.node()) {
                    aside.resources.push(resource.clone());
                } else {
                    aside.is_incomplete = true;
                }
            }
        }
        if aside.is_incomplete {
            aside.resources.retain(|resource| is_definition(resource.node()));
        }
        aside.names = aside.resources.iter().map(resource_id).collect();
        aside
    }

    fn takes(&self, node: &Node) -> bool {
        let size = nodes(node);
        let taken =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(size));
        taken.is_ok()
    }
}

fn is_foreign(check: &Check<'_>, node: &Node) -> bool {
    let text = |key| node.get(key).and_then(Node::text);
    let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else { return false };
    matches!(check.config.kubernetes.otherwise().lookup(api_version, kind), Lookup::Foreign)
}

fn nodes(node: &Node) -> usize {
    let below = match &node.value {
        Value::Scalar(_) => 0,
        Value::Sequence(list) => list.items.iter().map(nodes).sum(),
        Value::Mapping(map) => map.entries.iter().map(|entry| nodes(&entry.value)).sum(),
    };
    below + 1
}

/// A definition that was read, and what is wrong with it.
struct Read {
    definition: Option<Arc<Definition>>,
    faults: Vec<Finding>,
}

/// Each definition once, by the place of its tree in memory: overlays share it.
#[derive(Default)]
struct Definitions {
    read: Vec<Read>,
    by_tree: HashMap<usize, usize>,
}

impl Definitions {
    fn of(asides: &[Aside]) -> Self {
        let (mut by_tree, mut nodes) = (HashMap::new(), Vec::new());
        for resource in asides.iter().flat_map(|aside| &aside.resources) {
            if let Some(place) = place(resource.node()) {
                by_tree.entry(place).or_insert_with(|| {
                    nodes.push(resource.node());
                    nodes.len() - 1
                });
            }
        }
        let read = |node: &&Node| Read {
            definition: Definition::read(node, Dialect::Resource).map(Arc::new),
            faults: check_definition(node, Dialect::Resource),
        };
        Self { read: nodes.par_iter().map(read).collect(), by_tree }
    }

    fn get(&self, node: &Node) -> Option<&Read> {
        self.by_tree.get(&place(node)?).map(|at| &self.read[*at])
    }
}

/// Where the tree of a definition lies in memory: that of its root, which nothing else can take while it is held.
fn place(node: &Node) -> Option<usize> {
    match &node.value {
        Value::Mapping(map) if is_definition(node) => Some(Arc::as_ptr(map) as usize),
        _ => None,
    }
}

/// What the second pass changes for an overlay.
#[derive(Default)]
struct Change {
    findings: Vec<Finding>,
    tally: Tally,
    /// The verdicts of the first pass, and those of this one.
    verdicts: Vec<(Verdict, Verdict)>,
    /// Objects that were taken for ones without a schema.
    judged_after_all: Vec<Arc<ResourceId>>,
}

/// Everything that judges custom resources.
struct Known<'k> {
    custom: &'k CustomResources,
    definitions: &'k Definitions,
}

impl Check<'_> {
    /// Judges what the overlays laid aside, now that all definitions are known.
    pub(crate) fn judge_aside(&self, graph: &Graph, overlays: &[usize], outcomes: &mut [Judged]) {
        let asides: Vec<Aside> =
            outcomes.iter_mut().map(|outcome| std::mem::take(&mut outcome.aside)).collect();
        let definitions = Definitions::of(&asides);
        let read = definitions.read.iter().filter_map(|read| read.definition.clone());
        let mut custom = CustomResources::new(read);
        custom.extend(&self.config.custom);
        if custom.is_empty() && definitions.read.is_empty() {
            return;
        }
        let known = Known { custom: &custom, definitions: &definitions };
        let first = asides.par_iter().zip(overlays).map(|(aside, overlay)| {
            self.change(graph.path(*overlay), &aside.resources, &aside.resources, &known)
        });
        let first: Vec<_> = first.collect();
        let again = self.judge_again(graph, overlays, &asides, &known);
        for (change, outcome) in first.into_iter().zip(&mut *outcomes) {
            outcome.apply(change);
        }
        for (at, change) in again {
            outcomes[at].apply(change);
        }
    }

    /// Builds the overlays again that laid aside too little, and judges what they did not. Nothing of them is held.
    fn judge_again(
        &self,
        graph: &Graph,
        overlays: &[usize],
        asides: &[Aside],
        known: &Known<'_>,
    ) -> Vec<(usize, Change)> {
        let places: Vec<usize> = (0..asides.len()).filter(|at| asides[*at].is_incomplete).collect();
        let again: Vec<usize> = places.iter().map(|at| overlays[*at]).collect();
        let own: HashMap<usize, &Aside> = places.iter().map(|at| (overlays[*at], &asides[*at])).collect();
        let visit = |index, built: Outcome<Built>| {
            let mut foreign = Keeper::unlimited().keep(self, &built).resources;
            foreign.retain(|resource| !is_definition(resource.node()));
            let own = own.get(&index).map_or(&[][..], |aside| &aside.resources);
            self.change(graph.path(index), &foreign, own, known)
        };
        let changes =
            if again.is_empty() { Vec::new() } else { self.builder().build_each(graph, &again, visit) };
        places.into_iter().zip(changes).collect()
    }

    /// What is to be said of resources of an overlay that has these definitions of its own.
    fn change(&self, directory: &str, resources: &[Resource], own: &[Resource], known: &Known<'_>) -> Change {
        let own = own.iter().filter_map(|r| known.definitions.get(r.node())?.definition.clone());
        let own: Vec<_> = own.collect();
        let mut change = Change::default();
        let shown = path::relative(directory, self.root);
        for resource in resources {
            Self::judge_resource(resource, self.catalogs(&shown), &own, known, &mut change);
        }
        self.set_levels(&mut change.findings, &shown);
        change.tally = self.config.exceptions.sift(
            &mut change.findings,
            &shown,
            resources.iter().map(Resource::node),
            self.sources,
        );
        let name: Arc<str> = directory.into();
        change.findings.iter_mut().for_each(|finding| finding.overlays = vec![name.clone()]);
        change
    }

    fn judge_resource(
        resource: &Resource,
        catalogs: &[Catalog],
        own: &[Arc<Definition>],
        known: &Known<'_>,
        change: &mut Change,
    ) {
        let node = resource.node();
        let Some(catalog) = catalogs.last() else { return };
        let mut said = Vec::new();
        let verdicts: Vec<_> = catalogs.iter().map(|catalog| validate(catalog, node, &mut said)).collect();
        let before = overall(&verdicts);
        let mut found = Vec::new();
        let after = match known.definitions.get(node) {
            Some(read) if read.faults.is_empty() => before,
            Some(read) => {
                found.clone_from(&read.faults);
                Verdict::Invalid
            }
            None => validate_with(catalog, known.custom, own, node, Dialect::Resource, &mut found),
        };
        change.verdicts.push((before, after));
        if before == Verdict::Skipped && after != Verdict::Skipped {
            change.judged_after_all.push(resource_id(resource));
        }
        found.retain(|finding| !said.contains(finding));
        change.findings.extend(found.into_iter().map(|finding| {
            // What cannot be evaluated is told of the definition, once for all objects.
            let is_of_definition = finding.rule == "unchecked-rule";
            let resources = if is_of_definition { Vec::new() } else { vec![resource_id(resource)] };
            Finding { resources, ..finding }
        }));
    }
}

impl Judged {
    fn apply(&mut self, change: Change) {
        self.findings.extend(change.findings);
        self.tally.absorb(change.tally);
        change.verdicts.into_iter().for_each(|(before, after)| self.recount(before, after));
        for id in change.judged_after_all {
            self.unjudged.remove(&id.api_version, &id.kind);
            self.findings.retain(|finding| !missing::is_about(finding, &id));
        }
    }
}

#[cfg(test)]
mod tests {
    use overlint_kustomize::LoadRestrictor;
    use overlint_policy::Registry;
    use overlint_source::Sources;
    use overlint_source::tree::Memory;

    use super::*;
    use crate::config::Config;

    const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ws.a.b\n\
                              spec:\n  group: a.b\n  scope: Namespaced\n  names: {kind: W, plural: ws, singular: w}\n  \
                              versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      \
                              openAPIV3Schema: {type: object, properties: {size: {type: integer}}}\n";

    fn files(overlays: usize) -> Vec<(String, String)> {
        let object = |index: usize| {
            let size = if index.is_multiple_of(2) { "1" } else { "large" };
            format!("apiVersion: a.b/v1\nkind: W\nmetadata:\n  name: w{index}\nsize: {size}\n")
        };
        let overlay = |name: String, text: String| {
            let list = "resources:\n- object.yaml\n".to_owned();
            [(format!("{name}/kustomization.yaml"), list), (format!("{name}/object.yaml"), text)]
        };
        let objects = (0..overlays).flat_map(|index| overlay(format!("o{index:02}"), object(index)));
        objects.chain(overlay("crds".to_owned(), DEFINITION.to_owned())).collect()
    }

    #[test]
    fn what_is_not_laid_aside_is_built_again() {
        let tree = Memory::from_iter(files(40));
        let (sources, config) =
            (Sources::default(), Config::default_of(&Registry::new(&[])).expect("a configuration"));
        let check = Check {
            tree: &tree,
            sources: &sources,
            config: &config,
            root: "",
            paths: &[String::new()],
            load_restrictor: LoadRestrictor::RootOnly,
            remotes: None,
            helm: None,
            kubernetes: &[],
        };
        let report = check.check().expect("a report");
        let counts = (report.summary.valid, report.summary.invalid, report.summary.skipped);
        assert_eq!(counts, (21, 20, 0));
        let wrong = report.findings.iter().filter(|finding| finding.rule == "wrong-type");
        assert_eq!(wrong.flat_map(|finding| &finding.overlays).count(), 20);
    }
}

//! Which kustomizations are built, and under which circumstances.
//!
//! Nearly always a kustomization is built once, whatever includes it. Some settings of a root reach down into its
//! bases, though: what it asks for in `buildMetadata` names the way from the root, and a chart takes the namespace of
//! what includes it, so that a base is built once for each of these.
//!
//! Source of the rules: `accumulateDirectory` in `api/internal/target/kusttarget.go` of kustomize 5.8.2.

use std::collections::{BTreeSet, HashMap};

use smol_str::SmolStr;

use crate::graph::{Content, Graph, Plugin, Target};
use crate::kustomization::{OpenApiField, Text};
use crate::provenance::Way;

/// Whose `openapi` is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum SchemaOf {
    /// Nobody's: kustomize's own schema counts.
    #[default]
    Nobody,
    /// That of a root, by its node.
    Root(usize),
    /// That of what this root includes, whichever is met first: until then kustomize's own counts, so that what is built
    /// depends on what was built before. Nothing of such a build is shared with another.
    FirstMetBy(usize),
}

/// What the includers of a kustomization decide for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Circumstances {
    pub(crate) schema: SchemaOf,
    /// How the annotations of origin name its directory, where the root asks for any.
    pub(crate) way: Option<Way>,
    /// The namespace of the nearest includer that has one, where a chart takes it for its own.
    pub(crate) chart_namespace: Option<SmolStr>,
}

/// A kustomization under some circumstances, with the units that its entries lead to, by number; none for an entry
/// that leads to no directory.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) node: usize,
    pub(crate) circumstances: Circumstances,
    pub(crate) resources: Vec<Option<usize>>,
    pub(crate) components: Vec<Option<usize>>,
    pub(crate) generators: Vec<Option<usize>>,
    pub(crate) transformers: Vec<Option<usize>>,
    pub(crate) validators: Vec<Option<usize>>,
}

impl Unit {
    /// Whether it builds its bases itself, in its turn, and shares them with nobody.
    pub(crate) fn is_alone(&self) -> bool {
        matches!(self.circumstances.schema, SchemaOf::FirstMetBy(_))
    }
}

/// All units that some roots need.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) units: Vec<Unit>,
    numbers: HashMap<(usize, Circumstances), usize>,
    /// Which nodes pass a namespace on to a chart.
    takes_namespace: Vec<bool>,
    /// The unit of each root, in the order asked for.
    pub(crate) roots: Vec<usize>,
}

impl Plan {
    /// Plans the builds of these nodes of the graph.
    pub(crate) fn new(graph: &Graph, roots: &[usize]) -> Self {
        let mut plan = Self { takes_namespace: takers_of_namespaces(graph), ..Self::default() };
        let schemas = Schemas::of(graph);
        for node in roots {
            let root = plan.number(*node, circumstances_of_root(graph, *node, &schemas));
            plan.roots.push(root);
        }
        let mut next = 0;
        while next < plan.units.len() {
            plan.fill(graph, next);
            next += 1;
        }
        plan
    }

    fn number(&mut self, node: usize, circumstances: Circumstances) -> usize {
        if let Some(known) = self.numbers.get(&(node, circumstances.clone())) {
            return *known;
        }
        let number = self.units.len();
        self.numbers.insert((node, circumstances.clone()), number);
        self.units.push(Unit {
            node,
            circumstances,
            resources: Vec::new(),
            components: Vec::new(),
            generators: Vec::new(),
            transformers: Vec::new(),
            validators: Vec::new(),
        });
        number
    }

    fn fill(&mut self, graph: &Graph, unit: usize) {
        let Unit { node, circumstances, .. } = &self.units[unit];
        let Ok(content) = &graph.nodes[*node].content else { return };
        let above = circumstances.clone();
        let Content { kustomization: own, .. } = content;
        let below = Circumstances {
            chart_namespace: own_namespace(content).cloned().or_else(|| above.chart_namespace.clone()),
            ..above.clone()
        };
        let resources = self.targets(&below, &content.resources, &own.resources);
        let generators = self.plugins(&below, &content.generators, &own.generators);
        let components = self.targets(&below, &content.components, &own.components);
        let transformers = self.plugins(&below, &content.transformers, &own.transformers);
        let validators = self.plugins(&below, &content.validators, &own.validators);
        let unit = &mut self.units[unit];
        *unit = Unit {
            node: unit.node,
            circumstances: above,
            resources,
            components,
            generators,
            transformers,
            validators,
        };
    }

    fn targets(&mut self, above: &Circumstances, targets: &[Target], texts: &[Text]) -> Vec<Option<usize>> {
        let entries = targets.iter().zip(texts);
        entries.map(|(target, text)| self.target(above, target.directory(), text)).collect()
    }

    fn plugins(&mut self, above: &Circumstances, plugins: &[Plugin], texts: &[Text]) -> Vec<Option<usize>> {
        let entries = plugins.iter().zip(texts);
        entries.map(|(plugin, text)| self.target(above, plugin.directory(), text)).collect()
    }

    fn target(&mut self, above: &Circumstances, node: Option<usize>, text: &Text) -> Option<usize> {
        let way = above.way.as_ref().map(|way| way.join(text.as_str()));
        let node = node?;
        let chart_namespace = above.chart_namespace.clone().filter(|_| self.takes_namespace[node]);
        Some(self.number(node, Circumstances { way, chart_namespace, ..*above }))
    }

    /// The units whose resources must be there before this one's are: its bases and those of its components, each once.
    pub(crate) fn bases(&self, unit: usize) -> Vec<usize> {
        if self.units[unit].is_alone() {
            return Vec::new();
        }
        let mut bases = BTreeSet::new();
        let (mut queue, mut seen) = (vec![unit], BTreeSet::new());
        while let Some(next) = queue.pop() {
            if !seen.insert(next) {
                continue;
            }
            let unit = &self.units[next];
            let built = [&unit.resources, &unit.generators, &unit.transformers, &unit.validators];
            bases.extend(built.into_iter().flatten().flatten());
            queue.extend(unit.components.iter().flatten());
        }
        bases.into_iter().collect()
    }
}

fn circumstances_of_root(graph: &Graph, node: usize, schemas: &Schemas) -> Circumstances {
    let own = graph.nodes[node].content.as_ref().ok().map(|content| &content.kustomization);
    let asks = own.is_some_and(|own| !own.build_metadata.is_empty());
    Circumstances { way: asks.then(Way::default), schema: schemas.of_root(node), chart_namespace: None }
}

/// Which nodes of a graph ask for a schema, and which include one that does.
struct Schemas {
    asking: Vec<bool>,
    /// Those that lead to one that asks, itself included; empty where none asks.
    leading: Vec<bool>,
}

impl Schemas {
    fn of(graph: &Graph) -> Self {
        let asks = |content: &Content| content.kustomization.openapi.as_ref().is_some_and(OpenApiField::asks);
        let asking: Vec<bool> =
            graph.nodes.iter().map(|node| node.content.as_ref().is_ok_and(asks)).collect();
        let leading = if asking.contains(&true) { graph.leading_to(&asking) } else { Vec::new() };
        Self { asking, leading }
    }

    fn of_root(&self, node: usize) -> SchemaOf {
        if self.asking[node] {
            SchemaOf::Root(node)
        } else if self.leading.get(node) == Some(&true) {
            SchemaOf::FirstMetBy(node)
        } else {
            SchemaOf::Nobody
        }
    }
}

fn own_namespace(content: &Content) -> Option<&SmolStr> {
    content.kustomization.namespace.as_ref().map(|text| &text.text).filter(|text| !text.is_empty())
}

/// Which nodes hold a chart without a namespace, or include one that does, and have no namespace themselves: only they
/// are built once for each namespace.
fn takers_of_namespaces(graph: &Graph) -> Vec<bool> {
    let content = |node: usize| graph.nodes[node].content.as_ref().ok();
    let is_open = |node: usize| content(node).is_some_and(|content| own_namespace(content).is_none());
    let has_chart = |node: usize| {
        content(node).is_some_and(|content| {
            content.kustomization.helm_charts.iter().any(|chart| chart.namespace.is_none())
        })
    };
    let mut takes = vec![false; graph.nodes.len()];
    let mut queue: Vec<usize> = (0..takes.len()).filter(|node| is_open(*node) && has_chart(*node)).collect();
    if queue.is_empty() {
        return takes;
    }
    let mut includers = vec![Vec::new(); takes.len()];
    for (node, directory) in graph.nodes.iter().enumerate() {
        directory.includes().for_each(|include| includers[include].push(node));
    }
    while let Some(node) = queue.pop() {
        if !std::mem::replace(&mut takes[node], true) {
            queue.extend(includers[node].iter().filter(|includer| is_open(**includer)));
        }
    }
    takes
}

//! One kustomization: its resources, generators, components and transformers, in kustomize's order.
//!
//! Source of the rules: `api/internal/target/kusttarget.go` and `kusttarget_configplugin.go` of kustomize 5.8.2.

mod alone;
mod faults;
mod schema;
mod transform;

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use overlint_source::{FileTree, Origin, Sources};

use crate::Options;
use crate::effects::Effects;
use crate::error::{BuildError, Fault, Outcome, Result};
use crate::files::Files;
use crate::generate::helm::{Allowed, Inflation, inflate};
use crate::generate::{Generated, absorb};
use crate::graph::{Content, Graph, Plugin, Target};
use crate::kustomization::{Repeated, Text};
use crate::materials::Materials;
use crate::openapi::OpenApi;
use crate::plan::{Plan, Unit};
use crate::plugin::generators_of;
use crate::provenance::{self, ConfiguredBy};
use crate::remote::Remotes;
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::variables;
use alone::Alone;
use schema::Schema;

/// What a build reads from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) sources: &'a Sources,
    pub(crate) options: Options,
    pub(crate) remotes: Option<&'a Remotes<'a>>,
    /// Takes what each entry changes.
    pub(crate) effects: Option<&'a Effects>,
    pub(crate) helm: Allowed<'a>,
    pub(crate) graph: &'a Graph,
    pub(crate) plan: &'a Plan,
    /// What the files of components hold, by number, read once for everything that includes them.
    pub(crate) components: &'a [OnceLock<Outcome<Materials>>],
    /// The schemas that kustomizations ask for, by number, each read once.
    pub(crate) schemas: &'a [OnceLock<Result<OpenApi>>],
}

/// The finished resources of the bases, by the number of their unit.
pub(crate) trait Bases {
    /// What came of a base.
    fn of(&self, unit: usize) -> Arc<Outcome<ResourceSet>>;
}

/// Builds one kustomization, and tells what its entries changed. Fails with everything that can be told to be wrong before it is built, or else with the
/// first thing that keeps it from being built.
pub(crate) fn accumulate(context: &Context<'_>, unit: usize, bases: &dyn Bases) -> Outcome<ResourceSet> {
    let mut built = build(context, unit, bases);
    if let Some(effects) = context.effects {
        let trace = built.as_mut().ok().map(|set| std::mem::take(&mut set.trace));
        effects.add(context.plan.units[unit].node, trace);
    }
    built
}

fn build(context: &Context<'_>, unit: usize, bases: &dyn Bases) -> Outcome<ResourceSet> {
    let node = context.plan.units[unit].node;
    let content = context.graph.nodes[node].content.as_ref().map_err(|error| vec![error.clone()])?;
    if context.plan.units[unit].is_alone() {
        return Alone::new(context).build(unit).map_err(|error| vec![error]);
    }
    let mut faults = faults::of_includes(context, unit, bases);
    match context.materials(node, content) {
        Ok(materials) if faults.is_empty() => {
            let schema = &Schema::of(context, unit).map_err(|error| vec![error])?;
            let unit = &context.plan.units[unit];
            let step = Step { context, unit, content, materials: materials.get(), bases, schema };
            step.apply(ResourceSet::default()).map_err(|error| vec![error])
        }
        Ok(_) => Err(faults),
        Err(own) => {
            faults::add(&mut faults, &own);
            Err(faults)
        }
    }
}

/// What the files of a kustomization hold: its own, or shared with everything else that includes it.
enum Held<'a> {
    Own(Box<Materials>),
    Shared(&'a Materials),
}

impl Held<'_> {
    fn get(&self) -> &Materials {
        match self {
            Self::Own(materials) => materials,
            Self::Shared(materials) => materials,
        }
    }
}

impl<'a> Context<'a> {
    fn materials(&self, node: usize, content: &Content) -> Outcome<Held<'a>> {
        let read = Cell::new(0);
        let files = self.files(node, &read);
        if !content.kustomization.is_component {
            return Materials::load(content, &files).map(|materials| Held::Own(Box::new(materials)));
        }
        let shared = self.components[node].get_or_init(|| Materials::load(content, &files));
        shared.as_ref().map(Held::Shared).map_err(Clone::clone)
    }

    /// The way to the files of a kustomization.
    fn files<'f>(&self, node: usize, read: &'f Cell<usize>) -> Files<'f>
    where
        'a: 'f,
    {
        Files {
            read,
            tree: self.tree,
            sources: self.sources,
            directory: &self.graph.nodes[node].path,
            restrictor: self.options.restrictor,
            remotes: self.remotes,
        }
    }
}

/// One kustomization on its way.
struct Step<'a> {
    context: &'a Context<'a>,
    unit: &'a Unit,
    content: &'a Content,
    materials: &'a Materials,
    bases: &'a dyn Bases,
    schema: &'a Schema<'a>,
}

impl Step<'_> {
    /// Builds on what is there: nothing, or for a component the resources of what includes it.
    fn apply(&self, mut set: ResourceSet) -> Result<ResourceSet> {
        let own = &self.content.kustomization;
        set.notes.extend(own.repeated.iter().map(note));
        set.notes.extend(self.content.notes.iter().cloned());
        self.schema.meet_field(self.context, self.unit.node, own.openapi.as_ref())?;
        self.add_resources(&mut set)?;
        for config in &self.materials.configs {
            set.configure(config)?;
        }
        self.generate(&mut set)?;
        set = self.add_components(set)?;
        self.transform(&mut set)?;
        self.validate(&mut set)?;
        variables::declare(&mut set, &own.vars)?;
        Ok(set)
    }

    fn add_resources(&self, set: &mut ResourceSet) -> Result<()> {
        let entries = self.content.resources.iter().zip(&self.content.kustomization.resources);
        let entries = entries.zip(&self.materials.resources).zip(&self.unit.resources);
        for (((target, text), resources), base) in entries {
            self.add_target(set, target, text, resources, *base)?;
        }
        Ok(())
    }

    fn add_target(
        &self,
        set: &mut ResourceSet,
        target: &Target,
        text: &Text,
        resources: &[Resource],
        base: Option<usize>,
    ) -> Result<()> {
        match target {
            Target::File(_) => self.add_file(set, text, resources),
            Target::Directory(node) => {
                faults::check_include(self.context, *node, text, false)?;
                let Some(base) = base else { return Ok(()) };
                let base = self.bases.of(base).as_ref().clone().map_err(faults::first)?;
                set.spent.charge_base(&base.spent, text.origin)?;
                set.append_all(base.list)?;
                self.schema.reach(&mut set.list);
                if let Some(config) = &base.config {
                    set.configure(config)?;
                }
                set.notes.extend(base.notes);
                base.variables.iter().try_for_each(|variable| variables::add(set, variable))
            }
            Target::Nowhere(error) => Err(error.clone()),
        }
    }

    fn add_file(&self, set: &mut ResourceSet, text: &Text, resources: &[Resource]) -> Result<()> {
        let mut resources = resources.to_vec();
        for resource in &mut resources {
            set.spent.charge_object(resource.size(), resource.origin())?;
            self.schema.meet_object(resource);
            if let Some(way) = &self.unit.circumstances.way {
                provenance::set_file(resource, &way.join(text.as_str()).as_origin(), text.origin)?;
            }
        }
        set.append_all(resources)
    }

    fn generate(&self, set: &mut ResourceSet) -> Result<()> {
        for (kind, generated) in &self.materials.generated {
            let by = ConfiguredBy::builtin(kind.generator());
            self.absorb(set, generated.clone(), self.configured_here(&by).as_deref())?;
        }
        self.inflate_charts(set)?;
        let own = &self.content.kustomization.generators;
        let configurations =
            self.plugins(&self.content.generators, own, &self.materials.generators, &self.unit.generators)?;
        let read = Cell::new(0);
        for configuration in &configurations {
            let origin = provenance::of_plugin(configuration);
            let files = self.context.files(self.unit.node, &read);
            for generated in generators_of(configuration, &files, self.context.helm)? {
                self.absorb(set, generated, origin.as_deref())?;
            }
        }
        Ok(())
    }

    fn inflate_charts(&self, set: &mut ResourceSet) -> Result<()> {
        let own = &self.content.kustomization;
        let origin = self.configured_here(&ConfiguredBy::builtin("HelmChartInflationGenerator"));
        let namespace = own.namespace.as_ref().map(Text::as_str).filter(|namespace| !namespace.is_empty());
        for chart in &own.helm_charts {
            let read = Cell::new(0);
            let files = &self.context.files(self.unit.node, &read);
            let namespace = namespace.or(self.unit.circumstances.chart_namespace.as_deref());
            let asked = Inflation { chart, globals: &own.helm_globals, namespace, files };
            for generated in inflate(&asked, self.context.helm)? {
                self.absorb(set, generated, origin.as_deref())?;
            }
        }
        Ok(())
    }

    fn absorb(&self, set: &mut ResourceSet, mut generated: Generated, origin: Option<&str>) -> Result<()> {
        let resource = &mut generated.resource;
        set.spent.charge_object(resource.size(), resource.name_origin())?;
        set.spent.charge_steps(set.list.len(), resource.name_origin())?;
        if let Some(origin) =
            origin.filter(|_| provenance::annotation(resource, provenance::ORIGIN).is_none())
        {
            provenance::set_origin(resource, origin, self.metadata_origin());
        }
        absorb(set, generated)
    }

    /// How origins name what a field of this kustomization configures, where they are asked for.
    fn configured_here(&self, by: &ConfiguredBy<'_>) -> Option<String> {
        let way = self.unit.circumstances.way.as_ref()?;
        let file = overlint_source::tree::path::file_name(&self.content.file);
        Some(way.join(file).configured_by(by))
    }

    /// What asks for annotations of origin, as far as this kustomization knows: itself where only those above ask.
    fn metadata_origin(&self) -> Origin {
        let asked = self.content.kustomization.build_metadata.first().map(|word| word.origin);
        asked.unwrap_or_else(|| Origin::start_of(self.content.source))
    }

    /// The objects that configure plugins: those written in the kustomization first.
    fn plugins(
        &self,
        plugins: &[Plugin],
        texts: &[Text],
        resources: &[Vec<Resource>],
        bases: &[Option<usize>],
    ) -> Result<Vec<Resource>> {
        let mut set = ResourceSet::default();
        let entries = || plugins.iter().zip(texts).zip(resources).zip(bases);
        for (((plugin, text), resources), _) in entries() {
            if let Plugin::Inline(_) = plugin {
                let mut resources = resources.clone();
                if let Some(way) = &self.unit.circumstances.way {
                    let file = overlint_source::tree::path::file_name(&self.content.file);
                    let origin = way.join(file).as_origin();
                    for one in &mut resources {
                        provenance::set_origin(one, &origin, text.origin);
                    }
                }
                set.append_all(resources)?;
            }
        }
        for (((plugin, text), resources), base) in entries() {
            if let Plugin::At(target) = plugin {
                self.add_target(&mut set, target, text, resources, *base)?;
            }
        }
        Ok(set.list)
    }

    fn add_components(&self, mut set: ResourceSet) -> Result<ResourceSet> {
        let own = &self.content.kustomization.components;
        for ((target, text), unit) in self.content.components.iter().zip(own).zip(&self.unit.components) {
            let node = faults::component(self.context, target, text)?;
            let content = self.context.graph.nodes[node].content.as_ref().map_err(Clone::clone)?;
            let materials = self.context.materials(node, content).map_err(faults::first)?;
            let Some(unit) = unit else { continue };
            set.spent.enter_component(text.origin)?;
            let unit = &self.context.plan.units[*unit];
            set = Step { unit, content, materials: materials.get(), ..*self }.apply(set)?;
            set.spent.leave_component();
        }
        Ok(set)
    }
}

fn note(repeated: &Repeated) -> BuildError {
    let message = format!("`{}` is given twice, and kustomize takes only the last", repeated.field);
    BuildError::new(Fault::DuplicateKey, repeated.second, message)
        .related(repeated.first, "first given here")
        .help("join the two")
}

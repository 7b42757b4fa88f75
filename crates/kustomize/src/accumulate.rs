//! One kustomization: its resources, generators, components and transformers, in kustomize's order.
//!
//! Source of the rules: `api/internal/target/kusttarget.go` and `kusttarget_configplugin.go` of kustomize 5.8.2.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::slice;
use std::sync::{Arc, OnceLock};

use overlint_source::{FileTree, Sources};

use crate::error::{BuildError, Fault, Outcome, Result};
use crate::files::{Files, LoadRestrictor};
use crate::generate::absorb;
use crate::graph::{Content, Graph, Target};
use crate::kustomization::{Kustomization, Repeated, Text};
use crate::materials::Materials;
use crate::set::ResourceSet;
use crate::transform::{annotations, images, labels, name_affixes, namespace, replacements, replicas};

/// What a build reads from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) sources: &'a Sources,
    pub(crate) restrictor: LoadRestrictor,
    pub(crate) graph: &'a Graph,
    /// What the files of components hold, by number, read once for everything that includes them.
    pub(crate) components: &'a [OnceLock<Outcome<Materials>>],
}

/// The finished resources of the bases, by their number.
pub(crate) trait Bases {
    /// What came of a base.
    fn of(&self, index: usize) -> Arc<Outcome<ResourceSet>>;
}

/// How many faults of one kustomization are told, those of its bases included.
const MAX_FAULTS: usize = 100;

/// Builds one kustomization. Fails with everything that can be told to be wrong before it is built, or else with the
/// first thing that keeps it from being built.
pub(crate) fn accumulate(context: &Context<'_>, index: usize, bases: &dyn Bases) -> Outcome<ResourceSet> {
    let content = context.graph.nodes[index].content.as_ref().map_err(|error| vec![error.clone()])?;
    let mut faults = include_faults(context, content, bases);
    match context.materials(index, content) {
        Ok(materials) if faults.is_empty() => {
            apply(context, index, materials.get(), ResourceSet::default(), bases).map_err(|error| vec![error])
        }
        Ok(_) => Err(faults),
        Err(own) => {
            add_faults(&mut faults, &own);
            Err(faults)
        }
    }
}

/// What is wrong with the bases and components of a kustomization. Each component is looked at once, however often and
/// deep it is included.
fn include_faults(context: &Context<'_>, content: &Content, bases: &dyn Bases) -> Vec<BuildError> {
    let (mut faults, mut components) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    direct_faults(context, content, bases, &mut faults, &mut components);
    while let Some(index) = components.pop() {
        if let (true, Ok(content)) = (seen.insert(index), &context.graph.nodes[index].content) {
            direct_faults(context, content, bases, &mut faults, &mut components);
            add_faults(&mut faults, context.materials(index, content).err().as_deref().unwrap_or_default());
        }
    }
    faults
}

fn direct_faults(
    context: &Context<'_>,
    content: &Content,
    bases: &dyn Bases,
    faults: &mut Vec<BuildError>,
    components: &mut Vec<usize>,
) {
    let own = &content.kustomization;
    for (target, text) in content.resources.iter().zip(&own.resources) {
        match target {
            Target::Nowhere(error) => add_faults(faults, slice::from_ref(error)),
            Target::File(_) => {}
            Target::Directory(base) => match check_include(context, *base, text, false) {
                Ok(()) => {
                    add_faults(faults, bases.of(*base).as_ref().as_ref().err().map_or(&[], Vec::as_slice));
                }
                Err(error) => add_faults(faults, &[error]),
            },
        }
    }
    for (target, text) in content.components.iter().zip(&own.components) {
        match component(context, target, text) {
            Ok(index) => components.push(index),
            Err(error) => add_faults(faults, &[error]),
        }
    }
}

/// Adds faults that are not told yet: bases that include each other twice, level after level, would double them at each.
fn add_faults(faults: &mut Vec<BuildError>, more: &[BuildError]) {
    for fault in more {
        if faults.len() < MAX_FAULTS && !faults.iter().any(|known| known.is_same(fault)) {
            faults.push(fault.clone());
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
    fn materials(&self, index: usize, content: &Content) -> Outcome<Held<'a>> {
        let read = Cell::new(0);
        let files = Files {
            read: &read,
            tree: self.tree,
            sources: self.sources,
            directory: &self.graph.nodes[index].path,
            restrictor: self.restrictor,
        };
        if !content.kustomization.is_component {
            return Materials::load(content, &files).map(|materials| Held::Own(Box::new(materials)));
        }
        let shared = self.components[index].get_or_init(|| Materials::load(content, &files));
        shared.as_ref().map(Held::Shared).map_err(Clone::clone)
    }
}

/// Builds on what is there: nothing, or for a component the resources of what includes it.
fn apply(
    context: &Context<'_>,
    index: usize,
    materials: &Materials,
    mut set: ResourceSet,
    bases: &dyn Bases,
) -> Result<ResourceSet> {
    let content = context.graph.nodes[index].content.as_ref().map_err(Clone::clone)?;
    set.notes.extend(content.kustomization.repeated.iter().map(note));
    add_resources(context, content, materials, &mut set, bases)?;
    for generated in &materials.generated {
        set.spent.charge_object(generated.resource.size(), generated.resource.name_origin())?;
        set.spent.charge_steps(set.list.len(), generated.resource.name_origin())?;
        absorb(&mut set, generated.clone())?;
    }
    set = add_components(context, content, set, bases)?;
    transform(&content.kustomization, materials, &mut set, context.sources)?;
    Ok(set)
}

fn note(repeated: &Repeated) -> BuildError {
    let message = format!("`{}` is given twice, and kustomize takes only the last", repeated.field);
    BuildError::new(Fault::DuplicateKey, repeated.second, message)
        .related(repeated.first, "first given here")
        .help("join the two")
}

fn add_resources(
    context: &Context<'_>,
    content: &Content,
    materials: &Materials,
    set: &mut ResourceSet,
    bases: &dyn Bases,
) -> Result<()> {
    let entries = content.resources.iter().zip(&content.kustomization.resources).zip(&materials.resources);
    for ((target, text), resources) in entries {
        match target {
            Target::File(_) => {
                for resource in resources {
                    set.spent.charge_object(resource.size(), resource.origin())?;
                }
                set.append_all(resources.clone())?;
            }
            Target::Directory(base) => {
                check_include(context, *base, text, false)?;
                let Ok(base) = bases.of(*base).as_ref().clone() else { continue };
                set.spent.charge_base(&base.spent, text.origin)?;
                set.append_all(base.list)?;
                set.notes.extend(base.notes);
            }
            Target::Nowhere(error) => return Err(error.clone()),
        }
    }
    Ok(())
}

fn add_components(
    context: &Context<'_>,
    content: &Content,
    mut set: ResourceSet,
    bases: &dyn Bases,
) -> Result<ResourceSet> {
    for (target, text) in content.components.iter().zip(&content.kustomization.components) {
        let index = component(context, target, text)?;
        let Ok(content) = &context.graph.nodes[index].content else { continue };
        let Ok(materials) = context.materials(index, content) else { continue };
        set.spent.enter_component(text.origin)?;
        set = apply(context, index, materials.get(), set, bases)?;
        set.spent.leave_component();
    }
    Ok(set)
}

/// The component that an entry of `components` names.
fn component(context: &Context<'_>, target: &Target, text: &Text) -> Result<usize> {
    match target {
        Target::Directory(index) => check_include(context, *index, text, true).map(|()| *index),
        Target::File(_) => {
            let message = format!("`{}` is a file; components are directories", text.text);
            Err(BuildError::new(Fault::Kustomization, text.origin, message)
                .help("list the file under `resources`"))
        }
        Target::Nowhere(error) => Err(error.clone()),
    }
}

/// What is included must be there, and be a Component just where one is asked for.
fn check_include(context: &Context<'_>, index: usize, text: &Text, component: bool) -> Result<()> {
    let directory = &context.graph.nodes[index];
    match &directory.content {
        Ok(content) if content.kustomization.is_component == component => Ok(()),
        Ok(_) if component => {
            let message = format!("`{}` is not a Component", text.text);
            Err(BuildError::new(Fault::Kustomization, text.origin, message).help("list it under `resources`"))
        }
        Ok(_) => {
            let message = format!("`{}` is a Component", text.text);
            Err(BuildError::new(Fault::Kustomization, text.origin, message)
                .help("list it under `components`"))
        }
        Err(error) if error.origin().is_somewhere() => Err(error.clone()),
        // What has no place of its own is shown where the directory is asked for.
        Err(error) => Err(error.clone().at(text.origin)),
    }
}

fn transform(
    own: &Kustomization,
    materials: &Materials,
    set: &mut ResourceSet,
    sources: &Sources,
) -> Result<()> {
    for patch in materials.strategic.iter().chain(&materials.patches) {
        patch.apply(set)?;
    }
    if let Some(text) = filled(own.namespace.as_ref()) {
        namespace::apply(set, text)?;
    }
    if let Some(text) = filled(own.name_prefix.as_ref()) {
        name_affixes::apply_prefix(set, text);
    }
    if let Some(text) = filled(own.name_suffix.as_ref()) {
        name_affixes::apply_suffix(set, text);
    }
    for label in &own.labels {
        labels::apply(set, label)?;
    }
    labels::apply_common(set, &own.common_labels)?;
    annotations::apply(set, &own.common_annotations)?;
    for patch in &materials.json6902 {
        patch.apply(set)?;
    }
    for replica in &own.replicas {
        replicas::apply(set, replica)?;
    }
    for image in &own.images {
        images::apply(set, image)?;
    }
    for replacement in &materials.replacements {
        replacements::apply(set, replacement, sources)?;
    }
    Ok(())
}

fn filled(text: Option<&Text>) -> Option<&Text> {
    text.filter(|text| !text.text.is_empty())
}

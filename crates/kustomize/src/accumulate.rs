//! One kustomization: its resources, generators, components and transformers, in kustomize's order.
//!
//! Source of the rules: `api/internal/target/kusttarget.go` and `kusttarget_configplugin.go` of kustomize 5.8.2.

use std::cell::Cell;
use std::sync::OnceLock;

use overlint_source::{FileTree, Sources};

use crate::error::{BuildError, Fault, Result};
use crate::files::{Files, LoadRestrictor};
use crate::generate::absorb;
use crate::graph::{Content, Graph, Target};
use crate::kustomization::{Kustomization, Text};
use crate::materials::Materials;
use crate::set::ResourceSet;
use crate::transform::{annotations, images, labels, name_affixes, namespace, replicas};

/// What a build reads from.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) sources: &'a Sources,
    pub(crate) restrictor: LoadRestrictor,
    pub(crate) graph: &'a Graph,
    /// What the files of components hold, by number, read once for everything that includes them.
    pub(crate) components: &'a [OnceLock<Result<Materials>>],
}

/// The finished resources of the bases, by their number.
pub(crate) trait Bases {
    /// The resources of a base that has been built.
    fn of(&self, index: usize) -> Result<ResourceSet>;
}

/// Builds one kustomization on what is there: nothing, or for a component the resources of what includes it.
pub(crate) fn accumulate(
    context: &Context<'_>,
    index: usize,
    mut set: ResourceSet,
    bases: &dyn Bases,
) -> Result<ResourceSet> {
    let directory = &context.graph.nodes[index];
    let content = directory.content.as_ref().map_err(Clone::clone)?;
    let read = Cell::new(0);
    let files = Files {
        read: &read,
        tree: context.tree,
        sources: context.sources,
        directory: &directory.path,
        restrictor: context.restrictor,
    };
    let fresh;
    let materials = if content.kustomization.is_component {
        context.components[index]
            .get_or_init(|| Materials::load(content, &files))
            .as_ref()
            .map_err(Clone::clone)?
    } else {
        fresh = Materials::load(content, &files)?;
        &fresh
    };
    add_resources(context, content, materials, &mut set, bases)?;
    for generated in &materials.generated {
        set.spent.charge_object(generated.resource.size(), generated.resource.name_origin())?;
        set.spent.charge_steps(set.list.len(), generated.resource.name_origin())?;
        absorb(&mut set, generated.clone())?;
    }
    set = add_components(context, content, set, bases)?;
    transform(&content.kustomization, materials, &mut set)?;
    Ok(set)
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
                let base = bases.of(*base)?;
                set.spent.charge_base(&base.spent, text.origin)?;
                set.append_all(base.list)?;
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
        match target {
            Target::Directory(component) => {
                check_include(context, *component, text, true)?;
                set.spent.enter_component(text.origin)?;
                set = accumulate(context, *component, set, bases)?;
                set.spent.leave_component();
            }
            Target::File(_) => {
                let message = format!("`{}` is a file; components are directories", text.text);
                return Err(BuildError::new(Fault::Kustomization, text.origin, message)
                    .help("list the file under `resources`"));
            }
            Target::Nowhere(error) => return Err(error.clone()),
        }
    }
    Ok(set)
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

fn transform(own: &Kustomization, materials: &Materials, set: &mut ResourceSet) -> Result<()> {
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
    Ok(())
}

fn filled(text: Option<&Text>) -> Option<&Text> {
    text.filter(|text| !text.text.is_empty())
}

//! Everything that can be told to be wrong with what a kustomization includes, before it is built.

use std::collections::BTreeSet;
use std::slice;

use super::{Bases, Context};
use crate::error::{BuildError, Fault, Result};
use crate::graph::{Plugin, Target};
use crate::kustomization::Text;

/// How many faults of one kustomization are told, those of its bases included.
const MAX_FAULTS: usize = 100;

/// What is wrong with the bases and components of a kustomization. Each component is looked at once, however often and
/// deep it is included.
pub(super) fn of_includes(context: &Context<'_>, unit: usize, bases: &dyn Bases) -> Vec<BuildError> {
    let mut collector = Collector { context, bases, faults: Vec::new(), components: Vec::new() };
    collector.direct(unit);
    let mut seen = BTreeSet::new();
    while let Some(unit) = collector.components.pop() {
        let node = context.plan.units[unit].node;
        if let (true, Ok(content)) = (seen.insert(unit), &context.graph.nodes[node].content) {
            collector.direct(unit);
            add(&mut collector.faults, context.materials(node, content).err().as_deref().unwrap_or_default());
        }
    }
    collector.faults
}

struct Collector<'a> {
    context: &'a Context<'a>,
    bases: &'a dyn Bases,
    faults: Vec<BuildError>,
    /// The units of components that are to be looked at.
    components: Vec<usize>,
}

impl Collector<'_> {
    fn direct(&mut self, unit: usize) {
        let unit = &self.context.plan.units[unit];
        let Ok(content) = &self.context.graph.nodes[unit.node].content else { return };
        let own = &content.kustomization;
        for ((target, text), base) in content.resources.iter().zip(&own.resources).zip(&unit.resources) {
            self.target(target, text, *base);
        }
        let plugins = [
            (&content.generators, &own.generators, &unit.generators),
            (&content.transformers, &own.transformers, &unit.transformers),
            (&content.validators, &own.validators, &unit.validators),
        ];
        for (plugins, texts, units) in plugins {
            for ((plugin, text), base) in plugins.iter().zip(texts).zip(units) {
                if let Plugin::At(target) = plugin {
                    self.target(target, text, *base);
                }
            }
        }
        for ((target, text), component_unit) in
            content.components.iter().zip(&own.components).zip(&unit.components)
        {
            match (component(self.context, target, text), component_unit) {
                (Ok(_), unit) => self.components.extend(unit),
                (Err(error), _) => add(&mut self.faults, &[error]),
            }
        }
    }

    fn target(&mut self, target: &Target, text: &Text, base: Option<usize>) {
        match (target, base) {
            (Target::Nowhere(error), _) => add(&mut self.faults, slice::from_ref(error)),
            (Target::Directory(node), Some(base)) => match check_include(self.context, *node, text, false) {
                Ok(()) => {
                    let built = self.bases.of(base);
                    add(&mut self.faults, built.as_ref().as_ref().err().map_or(&[], Vec::as_slice));
                }
                Err(error) => add(&mut self.faults, &[error]),
            },
            (Target::File(_) | Target::Directory(_), _) => {}
        }
    }
}

/// Adds faults that are not told yet: bases that include each other twice, level after level, would double them at each.
pub(super) fn add(faults: &mut Vec<BuildError>, more: &[BuildError]) {
    for fault in more {
        if faults.len() < MAX_FAULTS && !faults.iter().any(|known| known.is_same(fault)) {
            faults.push(fault.clone());
        }
    }
}

/// The component that an entry of `components` names.
pub(super) fn component(context: &Context<'_>, target: &Target, text: &Text) -> Result<usize> {
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
pub(super) fn check_include(context: &Context<'_>, index: usize, text: &Text, component: bool) -> Result<()> {
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

/// The first of several faults.
pub(super) fn first(faults: Vec<BuildError>) -> BuildError {
    faults.into_iter().next().expect("what fails has a fault")
}

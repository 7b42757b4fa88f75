//! What the files of one kustomization hold, read but not yet applied.

use overlint_source::read::Place;

use crate::documents::read_objects;
use crate::error::{BuildError, Outcome, Result};
use crate::files::Files;
use crate::generate::{Generated, Kind, generate};
use crate::graph::{Content, Target};
use crate::patch::{Patch, read_entry, read_json6902, read_strategic};
use crate::resource::Resource;
use crate::transform::replacements::{self, Replacement};

/// What the files of one kustomization hold.
#[derive(Debug)]
pub(crate) struct Materials {
    /// The objects of each of `resources`; none for a base.
    pub(crate) resources: Vec<Vec<Resource>>,
    pub(crate) generated: Vec<Generated>,
    pub(crate) strategic: Vec<Patch>,
    pub(crate) patches: Vec<Patch>,
    pub(crate) json6902: Vec<Patch>,
    pub(crate) replacements: Vec<Replacement>,
}

impl Materials {
    /// Reads everything that the kustomization names, bases and components aside. Fails with all that cannot be read.
    pub(crate) fn load(content: &Content, files: &Files<'_>) -> Outcome<Self> {
        let mut faults = Vec::new();
        let own = &content.kustomization;
        let resources = content.resources.iter().zip(&own.resources).map(|(target, text)| match target {
            Target::File(real) => {
                files.resolve(text)?;
                let file = files.text_at(real, text.origin)?;
                let objects = read_objects(&file.text, Place::of(file.source), &file.path)?;
                Ok(objects.into_iter().map(Resource::new).collect())
            }
            Target::Directory(_) => Ok(Vec::new()),
            Target::Nowhere(error) => Err(error.clone()),
        });
        let resources = collect(resources, &mut faults);
        let config_maps = own.config_map_generator.iter().map(|generator| (Kind::ConfigMap, generator));
        let secrets = own.secret_generator.iter().map(|generator| (Kind::Secret, generator));
        let generated = config_maps
            .chain(secrets)
            .map(|(kind, generator)| generate(kind, generator, &own.generator_options, files));
        let materials = Self {
            resources,
            generated: collect(generated, &mut faults),
            strategic: read_strategic(&own.patches_strategic_merge, files, &mut faults),
            patches: collect(own.patches.iter().map(|entry| read_entry(entry, files)), &mut faults),
            json6902: collect(
                own.patches_json6902.iter().map(|entry| read_json6902(entry, files)),
                &mut faults,
            ),
            replacements: replacements::load(&own.replacements, files).unwrap_or_else(|fault| {
                faults.push(fault);
                Vec::new()
            }),
        };
        if faults.is_empty() { Ok(materials) } else { Err(faults) }
    }
}

/// What could be read, and beside it why the rest could not.
fn collect<T>(results: impl Iterator<Item = Result<T>>, faults: &mut Vec<BuildError>) -> Vec<T> {
    results.filter_map(|result| result.map_err(|fault| faults.push(fault)).ok()).collect()
}

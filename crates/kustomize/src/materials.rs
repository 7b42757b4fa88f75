//! What the files of one kustomization hold, read but not yet applied.

use overlint_source::read::Place;

use crate::documents::read_objects;
use crate::error::Result;
use crate::files::Files;
use crate::generate::{Generated, Kind, generate};
use crate::graph::{Content, Target};
use crate::patch::{Patch, read_entry, read_json6902, read_strategic};
use crate::resource::Resource;

/// What the files of one kustomization hold.
#[derive(Debug)]
pub(crate) struct Materials {
    /// The objects of each of `resources`; none for a base.
    pub(crate) resources: Vec<Vec<Resource>>,
    pub(crate) generated: Vec<Generated>,
    pub(crate) strategic: Vec<Patch>,
    pub(crate) patches: Vec<Patch>,
    pub(crate) json6902: Vec<Patch>,
}

impl Materials {
    /// Reads everything that the kustomization names, bases and components aside.
    pub(crate) fn load(content: &Content, files: &Files<'_>) -> Result<Self> {
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
        let resources = resources.collect::<Result<_>>()?;
        let config_maps = own.config_map_generator.iter().map(|generator| (Kind::ConfigMap, generator));
        let secrets = own.secret_generator.iter().map(|generator| (Kind::Secret, generator));
        let generated = config_maps
            .chain(secrets)
            .map(|(kind, generator)| generate(kind, generator, &own.generator_options, files));
        Ok(Self {
            resources,
            generated: generated.collect::<Result<_>>()?,
            strategic: read_strategic(&own.patches_strategic_merge, files)?,
            patches: own.patches.iter().map(|entry| read_entry(entry, files)).collect::<Result<_>>()?,
            json6902: own
                .patches_json6902
                .iter()
                .map(|entry| read_json6902(entry, files))
                .collect::<Result<_>>()?,
        })
    }
}

//! What the files of one kustomization hold, read but not yet applied.

use std::sync::Arc;

use overlint_source::Node;
use overlint_source::read::Place;

use crate::config::{Config, read_configuration, read_crd};
use crate::documents::read_objects;
use crate::error::{BuildError, Outcome, Result};
use crate::files::Files;
use crate::generate::{Generated, Kind, generate};
use crate::graph::{Content, Plugin, Target};
use crate::kustomization::Text;
use crate::patch::{Patch, read_entry, read_json6902, read_strategic};
use crate::resource::Resource;
use crate::transform::replacements::{self, Replacement};

/// What the files of one kustomization hold.
#[derive(Debug)]
pub(crate) struct Materials {
    /// The objects of each of `resources`; none for a base.
    pub(crate) resources: Vec<Vec<Resource>>,
    /// kustomize's own configuration with that of `configurations`, and then that of `crds` if there are any.
    pub(crate) configs: Vec<Arc<Config>>,
    /// What configMapGenerator and secretGenerator make.
    pub(crate) generated: Vec<(Kind, Generated)>,
    pub(crate) strategic: Vec<Patch>,
    pub(crate) patches: Vec<Patch>,
    pub(crate) json6902: Vec<Patch>,
    pub(crate) replacements: Vec<Replacement>,
    /// The objects of each of `generators`; none for a directory.
    pub(crate) generators: Vec<Vec<Resource>>,
    /// Those of `transformers`.
    pub(crate) transformers: Vec<Vec<Resource>>,
    /// Those of `validators`.
    pub(crate) validators: Vec<Vec<Resource>>,
}

impl Materials {
    /// Reads everything that the kustomization names, bases and components aside. Fails with all that cannot be read.
    pub(crate) fn load(content: &Content, files: &Files<'_>) -> Outcome<Self> {
        let mut faults = Vec::new();
        let own = &content.kustomization;
        let resources = content.resources.iter().zip(&own.resources);
        let resources =
            collect(resources.map(|(target, text)| read_target(target, text, files)), &mut faults);
        let config_maps = own.config_map_generator.iter().map(|generator| (Kind::ConfigMap, generator));
        let secrets = own.secret_generator.iter().map(|generator| (Kind::Secret, generator));
        let generated = config_maps
            .chain(secrets)
            .map(|(kind, generator)| Ok((kind, generate(kind, generator, &own.generator_options, files)?)));
        let generated = collect(generated, &mut faults);
        let mut plugins = |plugins: &[Plugin], texts: &[Text]| {
            let entries = plugins.iter().zip(texts);
            collect(entries.map(|(plugin, text)| read_plugin(plugin, text, files)), &mut faults)
        };
        let generators = plugins(&content.generators, &own.generators);
        let transformers = plugins(&content.transformers, &own.transformers);
        let validators = plugins(&content.validators, &own.validators);
        let materials = Self {
            resources,
            configs: read_configs(content, files, &mut faults),
            generated,
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
            generators,
            transformers,
            validators,
        };
        if faults.is_empty() { Ok(materials) } else { Err(faults) }
    }
}

fn read_target(target: &Target, text: &Text, files: &Files<'_>) -> Result<Vec<Resource>> {
    match target {
        Target::File(real) => {
            files.resolve(text)?;
            let file = files.text_at(real, text.origin)?;
            Ok(resources(read_objects(&file.text, Place::of(file.source), &file.path)?))
        }
        Target::Directory(_) => Ok(Vec::new()),
        Target::Nowhere(error) => Err(error.clone()),
    }
}

fn read_plugin(plugin: &Plugin, text: &Text, files: &Files<'_>) -> Result<Vec<Resource>> {
    match plugin {
        Plugin::Inline(objects) => Ok(resources(objects.clone())),
        Plugin::At(target) => read_target(target, text, files),
    }
}

fn resources(objects: Vec<Node>) -> Vec<Resource> {
    objects.into_iter().map(Resource::new).collect()
}

/// kustomize's own configuration joined with that of the files; without any of these nothing is made.
fn read_configs(content: &Content, files: &Files<'_>, faults: &mut Vec<BuildError>) -> Vec<Arc<Config>> {
    let own = &content.kustomization;
    let mut configs = vec![Config::default_shared()];
    let configurations = own.configurations.iter().map(|name| read_configuration(name, files));
    if let Some(joined) = join(collect(configurations, faults), faults) {
        match configs[0].join(&joined) {
            Ok(config) => configs[0] = Arc::new(config),
            Err(fault) => faults.push(fault),
        }
    }
    let crds = own.crds.iter().map(|name| read_crd(name, files));
    configs.extend(join(collect(crds, faults), faults).map(Arc::new));
    configs
}

fn join(configs: Vec<Config>, faults: &mut Vec<BuildError>) -> Option<Config> {
    configs.into_iter().fold(None, |joined: Option<Config>, more| {
        let joined = joined.unwrap_or_default().join(&more);
        joined.map_err(|fault| faults.push(fault)).ok()
    })
}

/// What could be read, and beside it why the rest could not.
fn collect<T>(results: impl Iterator<Item = Result<T>>, faults: &mut Vec<BuildError>) -> Vec<T> {
    results.filter_map(|result| result.map_err(|fault| faults.push(fault)).ok()).collect()
}

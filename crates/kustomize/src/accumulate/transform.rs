//! The transformers and validators of one kustomization.

use std::borrow::Cow;
use std::cell::Cell;

use super::Step;
use crate::config::Config;
use crate::effects::Scope;
use crate::error::{BuildError, Fault, Result};
use crate::kustomization::Text;
use crate::patch::Patch;
use crate::plugin::{Transformer, transformers_of};
use crate::provenance::{self, ConfiguredBy};
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::transform::labels;
use crate::transform::name_affixes::Side;
use crate::transform::namespace;

/// What kustomize's own validators may leave behind.
const VALIDATED_BY: &str = "validated-by";

impl Step<'_> {
    pub(super) fn transform(&self, set: &mut ResourceSet) -> Result<()> {
        let config = set.config();
        set.trace.scope = self.scope();
        for (kind, transformer) in self.own(&config)? {
            self.run(&transformer, set)?;
            self.annotate(set, || self.configured_here(&ConfiguredBy::builtin(kind)));
        }
        set.trace.scope = self.scope_of(Scope::Plugin(self.unit.node));
        let read = Cell::new(0);
        let (content, unit) = (self.content, self.unit);
        let configurations = self.plugins(
            &content.transformers,
            &content.kustomization.transformers,
            &self.materials.transformers,
            &unit.transformers,
        )?;
        for configuration in &configurations {
            for transformer in transformers_of(configuration, &self.context.files(unit.node, &read))? {
                self.run(&transformer, set)?;
            }
            self.annotate(set, || provenance::of_plugin(configuration));
        }
        set.trace.scope = Scope::Nobody;
        Ok(())
    }

    /// Whose the entries of the kustomization's own fields are.
    fn scope(&self) -> Scope {
        let node = self.unit.node;
        let is_component = self.content.kustomization.is_component;
        self.scope_of(if is_component { Scope::Component(node) } else { Scope::Own(node) })
    }

    /// A scope, where somebody asks what entries change.
    fn scope_of(&self, scope: Scope) -> Scope {
        if self.context.effects.is_some() { scope } else { Scope::Nobody }
    }

    fn run(&self, transformer: &Transformer<'_>, set: &mut ResourceSet) -> Result<()> {
        if transformer.merges() {
            self.schema.meet_merge();
        }
        transformer.apply(set, &self.schema.in_force(), self.context.sources)
    }

    /// Notes on every object what has transformed it, where that is asked for.
    fn annotate(&self, set: &mut ResourceSet, origin: impl FnOnce() -> Option<String>) {
        if self.unit.circumstances.way.is_none() {
            return;
        }
        let place = self.metadata_origin();
        if let Some(origin) = origin() {
            for resource in &mut set.list {
                provenance::add_transformation(resource, &origin, place);
            }
        }
    }

    /// What the fields of the kustomization ask for, in kustomize's order, each with the kind that it calls it.
    fn own<'c>(&'c self, config: &'c Config) -> Result<Vec<(&'static str, Transformer<'c>)>> {
        let own = &self.content.kustomization;
        let mut all = Vec::new();
        let patches = |patches: &'c [Patch]| Transformer::Patches(Cow::Borrowed(patches));
        if !own.patches_strategic_merge.is_empty() {
            all.push(("PatchStrategicMergeTransformer", patches(&self.materials.strategic)));
        }
        let each = self.materials.patches.chunks(1);
        all.extend(each.map(|patch| ("PatchTransformer", patches(patch))));
        if let Some(text) = filled(own.namespace.as_ref()) {
            let (namespace, specs) = (Cow::Borrowed(text), Cow::Borrowed(&*config.namespace));
            let options = namespace::Options::default();
            all.push(("NamespaceTransformer", Transformer::Namespace { namespace, specs, options }));
        }
        for (kind, side, text, specs) in [
            ("PrefixTransformer", Side::Prefix, &own.name_prefix, &config.name_prefix),
            ("SuffixTransformer", Side::Suffix, &own.name_suffix, &config.name_suffix),
        ] {
            if let Some(text) = filled(text.as_ref()) {
                let (affix, specs) = (Cow::Borrowed(text), Cow::Borrowed(&**specs));
                all.push((kind, Transformer::Affix { side, affix, specs }));
            }
        }
        self.metadata(config, &mut all)?;
        all.extend(
            self.materials.json6902.chunks(1).map(|patch| ("PatchJson6902Transformer", patches(patch))),
        );
        for replica in &own.replicas {
            let (replica, specs) = (Cow::Borrowed(replica), Cow::Borrowed(&*config.replicas));
            all.push(("ReplicaCountTransformer", Transformer::Replicas { replica, specs }));
        }
        for image in &own.images {
            let (image, specs) = (Cow::Borrowed(image), Cow::Borrowed(&*config.images));
            all.push(("ImageTagTransformer", Transformer::Image { image, specs }));
        }
        if !own.replacements.is_empty() {
            let replacements = Cow::Borrowed(&*self.materials.replacements);
            all.push(("ReplacementTransformer", Transformer::Replacements(replacements)));
        }
        Ok(all)
    }

    /// Labels and annotations. `commonLabels` are a step of their own, even an empty one, where there are labels.
    fn metadata<'c>(
        &'c self,
        config: &'c Config,
        all: &mut Vec<(&'static str, Transformer<'c>)>,
    ) -> Result<()> {
        let own = &self.content.kustomization;
        for label in &own.labels {
            let specs = Cow::Owned(labels::fields_of(label, config)?);
            all.push(("LabelTransformer", Transformer::Labels { pairs: Cow::Borrowed(&label.pairs), specs }));
        }
        if !own.labels.is_empty() || !own.common_labels.0.is_empty() {
            let (pairs, specs) = (Cow::Borrowed(&own.common_labels), Cow::Borrowed(&*config.common_labels));
            all.push(("LabelTransformer", Transformer::Labels { pairs, specs }));
        }
        if !own.common_annotations.0.is_empty() {
            let pairs = Cow::Borrowed(&own.common_annotations);
            let specs = Cow::Borrowed(&*config.common_annotations);
            all.push(("AnnotationsTransformer", Transformer::Annotations { pairs, specs }));
        }
        Ok(())
    }

    /// Validators are transformers that change nothing.
    pub(super) fn validate(&self, set: &mut ResourceSet) -> Result<()> {
        let content = self.content;
        if content.validators.is_empty() {
            return Ok(());
        }
        let configurations = self.plugins(
            &content.validators,
            &content.kustomization.validators,
            &self.materials.validators,
            &self.unit.validators,
        )?;
        let read = Cell::new(0);
        for configuration in &configurations {
            let before = set.list.clone();
            for transformer in transformers_of(configuration, &self.context.files(self.unit.node, &read))? {
                self.run(&transformer, set)?;
            }
            check_unchanged(&before, &set.list, configuration)?;
        }
        Ok(())
    }
}

fn check_unchanged(before: &[Resource], after: &[Resource], validator: &Resource) -> Result<()> {
    let without_mark = |resource: &Resource| {
        let mut resource = resource.clone();
        resource.change_content(|node| {
            let labels = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("labels"));
            labels.and_then(|labels| labels.remove(VALIDATED_BY));
        });
        resource
    };
    let changed = before.iter().zip(after).find(|(before, after)| !before.is_same(&without_mark(after)));
    if changed.is_none() && before.len() == after.len() {
        return Ok(());
    }
    let message = format!("the validator `{}` changes what it validates", validator.id().name);
    let error = BuildError::new(Fault::Plugin, validator.origin(), message)
        .help("list it under `transformers` if it shall");
    Err(match changed {
        Some((resource, _)) => error.related(resource.name_origin(), "it changes this"),
        None => error,
    })
}

fn filled(text: Option<&Text>) -> Option<&Text> {
    text.filter(|text| !text.text.is_empty())
}

//! Joining configurations: a field that a known one covers is dropped, and the two must agree in `create`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Config, NameReference};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::FieldSpec;
use crate::order::compare_kinds;

impl Config {
    /// A configuration, if there is one yet, with another behind it. Every step sorts: a field that was added behind a
    /// more general one can come before it and cover it from then on.
    pub(crate) fn merge(known: Option<&Arc<Self>>, more: &Arc<Self>) -> Result<Arc<Self>> {
        let default = Self::default_shared();
        match known {
            None if Arc::ptr_eq(more, &default) => Ok(default),
            None => Ok(Arc::new(Self::default().join(more)?)),
            Some(known) if Arc::ptr_eq(known, more) => Ok(known.clone()),
            Some(known) => Ok(Arc::new(known.join(more)?)),
        }
    }

    /// The two joined and sorted, whatever they hold.
    pub(crate) fn join(&self, other: &Self) -> Result<Self> {
        let mut config = Self {
            name_prefix: all(&self.name_prefix, &other.name_prefix)?,
            name_suffix: all(&self.name_suffix, &other.name_suffix)?,
            namespace: all(&self.namespace, &other.namespace)?,
            common_labels: all(&self.common_labels, &other.common_labels)?,
            labels: all(&self.labels, &other.labels)?,
            template_labels: all(&self.template_labels, &other.template_labels)?,
            volume_claim_template_labels: all(
                &self.volume_claim_template_labels,
                &other.volume_claim_template_labels,
            )?,
            common_annotations: all(&self.common_annotations, &other.common_annotations)?,
            name_reference: all_references(&self.name_reference, &other.name_reference)?,
            var_reference: all(&self.var_reference, &other.var_reference)?,
            images: all(&self.images, &other.images)?,
            replicas: all(&self.replicas, &other.replicas)?,
            ..Self::default()
        };
        config.sort();
        Ok(config)
    }

    /// Sorts each list by kind, as kustomize does whenever it has read or joined configurations.
    pub(crate) fn sort(&mut self) {
        let by_kind = |a: &FieldSpec, b: &FieldSpec| -> Ordering { compare_kinds(&a.gvk, &b.gvk) };
        for specs in [
            &mut self.name_prefix,
            &mut self.name_suffix,
            &mut self.namespace,
            &mut self.common_labels,
            &mut self.labels,
            &mut self.template_labels,
            &mut self.volume_claim_template_labels,
            &mut self.common_annotations,
            &mut self.var_reference,
            &mut self.images,
            &mut self.replicas,
        ] {
            specs.sort_by(by_kind);
        }
        self.name_reference.sort_by(|a, b| compare_kinds(&a.target, &b.target));
    }
}

/// Adds a field unless one that covers it is there; fails where the two differ in `create`.
pub(crate) fn merge_one(specs: &mut Vec<FieldSpec>, new: FieldSpec) -> Result<()> {
    let covers = |known: &&FieldSpec| known.path == new.path && known.gvk.is_selected(&new.gvk);
    match specs.iter().find(covers) {
        Some(known) if known.create != new.create => Err(conflict(known, &new)),
        Some(_) => Ok(()),
        None => {
            specs.push(new);
            Ok(())
        }
    }
}

fn conflict(known: &FieldSpec, new: &FieldSpec) -> BuildError {
    let (place, other) =
        if new.origin.is_somewhere() { (new.origin, known.origin) } else { (known.origin, new.origin) };
    let message = format!("`{}` is listed with another value of `create`", new.path);
    BuildError::new(Fault::Kustomization, place, message)
        .related(other, "the other one")
        .help("give both the same `create`")
}

fn all(specs: &[FieldSpec], more: &[FieldSpec]) -> Result<Vec<FieldSpec>> {
    let mut merged = specs.to_vec();
    for spec in more {
        merge_one(&mut merged, spec.clone())?;
    }
    Ok(merged)
}

fn all_references(references: &[NameReference], more: &[NameReference]) -> Result<Vec<NameReference>> {
    let mut merged = references.to_vec();
    for reference in more {
        merge_reference(&mut merged, reference)?;
    }
    Ok(merged)
}

/// Adds the fields that hold the name of a kind.
pub(super) fn merge_reference(references: &mut Vec<NameReference>, new: &NameReference) -> Result<()> {
    let mut found = false;
    for known in references.iter_mut().filter(|known| known.target == new.target) {
        known.referrers = all(&known.referrers, &new.referrers)?;
        found = true;
    }
    if !found {
        references.push(new.clone());
    }
    Ok(())
}

//! `labels` and `commonLabels`.
//!
//! Source of the rules: `api/filters/labels` and `configureBuiltinTransformers` of kustomize 5.8.2.

use overlint_source::{Key, Node, Scalar, Value};

use crate::budget::Size;
use crate::config::{Config, from_config, merge_one};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit_mut};
use crate::kustomization::{Label, Pair, Pairs};
use crate::resource::{Resource, quote_ambiguous, set_scalar};
use crate::set::ResourceSet;

const METADATA: FieldSpec = FieldSpec::any("metadata/labels");

/// The fields that an entry of `labels` writes to.
pub(crate) fn fields_of(label: &Label, config: &Config) -> Result<Vec<FieldSpec>> {
    let mut specs = label.fields.iter().map(from_config).collect::<Result<Vec<_>>>()?;
    let mut add = |more: &[FieldSpec]| -> Result<()> {
        more.iter().try_for_each(|spec| merge_one(&mut specs, spec.clone()))
    };
    add(&config.labels)?;
    if label.include_selectors {
        add(&config.common_labels)?;
        return Ok(specs);
    }
    if label.include_templates {
        add(&config.template_labels)?;
    }
    if label.include_volume_claim_templates {
        add(&config.volume_claim_template_labels)?;
    }
    add(&[METADATA])?;
    Ok(specs)
}

/// Writes pairs into every map that the field specifications name.
pub(crate) fn write_pairs(set: &mut ResourceSet, pairs: &Pairs, specs: &[FieldSpec]) -> Result<()> {
    let Some(first) = pairs.0.first() else { return Ok(()) };
    let origin = first.key.origin;
    let ResourceSet { list, spent, .. } = set;
    let added = Size::of_entries(pairs.0.len());
    let mut created = vec![0_usize; pairs.0.len()];
    for resource in list {
        created.fill(0);
        spent.charge_steps(specs.len(), origin)?;
        let gvk = resource.id().gvk.clone();
        for spec in specs.iter().filter(|spec| spec.selects(&gvk)) {
            resource.change_content(|node| {
                visit_mut(node, spec, Leaf::Mapping, origin, &mut |map| {
                    spent.charge(added, origin)?;
                    spent.charge_steps(pairs.0.len() * (pairs.0.len() + map.entries().len()), origin)?;
                    write(map, pairs, &mut created)
                })
            })?;
        }
        link(resource, pairs, &created);
    }
    Ok(())
}

/// What was created in several fields is one from now on; what was one before stays so.
fn link(resource: &mut Resource, pairs: &Pairs, created: &[usize]) {
    if pairs.0.iter().any(|pair| resource.links.have(&pair.key.text)) {
        let links = resource.links.clone();
        resource.change_content(|node| links.follow(node));
    }
    for (pair, _) in pairs.0.iter().zip(created).filter(|(_, count)| **count > 1) {
        resource.links.add(&pair.key.text, pair.value.origin);
    }
}

fn write(map: &mut Node, pairs: &Pairs, created: &mut [usize]) -> Result<()> {
    if map.is_null() {
        return Ok(());
    }
    if map.as_mapping().is_none() {
        let message = "labels and annotations belong into a map, and here is none";
        return Err(BuildError::new(Fault::Transformer, map.origin, message));
    }
    for (pair, created) in pairs.0.iter().zip(created) {
        *created += usize::from(write_pair(map, pair));
    }
    Ok(())
}

/// Writes a pair; whether its key was not there before.
fn write_pair(map: &mut Node, pair: &Pair) -> bool {
    let scalar = quote_ambiguous(Scalar::string(pair.value.text.clone()));
    let origin = pair.value.origin;
    match map.get_mut(&pair.key.text) {
        Some(old) if old.as_scalar().is_some() => set_scalar(old, scalar, origin),
        Some(old) => old.replace_with(Node::new(Value::Scalar(scalar), origin)),
        None => {
            let key = Key { scalar: Scalar::plain(pair.key.text.clone()), origin: pair.key.origin };
            map.insert(key, Node::new(Value::Scalar(scalar), origin));
            return true;
        }
    }
    false
}

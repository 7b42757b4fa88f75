//! `replicas`.
//!
//! Source of the rules: `api/internal/builtins/ReplicaCountTransformer.go` of kustomize 5.8.2.

use overlint_source::{Scalar, Tag};
use smol_str::ToSmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit_mut};
use crate::kustomization::{Replica, Text};
use crate::resource::set_scalar;
use crate::set::ResourceSet;

/// Writes the number of replicas of what the field specifications name and has, or had, a name; fails where there is
/// nothing.
pub(crate) fn apply(set: &mut ResourceSet, replica: &Replica, specs: &[FieldSpec]) -> Result<()> {
    let name = replica.name.as_ref().map_or("", Text::as_str);
    let count = replica.count.as_ref().map_or(0, |count| count.value);
    let origin = replica.count.as_ref().map_or(replica.origin, |count| count.origin);
    let scalar = Scalar { tag: Tag::Int, ..Scalar::plain(count.to_smolstr()) };
    let mut found = false;
    for spec in specs {
        set.spent.charge_steps(set.list.len(), replica.origin)?;
        for resource in &mut set.list {
            let is_meant = resource.ids().any(|id| id.name == name && spec.selects(&id.gvk));
            found |= is_meant;
            if is_meant && spec.selects(&resource.id().gvk) {
                resource.change(|node| {
                    visit_mut(node, spec, Leaf::Scalar, origin, &mut |field| {
                        set_scalar(field, scalar.clone(), origin);
                        Ok(())
                    })
                })?;
            }
        }
    }
    if found { Ok(()) } else { Err(no_match(replica, name, specs)) }
}

fn no_match(replica: &Replica, name: &str, specs: &[FieldSpec]) -> BuildError {
    let origin = replica.name.as_ref().map_or(replica.origin, |name| name.origin);
    let mut kinds: Vec<&str> = specs.iter().map(|spec| spec.gvk.kind.as_str()).collect();
    kinds.dedup();
    let message = match kinds.split_last() {
        Some((last, [])) => format!("no {last} is called `{name}`"),
        Some((last, others)) => format!("no {} or {last} is called `{name}`", others.join(", ")),
        None => format!("there is no field for the replicas of `{name}`"),
    };
    BuildError::new(Fault::Transformer, origin, message).help("correct the name, or take the entry out")
}

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

const KINDS: &[&str] = &["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"];

/// Writes the number of replicas of the workloads that have, or had, a name; fails where there is none.
pub(crate) fn apply(set: &mut ResourceSet, replica: &Replica) -> Result<()> {
    let name = replica.name.as_ref().map_or("", Text::as_str);
    let count = replica.count.as_ref().map_or(0, |count| count.value);
    let origin = replica.count.as_ref().map_or(replica.origin, |count| count.origin);
    let scalar = Scalar { tag: Tag::Int, ..Scalar::plain(count.to_smolstr()) };
    let mut found = false;
    set.spent.charge_steps(set.list.len(), replica.origin)?;
    for resource in &mut set.list {
        let is_meant = resource.ids().any(|id| id.name == name && KINDS.contains(&id.gvk.kind.as_str()));
        found |= is_meant;
        if is_meant && KINDS.contains(&resource.id().gvk.kind.as_str()) {
            resource.change_content(|node| {
                visit_mut(node, &FieldSpec::any("spec/replicas"), Leaf::Scalar, origin, &mut |field| {
                    set_scalar(field, scalar.clone(), origin);
                    Ok(())
                })
            })?;
        }
    }
    if found { Ok(()) } else { Err(no_match(replica, name)) }
}

fn no_match(replica: &Replica, name: &str) -> BuildError {
    let origin = replica.name.as_ref().map_or(replica.origin, |name| name.origin);
    let message =
        format!("no Deployment, StatefulSet, ReplicaSet or ReplicationController is called `{name}`");
    BuildError::new(Fault::Transformer, origin, message).help("correct the name, or take the entry out")
}

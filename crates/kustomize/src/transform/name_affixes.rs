//! `namePrefix` and `nameSuffix`.
//!
//! Source of the rules: `api/internal/builtins/{Prefix,Suffix}Transformer.go` of kustomize 5.8.2.

use overlint_source::{Input, Made, Node, Scalar};
use smol_str::{SmolStr, format_smolstr};

use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit_mut};
use crate::kustomization::Text;
use crate::resource::{Resource, set_made};
use crate::set::ResourceSet;

/// Where an affix goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Prefix,
    Suffix,
}

impl Side {
    fn made(self) -> Made {
        match self {
            Self::Prefix => Made::Prefix,
            Self::Suffix => Made::Suffix,
        }
    }

    fn join(self, affix: &str, name: &str) -> SmolStr {
        match self {
            Self::Prefix => format_smolstr!("{affix}{name}"),
            Self::Suffix => format_smolstr!("{name}{affix}"),
        }
    }
}

/// Puts an affix on the names, and on the other fields that the field specifications name.
pub(crate) fn apply(set: &mut ResourceSet, side: Side, affix: &Text, specs: &[FieldSpec]) -> Result<()> {
    set.spent.charge_steps(set.list.len().saturating_mul(specs.len()), affix.origin)?;
    for resource in set.list.iter_mut().filter(|resource| is_renamed(resource)) {
        let original = resource.original_id().gvk;
        for spec in specs.iter().filter(|spec| spec.selects(&original)) {
            apply_field(resource, side, affix, spec)?;
        }
    }
    Ok(())
}

fn apply_field(resource: &mut Resource, side: Side, affix: &Text, spec: &FieldSpec) -> Result<()> {
    if spec.path == "metadata/name" {
        let affixes = match side {
            Side::Prefix => &mut resource.prefixes,
            Side::Suffix => &mut resource.suffixes,
        };
        if !affix.text.is_empty() {
            affixes.push(affix.text.clone());
            resource.store_previous_id();
        }
    }
    if !spec.selects(&resource.id().gvk) {
        return Ok(());
    }
    resource.change(|node| {
        visit_mut(node, spec, Leaf::Scalar, affix.origin, &mut |field| {
            let Some(old) = field.text() else { return Err(no_scalar(field, affix)) };
            let new = side.join(&affix.text, old);
            let input = || vec![Input::new(affix.text.clone(), affix.origin)];
            set_made(field, Scalar::untyped(new), affix.origin, side.made(), input);
            Ok(())
        })
    })
}

fn no_scalar(field: &Node, affix: &Text) -> BuildError {
    let message = format!("`{}` belongs on a name, and this is no scalar", affix.text);
    BuildError::new(Fault::Transformer, field.origin, message).related(affix.origin, "asked for here")
}

/// Names of these kinds mean more than a name, and are kept.
fn is_renamed(resource: &Resource) -> bool {
    match resource.original_kind() {
        "CustomResourceDefinition" | "Namespace" => false,
        "APIService" => resource.id().gvk.group != "apiregistration.k8s.io",
        _ => true,
    }
}

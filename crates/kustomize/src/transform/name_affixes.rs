//! `namePrefix` and `nameSuffix`.
//!
//! Source of the rules: `api/internal/builtins/{Prefix,Suffix}Transformer.go` of kustomize 5.8.2.

use overlint_source::{Node, Origin, Scalar};
use smol_str::{SmolStr, format_smolstr};

use crate::kustomization::Text;
use crate::resource::{Resource, set_scalar};
use crate::set::ResourceSet;

/// Puts a prefix before every name.
pub(crate) fn apply_prefix(set: &mut ResourceSet, prefix: &Text) {
    for resource in set.list.iter_mut().filter(|resource| is_renamed(resource)) {
        resource.prefixes.push(prefix.text.clone());
        rename(resource, prefix.origin, |name| format_smolstr!("{}{name}", prefix.text));
    }
}

/// Puts a suffix behind every name.
pub(crate) fn apply_suffix(set: &mut ResourceSet, suffix: &Text) {
    for resource in set.list.iter_mut().filter(|resource| is_renamed(resource)) {
        resource.suffixes.push(suffix.text.clone());
        rename(resource, suffix.origin, |name| format_smolstr!("{name}{}", suffix.text));
    }
}

/// Writes another name; the old one becomes a previous one. The new name has the place that asked for it.
pub(crate) fn rename(resource: &mut Resource, origin: Origin, name: impl FnOnce(&str) -> SmolStr) {
    resource.store_previous_id();
    resource.change(|node| {
        let Some(old) = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("name")) else {
            return;
        };
        let text = name(old.text().unwrap_or_default());
        write_name(old, text, origin);
    });
}

fn write_name(old: &mut Node, text: SmolStr, origin: Origin) {
    set_scalar(old, Scalar::plain(text), origin);
}

/// Names of these kinds mean more than a name, and are kept.
fn is_renamed(resource: &Resource) -> bool {
    match resource.original_kind() {
        "CustomResourceDefinition" | "Namespace" => false,
        "APIService" => resource.id().gvk.group != "apiregistration.k8s.io",
        _ => true,
    }
}

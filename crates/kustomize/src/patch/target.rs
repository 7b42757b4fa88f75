//! Finding the one resource that a patch without `target` means.

use overlint_source::suggest::closest;

use crate::error::{BuildError, Fault, Result};
use crate::id::ResId;
use crate::resource::Resource;
use crate::set::ResourceSet;

pub(super) fn find_target(set: &ResourceSet, patch: &Resource) -> Result<usize> {
    let found = set.matching_any_id(patch.id());
    let origin = patch.name_origin();
    match found.as_slice() {
        [index] => Ok(*index),
        [] => {
            let error = BuildError::new(
                Fault::PatchTarget,
                origin,
                format!("the patch finds no `{}` to change", patch.id()),
            );
            Err(match near_miss(set, patch) {
                Some((resource, why)) => error.related(resource.name_origin(), "this one is close").help(why),
                None => error.help("correct the patch's kind and name, or add the resource to the build"),
            })
        }
        several => {
            let message = format!("the patch finds several `{}` to change", patch.id());
            let error = BuildError::new(Fault::PatchTarget, origin, message)
                .help("give the patch a namespace, or use a `target` under `patches`");
            Err(several.iter().fold(error, |error, index| {
                error.related(set.list[*index].name_origin(), "one that it finds")
            }))
        }
    }
}

/// A resource that differs from what a patch names in one part of its id only, or is called nearly the same.
fn near_miss<'a>(set: &'a ResourceSet, patch: &Resource) -> Option<(&'a Resource, String)> {
    let wanted = patch.id();
    let called = |id: &ResId| format!("{}/{}", id.gvk.kind, id.name);
    other_version(set, wanted).or_else(|| {
        let known: Vec<String> = set.list.iter().map(|resource| called(resource.id())).collect();
        let near = closest(&called(wanted), known.iter().map(String::as_str))?;
        let resource = set.list.iter().find(|resource| called(resource.id()) == near)?;
        Some((resource, format!("did you mean `{near}`?")))
    })
}

fn other_version<'a>(set: &'a ResourceSet, wanted: &ResId) -> Option<(&'a Resource, String)> {
    set.list.iter().find_map(|resource| {
        let id = resource.id();
        if id.name != wanted.name || id.gvk.kind != wanted.gvk.kind {
            return None;
        }
        let why = if id.gvk == wanted.gvk {
            format!("write the namespace `{}` in the patch's metadata", id.effective_namespace())
        } else if id.gvk.group.is_empty() {
            format!("write `apiVersion: {}` in the patch", id.gvk.version)
        } else {
            format!("write `apiVersion: {}/{}` in the patch", id.gvk.group, id.gvk.version)
        };
        Some((resource, why))
    })
}

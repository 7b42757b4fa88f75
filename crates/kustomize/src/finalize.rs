//! What happens once, at the root, after everything is accumulated.
//!
//! Source of the rules: `makeCustomizedResMap` in `api/internal/target/kusttarget.go` and `api/krusty/kustomizer.go`
//! of kustomize 5.8.2.

use overlint_source::Node;
use overlint_source::finish::finish;
use smol_str::format_smolstr;

use crate::build::Built;
use crate::error::Result;
use crate::hash::content_hash;
use crate::name_reference;
use crate::order;
use crate::printing::{print_fault, tidy_annotations};
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::transform::name_affixes::rename;

/// How many faults of one object are told that keep it from being printed.
const MAX_FAULTS: usize = 100;

const LOCAL_CONFIG: &str = "config.kubernetes.io/local-config";

/// Adds hashes, lets references follow, drops local resources, sorts, and brings every tree into the state in which
/// it is printed. What kustomize could not print comes out beside the resources.
pub(crate) fn finalize(mut set: ResourceSet) -> Result<Built> {
    for resource in set.list.iter_mut().filter(|resource| resource.needs_hash) {
        let hash = content_hash(resource);
        rename(resource, resource.name_origin(), |name| format_smolstr!("{name}-{hash}"));
    }
    name_reference::update(&mut set)?;
    set.list.retain(|resource| !is_local(resource));
    set.check_unique()?;
    order::sort(&mut set.list);
    let mut faults = Vec::new();
    for resource in &mut set.list {
        resource.change_content(|node| {
            tidy_annotations(node);
            faults.extend(finish(node).iter().take(MAX_FAULTS).map(print_fault));
        });
    }
    Ok(Built { resources: set.list, faults, notes: set.notes })
}

fn is_local(resource: &Resource) -> bool {
    let annotation = resource.node().at(&["metadata", "annotations", LOCAL_CONFIG]).and_then(Node::text);
    annotation.is_some_and(|value| value != "false")
}

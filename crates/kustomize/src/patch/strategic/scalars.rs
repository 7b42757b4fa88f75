//! Merged lists without a merge key: their elements are scalars, told apart by their texts.
//!
//! Source of the rules: `kyaml/yaml/walk/associative_sequence.go` and `ElementSetter` of `kyaml/yaml/fns.go` of kustomize
//! 5.8.2.

use overlint_source::Node;

use super::list::{Patch, is_hollow, wrong_element};
use super::{adopt, take_directive};
use crate::error::Result;
use crate::openapi::Scope;

/// Whether the walk would leave such a list of the base as it is.
pub(super) fn is_settled(items: &[Node]) -> bool {
    items.iter().all(|item| item.as_scalar().is_some() && !item.is_null())
        && (1..items.len()).all(|i| items[..i].iter().all(|other| other.text() != items[i].text()))
}

/// A list of scalars: those of the patch, then those of the base, each once. Nulls and empty maps go.
pub(super) fn union(base: Vec<Node>, mut patch: Patch<'_>, element: Scope<'_>) -> Result<Vec<Node>> {
    let mut all: Vec<Node> = Vec::with_capacity(base.len() + patch.items().len());
    let is_alone = base.iter().all(Node::is_null);
    if let Patch::Items(items) = &mut patch {
        for item in items.drain(..) {
            add_of_patch(&mut all, item, element, is_alone)?;
        }
    }
    for mut item in base {
        if matches!(patch, Patch::Base) && item.as_scalar().is_none() {
            take_directive(&mut item)?;
        }
        add_scalar(&mut all, item)?;
    }
    Ok(all)
}

/// Lets what is no scalar pass where nothing comes behind it that kustomize would compare with it: to kustomize it has
/// an empty text.
fn add_of_patch(all: &mut Vec<Node>, mut item: Node, element: Scope<'_>, is_alone: bool) -> Result<()> {
    if item.as_scalar().is_some() || !is_alone {
        return add_scalar(all, item);
    }
    let is_seen = all.iter().any(|known| known.text().unwrap_or_default().is_empty());
    match adopt(&mut item, element, false)? {
        Some(new) if !is_seen && !is_hollow(&new) => all.push(new),
        _ => {}
    }
    Ok(())
}

fn add_scalar(all: &mut Vec<Node>, item: Node) -> Result<()> {
    if is_hollow(&item) {
        return Ok(());
    }
    if let Some(wrong) = all.iter().chain([&item]).find(|known| known.as_scalar().is_none()) {
        return Err(wrong_element(wrong, "a scalar"));
    }
    match all.iter_mut().find(|known| known.text() == item.text()) {
        Some(known) => *known = item,
        None => all.push(item),
    }
    Ok(())
}

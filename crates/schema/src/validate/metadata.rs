//! The metadata of an object whose kind has no schema here.

use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node};

use crate::catalog::{Catalog, Lookup, Schema};
use crate::pack::Type;

use super::document::Unseen;
use super::frame::{Frame, Segment};
use super::walk::Walk;

/// A kind that each version of Kubernetes has, and whose metadata is that of any object.
const ANY_KIND: (&str, &str) = ("v1", "ConfigMap");

/// Judges the metadata of an object as `ObjectMeta`. Keys that stand twice are not reported, since they are for every
/// object.
pub(crate) fn validate_metadata(
    catalog: &Catalog,
    dialect: Dialect,
    object: &Node,
    findings: &mut Vec<Finding>,
) {
    let Lookup::Schema(Schema { root: Type::Object(root) }) = catalog.lookup(ANY_KIND.0, ANY_KIND.1) else {
        return;
    };
    let Some((_, field)) = catalog.pack.field(root, "metadata") else { return };
    let Some(entry) = object.entry("metadata") else { return };
    let mut found = Vec::new();
    let mut follower = Unseen;
    let mut walk = Walk::new(catalog, dialect, &mut follower, &mut found);
    walk.begin();
    walk.coded(field.code, false, &Frame::root(object).enter(Segment::Key(&entry.key), &entry.value));
    findings.extend(found.into_iter().filter(|finding| finding.rule != "duplicate-key"));
}

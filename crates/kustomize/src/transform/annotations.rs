//! `commonAnnotations`.

use crate::error::Result;
use crate::field_spec::FieldSpec;
use crate::kustomization::Pairs;
use crate::set::ResourceSet;
use crate::transform::labels::write_pairs;

/// Writes the annotations into every map that the field specifications name.
pub(crate) fn apply(set: &mut ResourceSet, pairs: &Pairs, specs: &[FieldSpec]) -> Result<()> {
    write_pairs(set, pairs, specs)
}

//! The thirty behaviours of kustomize that are hardest to follow, each tried on purpose.
//!
//! The numbers are those of the project's notes on kustomize. What follows from the YAML of one object is in `values`,
//! what patches do in `patches`, and what several kustomizations do together in `builds`.

mod builds;
mod patches;
mod values;

use super::{Theme, replacements};

/// One theme or more for each trap.
pub(crate) const TRAPS: &[Theme] = &[
    builds::order,
    values::key_order,
    values::long_lines,
    values::yaml_1_1_words,
    values::emoji,
    values::multi_line,
    values::numbers,
    values::dates,
    values::annotations,
    values::folded,
    values::flow_null,
    patches::unquoted_over_quoted,
    patches::empty_null,
    patches::element_order,
    patches::protocol,
    patches::replace_directive,
    patches::kubectl_directives,
    patches::old_schema,
    builds::earlier_names,
    builds::late_patches,
    patches::lenient_json,
    patches::trimmed,
    builds::component,
    builds::hashes,
    builds::generator_merge,
    builds::references,
    builds::namespace,
    builds::images,
    replacements::matched_text,
    builds::old_kustomization,
];

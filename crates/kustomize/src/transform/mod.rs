//! The transformers of a kustomization file.

pub(crate) mod annotations;
pub(crate) mod images;
pub(crate) mod labels;
pub(crate) mod name_affixes;
pub(crate) mod namespace;
pub(crate) mod replacements;
pub(crate) mod replicas;

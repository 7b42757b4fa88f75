//! `commonAnnotations`.
//!
//! Source of the rules: `api/internal/konfig/builtinpluginconsts/commonannotations.go` of kustomize 5.8.2.

use crate::error::Result;
use crate::field_spec::FieldSpec;
use crate::kustomization::Pairs;
use crate::set::ResourceSet;
use crate::transform::labels::write_pairs;

const FIELDS: &[FieldSpec<'static>] = &[
    FieldSpec::any("metadata/annotations"),
    FieldSpec::of("", "ReplicationController", "spec/template/metadata/annotations").version("v1"),
    FieldSpec::of("", "Deployment", "spec/template/metadata/annotations"),
    FieldSpec::of("", "ReplicaSet", "spec/template/metadata/annotations"),
    FieldSpec::of("", "DaemonSet", "spec/template/metadata/annotations"),
    FieldSpec::of("", "StatefulSet", "spec/template/metadata/annotations"),
    FieldSpec::of("batch", "Job", "spec/template/metadata/annotations"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/metadata/annotations"),
    FieldSpec::of("batch", "CronJob", "spec/jobTemplate/spec/template/metadata/annotations"),
];

/// Writes the annotations on every resource.
pub(crate) fn apply(set: &mut ResourceSet, pairs: &Pairs) -> Result<()> {
    write_pairs(set, pairs, FIELDS)
}

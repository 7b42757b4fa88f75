//! `namespace`.
//!
//! Source of the rules: `api/filters/namespace/namespace.go` and `api/internal/builtins/NamespaceTransformer.go` of
//! kustomize 5.8.2.

use overlint_source::{Key, Node, Origin, Scalar, Value};

use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Leaf, visit_mut};
use crate::kustomization::Text;
use crate::resource::{Resource, quote_ambiguous, set_scalar};
use crate::set::ResourceSet;

const NAME: FieldSpec<'static> = FieldSpec::of("", "Namespace", "metadata/name");
const API_SERVICE: FieldSpec<'static> =
    FieldSpec::of("apiregistration.k8s.io", "APIService", "spec/service/namespace");
const CONVERSION: FieldSpec<'static> = FieldSpec::of(
    "apiextensions.k8s.io",
    "CustomResourceDefinition",
    "spec/conversion/webhook/clientConfig/service/namespace",
)
.existing();

/// Moves every resource that is not known to live outside namespaces.
pub(crate) fn apply(set: &mut ResourceSet, namespace: &Text) -> Result<()> {
    set.spent.charge_steps(set.list.len().saturating_mul(set.list.len()), namespace.origin)?;
    for index in 0..set.list.len() {
        let resource = &mut set.list[index];
        resource.store_previous_id();
        move_resource(resource, namespace)?;
        let id = set.list[index].id();
        if let Some(other) = set.list.iter().enumerate().find(|(i, other)| *i != index && other.id().same(id))
        {
            return Err(conflict(&set.list[index], other.1, namespace));
        }
    }
    Ok(())
}

fn conflict(resource: &Resource, other: &Resource, namespace: &Text) -> BuildError {
    let message =
        format!("`namespace: {}` gives two objects the same id, `{}`", namespace.text, resource.id());
    BuildError::new(Fault::DuplicateResource, namespace.origin, message)
        .related(resource.name_origin(), "one of them")
        .related(other.name_origin(), "the other")
        .help("rename one of them")
}

fn move_resource(resource: &mut Resource, namespace: &Text) -> Result<()> {
    let gvk = resource.id().gvk.clone();
    let is_core = gvk.group.is_empty() && gvk.version == "v1";
    if !resource.id().cluster_scoped {
        resource.change(|node| set_namespace(node, namespace))?;
    }
    if matches!(gvk.kind.as_str(), "RoleBinding" | "ClusterRoleBinding") {
        resource.change_content(|node| move_default_subjects(node, namespace))?;
    }
    let specs: [(&FieldSpec<'_>, bool); 3] =
        [(&NAME, is_core && gvk.kind == "Namespace"), (&API_SERVICE, true), (&CONVERSION, true)];
    for (spec, _) in specs.iter().filter(|(spec, applies)| *applies && spec.selects(&gvk)) {
        resource.change(|node| {
            visit_mut(node, spec, Leaf::Scalar, namespace.origin, &mut |field| write(field, namespace))
        })?;
    }
    Ok(())
}

fn set_namespace(node: &mut Node, namespace: &Text) -> Result<()> {
    const SPEC: FieldSpec<'static> = FieldSpec::any("metadata/namespace");
    visit_mut(node, &SPEC, Leaf::Scalar, namespace.origin, &mut |field| write(field, namespace))
}

fn write(field: &mut Node, namespace: &Text) -> Result<()> {
    if field.as_scalar().is_none() {
        let message = "a namespace belongs here, and this is no scalar";
        return Err(BuildError::new(Fault::Transformer, field.origin, message)
            .related(namespace.origin, "asked for here"));
    }
    set_scalar(field, scalar(namespace), namespace.origin);
    Ok(())
}

fn scalar(namespace: &Text) -> Scalar {
    Scalar::string(namespace.text.clone())
}

/// Of a binding's subjects only those called `default` move, whatever their kind.
fn move_default_subjects(node: &mut Node, namespace: &Text) -> Result<()> {
    let has_default = |subjects: &Node| subjects.items().iter().any(is_default);
    if !node.get("subjects").is_some_and(has_default) {
        return Ok(());
    }
    let subjects = node.get_mut("subjects").and_then(Node::as_sequence_mut);
    for subject in subjects.into_iter().flat_map(|list| &mut list.items).filter(|subject| is_default(subject))
    {
        match subject.get_mut("namespace") {
            Some(field) => write(field, namespace)?,
            None => insert(subject, namespace, namespace.origin),
        }
    }
    Ok(())
}

fn insert(subject: &mut Node, namespace: &Text, origin: Origin) {
    let key = Key { scalar: Scalar::plain("namespace"), origin };
    subject.insert(key, Node::new(Value::Scalar(quote_ambiguous(scalar(namespace))), origin));
}

fn is_default(subject: &Node) -> bool {
    subject.get("name").and_then(Node::text) == Some("default")
}

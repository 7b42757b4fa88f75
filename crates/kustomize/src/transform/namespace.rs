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

/// What a namespace transformer does, besides moving objects.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Whether namespaces that are there stay.
    pub(crate) unset_only: bool,
    pub(crate) subjects: Subjects,
}

/// Which subjects of a binding of roles move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Subjects {
    /// Those called `default`, whatever their kind.
    #[default]
    Default,
    /// Those of kind ServiceAccount.
    ServiceAccounts,
    None,
}

/// Moves every resource that is not known to live outside namespaces.
pub(crate) fn apply(
    set: &mut ResourceSet,
    namespace: &Text,
    specs: &[FieldSpec],
    options: Options,
) -> Result<()> {
    set.spent.charge_steps(set.list.len().saturating_mul(set.list.len()), namespace.origin)?;
    let mover = Mover { namespace, specs, options };
    for index in 0..set.list.len() {
        let resource = &mut set.list[index];
        if resource.is_from_chart {
            continue;
        }
        resource.store_previous_id();
        mover.move_resource(resource)?;
        let id = set.list[index].id();
        if let Some(other) = set.list.iter().enumerate().find(|(i, other)| *i != index && other.id().same(id))
        {
            return Err(conflict(&set.list[index], other.1, namespace));
        }
    }
    Ok(())
}

/// Writes a namespace on one resource, without field specifications and without a trace of the old one.
pub(crate) fn set_on(resource: &mut Resource, namespace: &Text) -> Result<()> {
    Mover { namespace, specs: &[], options: Options::default() }.move_resource(resource)
}

fn conflict(resource: &Resource, other: &Resource, namespace: &Text) -> BuildError {
    let message =
        format!("`namespace: {}` gives two objects the same id, `{}`", namespace.text, resource.id());
    BuildError::new(Fault::DuplicateResource, namespace.origin, message)
        .related(resource.name_origin(), "one of them")
        .related(other.name_origin(), "the other")
        .help("rename one of them")
}

struct Mover<'a> {
    namespace: &'a Text,
    specs: &'a [FieldSpec],
    options: Options,
}

impl Mover<'_> {
    fn move_resource(&self, resource: &mut Resource) -> Result<()> {
        let gvk = resource.id().gvk.clone();
        let is_v1 = gvk.group.is_empty() && gvk.version == "v1";
        if !resource.id().cluster_scoped {
            const SPEC: FieldSpec = FieldSpec::any("metadata/namespace");
            resource.change(|node| self.visit(node, &SPEC))?;
        }
        let is_binding = matches!(gvk.kind.as_str(), "RoleBinding" | "ClusterRoleBinding");
        if is_binding {
            resource.change_content(|node| self.move_subjects(node))?;
        }
        for spec in self.specs.iter().filter(|spec| spec.selects(&gvk)) {
            let applies = match spec.path.as_str() {
                "metadata/namespace" => false,
                "metadata/name" => is_v1,
                "subjects/namespace" => {
                    !(is_binding && matches!(spec.gvk.kind.as_str(), "RoleBinding" | "ClusterRoleBinding"))
                }
                _ => true,
            };
            if applies {
                resource.change(|node| self.visit(node, spec))?;
            }
        }
        Ok(())
    }

    fn visit(&self, node: &mut Node, spec: &FieldSpec) -> Result<()> {
        visit_mut(node, spec, Leaf::Scalar, self.namespace.origin, &mut |field| self.write(field))
    }

    fn write(&self, field: &mut Node) -> Result<()> {
        if field.as_scalar().is_none() {
            let message = "a namespace belongs here, and this is no scalar";
            return Err(BuildError::new(Fault::Transformer, field.origin, message)
                .related(self.namespace.origin, "asked for here")
                .help("write one name here, or correct the field spec that leads here"));
        }
        if !(self.options.unset_only && field.text().is_some_and(|text| !text.is_empty()) && !field.is_null())
        {
            set_scalar(field, scalar(self.namespace), self.namespace.origin);
        }
        Ok(())
    }

    fn move_subjects(&self, node: &mut Node) -> Result<()> {
        let moves = |subject: &Node| self.is_moved(subject);
        let Some(subjects) = node.get("subjects").filter(|subjects| !subjects.is_null()) else {
            return Ok(());
        };
        self.check_subjects(subjects)?;
        if !subjects.items().iter().any(moves) {
            return Ok(());
        }
        let subjects = node.get_mut("subjects").and_then(Node::as_sequence_mut);
        let subjects = subjects.into_iter().flat_map(|list| &mut list.items);
        for subject in subjects.filter(|subject| moves(subject)) {
            match subject.get_mut("namespace") {
                Some(field) => self.write(field)?,
                None => insert(subject, self.namespace, self.namespace.origin),
            }
        }
        Ok(())
    }

    /// Subjects are a list of maps, and what tells which of them are moved is no list and no map.
    fn check_subjects(&self, subjects: &Node) -> Result<()> {
        let field = match self.options.subjects {
            Subjects::Default => "name",
            Subjects::ServiceAccounts => "kind",
            Subjects::None => return Ok(()),
        };
        let is_subject = |subject: &&Node| {
            subject.as_mapping().is_some() && subject.get(field).is_none_or(|name| name.as_scalar().is_some())
        };
        let wrong = match subjects.as_sequence() {
            Some(list) => list.items.iter().find(|subject| !subject.is_null() && !is_subject(subject)),
            None => Some(subjects),
        };
        let Some(wrong) = wrong else { return Ok(()) };
        let message = "the namespace of subjects cannot be set: this is no list of maps with a `name`";
        Err(BuildError::new(Fault::Transformer, wrong.origin, message)
            .related(self.namespace.origin, "asked for here"))
    }

    fn is_moved(&self, subject: &Node) -> bool {
        let says = |field: &str, text: &str| subject.get(field).and_then(Node::text) == Some(text);
        match self.options.subjects {
            Subjects::Default => says("name", "default"),
            Subjects::ServiceAccounts => says("kind", "ServiceAccount"),
            Subjects::None => false,
        }
    }
}

fn scalar(namespace: &Text) -> Scalar {
    Scalar::string(namespace.text.clone())
}

fn insert(subject: &mut Node, namespace: &Text, origin: Origin) {
    let key = Key { scalar: Scalar::plain("namespace"), origin };
    subject.insert(key, Node::new(Value::Scalar(quote_ambiguous(scalar(namespace))), origin));
}

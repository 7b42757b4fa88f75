//! Names that other objects hold follow the object when it is renamed or moved.
//!
//! Source of the rules: `api/filters/nameref/nameref.go` and `api/resmap/reswrangler.go` of kustomize 5.8.2.

use std::collections::HashSet;

use overlint_source::{Input, Made, Node, Origin, Scalar, Value};
use smol_str::SmolStr;

use crate::config::{Config, References};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::{FieldSpec, Found, Leaf, visit_mut};
use crate::id::Gvk;
use crate::resource::{Resource, set_field, set_made};
use crate::set::ResourceSet;

/// Writes the current names over the old ones wherever an object refers to another.
pub(crate) fn update(set: &mut ResourceSet) -> Result<()> {
    let renamed = renamed(set);
    let config = set.config();
    for index in 0..set.list.len() {
        update_referrer(set, index, &renamed, &config)?;
    }
    Ok(())
}

/// The names that objects had once and have no more.
fn renamed(set: &ResourceSet) -> HashSet<SmolStr> {
    let lost = |resource: &'_ Resource| {
        let now = resource.id().name.clone();
        let previous = resource.previous.iter().map(|previous| previous.name.clone());
        previous.filter(|name| *name != now).collect::<Vec<_>>()
    };
    set.list.iter().flat_map(lost).collect()
}

fn update_referrer(
    set: &mut ResourceSet,
    index: usize,
    renamed: &HashSet<SmolStr>,
    config: &Config,
) -> Result<()> {
    let references = config.references_of(&set.list[index].original_id().gvk);
    if references.all.is_empty() {
        return Ok(());
    }
    let namespaces = subject_namespaces(&set.list[index])?;
    let mut candidates = candidates(set, index, &references, renamed);
    for (number, (target, spec)) in references.all.iter().enumerate() {
        if candidates[number] > 0 {
            let steps = candidates[number].saturating_mul(set.list.len());
            set.spent.charge_steps(steps, set.list[index].origin())?;
            update_field(set, index, target, spec, &namespaces)?;
            candidates = self::candidates(set, index, &references, renamed);
        }
    }
    Ok(())
}

/// For each reference, how many names its field holds that some renamed object once had, or maps, which have to be looked
/// at closely.
fn candidates(
    set: &ResourceSet,
    index: usize,
    references: &References,
    renamed: &HashSet<SmolStr>,
) -> Vec<usize> {
    let mut found = vec![0; references.all.len()];
    references.paths.visit(set.list[index].node(), &mut |number, at| {
        found[number] += match at {
            Found::Node(leaf) => could_refer(renamed, leaf),
            Found::Blocked => 1,
        };
    });
    found
}

fn could_refer(renamed: &HashSet<SmolStr>, leaf: &Node) -> usize {
    match &leaf.value {
        Value::Scalar(scalar) => usize::from(renamed.contains(&scalar.text)),
        Value::Sequence(list) => {
            let item =
                |item: &Node| if item.as_sequence().is_some() { 1 } else { could_refer(renamed, item) };
            list.items.iter().map(item).sum()
        }
        Value::Mapping(_) => 1,
    }
}

/// Changes a copy of the referrer, so that the candidates, of which it may be one, can be read meanwhile.
fn update_field(
    set: &mut ResourceSet,
    index: usize,
    target: &Gvk,
    spec: &FieldSpec,
    namespaces: &[SmolStr],
) -> Result<()> {
    let mut referrer = set.list[index].clone();
    let lookup = Lookup { set, referrer: &set.list[index], target, path: &spec.path, namespaces };
    let origin = referrer.origin();
    referrer.change(|node| visit_mut(node, spec, Leaf::Scalar, origin, &mut |field| lookup.set(field)))?;
    set.list[index] = referrer;
    Ok(())
}

/// The namespaces of the ServiceAccounts that a RoleBinding names.
fn subject_namespaces(referrer: &Resource) -> Result<Vec<SmolStr>> {
    if referrer.id().gvk.kind != "RoleBinding" {
        return Ok(Vec::new());
    }
    let mut namespaces = Vec::new();
    for subject in referrer.node().get("subjects").map_or(&[][..], Node::items) {
        if subject.as_mapping().is_none() {
            let message = format!("a subject of `{}` is no map", referrer.id());
            return Err(BuildError::new(Fault::Reference, subject.origin, message)
                .help("give each subject with `kind` and `name`"));
        }
        let is_account = subject.get("kind").and_then(Node::text) == Some("ServiceAccount");
        match subject.get("namespace") {
            Some(namespace) if is_account => match namespace.as_str() {
                Some(text) => namespaces.push(text.into()),
                None => return Err(blank_namespace(referrer, namespace)),
            },
            _ => {}
        }
    }
    Ok(namespaces)
}

fn blank_namespace(referrer: &Resource, namespace: &Node) -> BuildError {
    let message = format!("a subject of `{}` has a namespace that is no string", referrer.id());
    BuildError::new(Fault::Reference, namespace.origin, message)
        .help("give the ServiceAccount's namespace, or take the field out")
}

struct Lookup<'a> {
    set: &'a ResourceSet,
    referrer: &'a Resource,
    target: &'a Gvk,
    path: &'a str,
    namespaces: &'a [SmolStr],
}

impl<'a> Lookup<'a> {
    fn set(&self, field: &mut Node) -> Result<()> {
        if field.is_null() {
            return Ok(());
        }
        match &mut field.value {
            Value::Scalar(_) => self.set_scalar(field),
            Value::Mapping(_) => self.set_mapping(field),
            Value::Sequence(list) => {
                if let Some(inner) = list.items.iter().find(|item| item.as_sequence().is_some()) {
                    let message = "a name or a map with a `name` is needed here, not a list";
                    return Err(BuildError::new(Fault::Reference, inner.origin, message));
                }
                std::sync::Arc::make_mut(list).items.iter_mut().try_for_each(|item| self.set(item))
            }
        }
    }

    fn set_scalar(&self, field: &mut Node) -> Result<()> {
        let old: SmolStr = field.text().unwrap_or_default().into();
        let same = |a: &Resource, b: &Resource| a.id().name == b.id().name;
        if let Some(referral) = self.select(&old, None, field.origin, same)?
            && referral.id().name != old
        {
            let origin = field.origin;
            let inputs = || named(referral, "name");
            set_made(field, Scalar::untyped(referral.id().name.clone()), origin, Made::Reference, inputs);
        }
        Ok(())
    }

    fn set_mapping(&self, field: &mut Node) -> Result<()> {
        let Some(name) = field.get("name") else {
            let message = "a name is needed here to tell what this refers to";
            return Err(BuildError::new(Fault::Reference, field.origin, message).help("add `name`"));
        };
        let (old, origin): (SmolStr, _) = (name.text().unwrap_or_default().into(), name.origin);
        let namespace =
            field.get("namespace").map(|namespace| namespace.text().unwrap_or_default().to_owned());
        let same =
            |a: &Resource, b: &Resource| a.id().name == b.id().name && a.id().namespace == b.id().namespace;
        let Some(referral) = self.select(&old, namespace.as_deref(), origin, same)? else { return Ok(()) };
        let id = referral.id();
        if id.name == old && id.namespace.is_empty() {
            return Ok(());
        }
        set_part(field, "name", &id.name, referral, origin);
        if !id.namespace.is_empty() {
            set_part(field, "namespace", &id.namespace, referral, origin);
        }
        Ok(())
    }

    /// The object that a name means; `None` where there is nothing to do.
    fn select(
        &self,
        old: &str,
        namespace: Option<&str>,
        origin: Origin,
        same: impl Fn(&Resource, &Resource) -> bool,
    ) -> Result<Option<&'a Resource>> {
        let within = self.candidates(namespace);
        let mut found: Vec<&Resource> = within.into_iter().filter(|r| self.could_be(r, old)).collect();
        if let [only] = found.as_slice() {
            return Ok(Some(only));
        }
        found.retain(|resource| affixes_agree(self.referrer, resource, true));
        if found.len() > 1 {
            found.retain(|resource| affixes_agree(self.referrer, resource, false));
        }
        match found.as_slice() {
            [] => Ok(None),
            [first, rest @ ..] if rest.iter().all(|other| same(first, other)) => Ok(Some(first)),
            several => Err(self.ambiguous(old, origin, several)),
        }
    }

    /// What the referrer can see, in the namespace that it names if it names one: by first namespaces, else by
    /// current ones.
    fn candidates(&self, namespace: Option<&str>) -> Vec<&'a Resource> {
        let visible = self.set.list.iter().filter(|resource| self.is_visible(resource));
        let Some(namespace) = namespace else { return visible.collect() };
        let namespaced = |resource: &&Resource| !resource.id().cluster_scoped;
        let visible: Vec<&Resource> = visible.collect();
        let first: Vec<&Resource> = visible
            .iter()
            .copied()
            .filter(|resource| resource.original_namespace() == namespace)
            .filter(namespaced)
            .collect();
        if !first.is_empty() {
            return first;
        }
        visible
            .into_iter()
            .filter(|resource| resource.id().effective_namespace() == namespace)
            .filter(namespaced)
            .collect()
    }

    fn is_visible(&self, resource: &Resource) -> bool {
        let (own, other) = (self.referrer.id(), resource.id());
        own.cluster_scoped
            || other.cluster_scoped
            || other.same_namespace(own)
            || self.namespaces.contains(&other.namespace)
    }

    fn could_be(&self, resource: &Resource, old: &str) -> bool {
        let gvk = |kind: &SmolStr| Gvk { kind: kind.clone(), ..resource.id().gvk.clone() };
        let had_kind = |selector: &Gvk| {
            resource.previous.iter().any(|previous| gvk(&previous.kind).is_selected(selector))
        };
        resource.previous.iter().any(|previous| previous.name == old)
            && had_kind(self.target)
            && self.role().is_none_or(|role| had_kind(&role))
            && self.is_near(resource)
    }

    /// The group and kind of a binding's `roleRef`, where its name is what is looked at.
    fn role(&self) -> Option<Gvk> {
        if !self.path.ends_with("roleRef/name") {
            return None;
        }
        let role = self.referrer.node().get("roleRef")?;
        let part = |field: &str| role.get(field)?.text().map(SmolStr::from);
        Some(Gvk { group: part("apiGroup")?, kind: part("kind")?, version: SmolStr::default() })
    }

    fn is_near(&self, resource: &Resource) -> bool {
        let (own, other) = (self.referrer.id(), resource.id());
        own.cluster_scoped
            || other.cluster_scoped
            || other.gvk.kind == "ServiceAccount"
            || own.same_namespace(other)
    }

    fn ambiguous(&self, old: &str, origin: Origin, several: &[&Resource]) -> BuildError {
        let message = format!("`{old}` could refer to several objects of kind `{}`", self.target.kind);
        let error = BuildError::new(Fault::Reference, origin, message)
            .help("give the objects different names, or give the reference a namespace");
        several.iter().fold(error, |error, one| error.related(one.name_origin(), "it could be this one"))
    }
}

/// Writes a field of a reference, which is the same field of the object that it means.
fn set_part(reference: &mut Node, field: &str, text: &SmolStr, referral: &Resource, origin: Origin) {
    let (scalar, inputs) = (Scalar::plain(text.clone()), || named(referral, field));
    if let Some(old) = reference.get_mut(field) {
        return set_made(old, scalar, origin, Made::Reference, inputs);
    }
    set_field(reference, field, scalar, origin);
    if let Some(new) = reference.get_mut(field) {
        *new = new.clone().made(Made::Reference, inputs());
    }
}

/// The name or namespace of an object, as what a reference to it is made of.
fn named(object: &Resource, field: &str) -> Vec<Input> {
    object.node().at(&["metadata", field]).map(Input::from).into_iter().collect()
}

/// Whether prefixes and suffixes of two resources can come from the same place: one list is a tail of the other.
fn affixes_agree(a: &Resource, b: &Resource, allow_empty: bool) -> bool {
    let agree = |a: &[SmolStr], b: &[SmolStr]| {
        if a.is_empty() || b.is_empty() {
            return allow_empty || a.is_empty() && b.is_empty();
        }
        let shared = a.len().min(b.len());
        a[a.len() - shared..] == b[b.len() - shared..]
    };
    agree(&a.prefixes, &b.prefixes) && agree(&a.suffixes, &b.suffixes)
}

//! The environment variables of a container, as the kubelet makes them, as far as the overlay tells.

use std::borrow::Cow;
use std::collections::HashMap;

use overlint_source::Node;

use super::expansion::{Known, expand};
use super::keyed::{Keyed, Reference, is_optional};
use super::{Container, Object, Overlay, Workload};
use crate::place::{Place, push_segment};

/// The environment of one container.
#[derive(Debug)]
pub struct ContainerEnvironment<'a> {
    /// What runs the container.
    pub workload: Workload<'a>,
    /// The container.
    pub container: Container<'a>,
    /// The variables, each once: an entry under `env` wins over what arrives by `envFrom`, and the last one among its
    /// like.
    pub variables: Vec<Variable<'a>>,
    /// Whether there are no others: every source of `envFrom` is in the overlay.
    pub is_complete: bool,
    /// The entries under `env` that a later one of the same name makes useless.
    pub shadowed: Vec<Shadowed<'a>>,
    /// The references in values to variables that are not there, or only further down.
    pub dangling: Vec<Dangling<'a>>,
    /// The references to keys that a `ConfigMap` or `Secret` of the overlay does not have.
    pub missing_keys: Vec<Reference<'a>>,
}

/// An environment variable.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// The name, with the prefix of `envFrom`.
    pub name: Cow<'a, str>,
    /// The value, with references to other variables replaced and what a Secret holds decoded. `None` where the overlay
    /// does not tell: a field of the pod, an object from elsewhere.
    pub value: Option<Cow<'a, str>>,
    /// The object that holds the value: the workload, a `ConfigMap` or a `Secret`.
    pub holder: Object<'a>,
    /// The node of the value; of a variable without one, or with one that is not known, the entry that names it.
    pub node: &'a Node,
    held_at: HeldAt<'a>,
}

/// Where the value of a variable stands.
#[derive(Clone, Copy, Debug)]
enum HeldAt<'a> {
    Entry { index: usize, field: &'static str },
    Data { field: &'static str, key: &'a str, reference: &'a Node },
}

/// An entry under `env` that a later one replaces.
#[derive(Clone, Copy, Debug)]
pub struct Shadowed<'a> {
    /// The entry that does not count.
    pub entry: &'a Node,
    /// Its number in the list.
    pub index: usize,
    /// The entry that counts.
    pub by: &'a Node,
}

/// A reference in a value that stays as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Dangling<'a> {
    /// The name that it gives.
    pub name: &'a str,
    /// The node of the value.
    pub node: &'a Node,
    /// The number of its entry under `env`.
    pub index: usize,
    /// Whether the variable is there, but further down.
    pub is_defined_later: bool,
}

impl ContainerEnvironment<'_> {
    /// The variable of that name.
    pub fn get(&self, name: &str) -> Option<&Variable<'_>> {
        self.variables.iter().find(|variable| variable.name == name)
    }
}

impl Variable<'_> {
    /// Whether the value stands in the workload itself.
    pub fn is_literal(&self) -> bool {
        matches!(self.held_at, HeldAt::Entry { field: "value", .. })
    }

    /// Where to edit the value. That of a `ConfigMap` or `Secret` comes with the reference that leads to it.
    pub fn place(&self, container: &Container<'_>) -> Place {
        match self.held_at {
            HeldAt::Entry { index, field } => {
                let mut pointer = container.item_pointer("env", index);
                push_segment(&mut pointer, field);
                match self.node.entry(field) {
                    Some(entry) => Place::new(entry.key.origin, pointer),
                    None => Place::of(self.node, pointer),
                }
            }
            HeldAt::Data { field, key, reference } => {
                let mut pointer = format!("/{field}");
                push_segment(&mut pointer, key);
                let place = Place::of(self.node, pointer);
                place.related(reference.origin, "becomes an environment variable here")
            }
        }
    }
}

/// The environments of all containers of an overlay.
pub(super) fn all<'a>(overlay: &Overlay<'a>) -> Vec<ContainerEnvironment<'a>> {
    let mut environments = Vec::new();
    for workload in overlay.objects().iter().filter_map(|object| Workload::new(*object)) {
        environments.extend(
            workload.containers().map(|container| Collector::environment(overlay, workload, container)),
        );
    }
    environments
}

/// Makes an environment in the order of the kubelet: first `envFrom`, then `env` with what is there by then.
struct Collector<'s, 'a> {
    overlay: &'s Overlay<'a>,
    /// The number of each variable, and the entry under `env` that it is from.
    places: HashMap<Cow<'a, str>, (usize, Option<usize>)>,
    found: ContainerEnvironment<'a>,
}

impl<'s, 'a> Collector<'s, 'a> {
    fn environment(
        overlay: &'s Overlay<'a>,
        workload: Workload<'a>,
        container: Container<'a>,
    ) -> ContainerEnvironment<'a> {
        let found = ContainerEnvironment {
            workload,
            container,
            variables: Vec::with_capacity(container.env().len()),
            is_complete: true,
            shadowed: Vec::new(),
            dangling: Vec::new(),
            missing_keys: Vec::new(),
        };
        let mut collector = Self { overlay, places: HashMap::new(), found };
        container.env_from().iter().for_each(|source| collector.add_source(source));
        container.env().iter().enumerate().for_each(|(index, entry)| collector.add_entry(index, entry));
        collector.finish()
    }

    fn add_source(&mut self, source: &'a Node) {
        let prefix = source.get("prefix").and_then(Node::text).unwrap_or_default();
        for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
            let Some(reference) = source.get(field) else { continue };
            let Some(object) = self.holder(kind, reference) else {
                self.found.is_complete = false;
                continue;
            };
            for (field, entry) in Keyed::new(object).texts() {
                let key = entry.key.text();
                let name =
                    if prefix.is_empty() { Cow::Borrowed(key) } else { Cow::Owned(format!("{prefix}{key}")) };
                let held_at = HeldAt::Data { field, key, reference };
                let value = Keyed::new(object).decoded(field, &entry.value);
                self.put(Variable { name, value, holder: object, node: &entry.value, held_at }, None);
            }
            self.found.is_complete &= !Keyed::new(object).is_filled_elsewhere();
        }
    }

    fn add_entry(&mut self, index: usize, entry: &'a Node) {
        let Some(name) = entry.get("name").and_then(Node::text) else { return };
        let holder = self.found.workload.object;
        let variable = match entry.get("valueFrom").filter(|from| !from.is_null()) {
            Some(from) => self.referred(name, index, entry, from),
            None => {
                let node = entry.get("value").filter(|value| !value.is_null());
                let value = node.map_or(Some(Cow::Borrowed("")), |node| self.expanded(index, node));
                let held_at = HeldAt::Entry { index, field: "value" };
                Variable { name: Cow::Borrowed(name), value, holder, node: node.unwrap_or(entry), held_at }
            }
        };
        self.put(variable, Some(index));
    }

    /// A variable with `valueFrom`.
    fn referred(&mut self, name: &'a str, index: usize, entry: &'a Node, from: &'a Node) -> Variable<'a> {
        let name = Cow::Borrowed(name);
        for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
            let Some(reference) = from.get(field) else { continue };
            let Some(object) = self.holder(kind, reference) else { continue };
            let Some(key_node) = reference.get("key") else { continue };
            let key = key_node.text().unwrap_or_default();
            if let Some((field, node)) = Keyed::new(object).text(key) {
                let value = Keyed::new(object).decoded(field, node);
                let held_at = HeldAt::Data { field, key, reference };
                return Variable { name, value, holder: object, node, held_at };
            }
            let container = self.found.container;
            let pointer = || format!("{}/valueFrom/{field}/key", container.item_pointer("env", index));
            if !is_optional(reference) {
                self.found.missing_keys.extend(Reference::missing(object, key_node, pointer, false));
            }
        }
        let held_at = HeldAt::Entry { index, field: "valueFrom" };
        Variable { name, value: None, holder: self.found.workload.object, node: entry, held_at }
    }

    fn expanded(&mut self, index: usize, node: &'a Node) -> Option<Cow<'a, str>> {
        let (variables, places) = (&self.found.variables, &self.places);
        let is_complete = self.found.is_complete;
        let known = |name: &str| match places.get(name) {
            Some((at, _)) => variables[*at].value.as_deref().map_or(Known::Unknown, Known::Value),
            None if is_complete => Known::Undefined,
            None => Known::Unknown,
        };
        let dangling = &mut self.found.dangling;
        expand(node.text()?, known, |name| {
            dangling.push(Dangling { name, node, index, is_defined_later: false });
        })
    }

    fn put(&mut self, variable: Variable<'a>, index: Option<usize>) {
        let next = self.found.variables.len();
        let Some((at, old)) = self.places.insert(variable.name.clone(), (next, index)) else {
            return self.found.variables.push(variable);
        };
        let env = self.found.container.env();
        if let (Some(old), Some(new)) = (old, index) {
            self.found.shadowed.push(Shadowed { entry: &env[old], index: old, by: &env[new] });
        }
        self.places.insert(variable.name.clone(), (at, index));
        self.found.variables[at] = variable;
    }

    fn holder(&self, kind: &str, reference: &Node) -> Option<Object<'a>> {
        let name = reference.get("name").and_then(Node::text)?;
        self.overlay.find(kind, self.found.workload.object.namespace, name)
    }

    fn finish(mut self) -> ContainerEnvironment<'a> {
        for dangling in &mut self.found.dangling {
            dangling.is_defined_later = self.places.contains_key(dangling.name);
        }
        self.found
    }
}

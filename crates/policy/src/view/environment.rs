//! The environment variables of a container, as far as the overlay tells their values.

use std::borrow::Cow;
use std::collections::HashSet;

use overlint_source::Node;

use super::{Container, Object, Overlay, Workload};
use crate::place::{Place, push_segment};

/// An environment variable with its value.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// The name, with the prefix of `envFrom`.
    pub name: Cow<'a, str>,
    /// The value, before the kubelet expands `$(NAME)`.
    pub value: &'a str,
    /// The object that holds the value: the workload, or a `ConfigMap`.
    pub holder: Object<'a>,
    /// The node of the value; of a variable without one the entry that names it.
    node: &'a Node,
    held_at: HeldAt<'a>,
}

#[derive(Clone, Copy, Debug)]
enum HeldAt<'a> {
    Entry { index: usize },
    Data { key: &'a str, reference: &'a Node },
}

impl Variable<'_> {
    /// Where to edit the value. That of a `ConfigMap` comes with the reference that leads to it.
    pub fn place(&self, container: &Container<'_>) -> Place {
        match self.held_at {
            HeldAt::Entry { index } => {
                let mut pointer = container.item_pointer("env", index);
                pointer.push_str("/value");
                Place::of(self.node, pointer)
            }
            HeldAt::Data { key, reference } => {
                let mut pointer = "/data".to_owned();
                push_segment(&mut pointer, key);
                let place = Place::of(self.node, pointer);
                place.related(reference.origin, "becomes an environment variable here")
            }
        }
    }
}

impl<'a> Overlay<'a> {
    /// The variables of a container whose values are known, each once: an entry under `env` wins over what
    /// arrives by `envFrom`, and the last one wins among its like. Values from Secrets and fields are not known.
    pub fn variables(&self, workload: &Workload<'a>, container: &Container<'a>) -> Vec<Variable<'a>> {
        let mut collector =
            Collector { overlay: self, holder: workload.object, seen: HashSet::new(), found: vec![] };
        for (index, entry) in container.env().iter().enumerate().rev() {
            collector.add_entry(index, entry);
        }
        for source in container.env_from().iter().rev() {
            collector.add_source(source);
        }
        collector.found
    }
}

struct Collector<'s, 'a> {
    overlay: &'s Overlay<'a>,
    holder: Object<'a>,
    seen: HashSet<Cow<'a, str>>,
    found: Vec<Variable<'a>>,
}

impl<'a> Collector<'_, 'a> {
    fn add_entry(&mut self, index: usize, entry: &'a Node) {
        let Some(name) = entry.get("name").and_then(Node::text) else { return };
        if !self.seen.insert(Cow::Borrowed(name)) {
            return;
        }
        if let Some(reference) = entry.at(&["valueFrom", "configMapKeyRef"]) {
            self.add_reference(name, reference);
        } else if entry.get("valueFrom").is_none() {
            let value = entry.get("value").filter(|value| !value.is_null());
            let (node, held_at) = (value.unwrap_or(entry), HeldAt::Entry { index });
            let Some(value) = value.map_or(Some(""), Node::text) else { return };
            let name = Cow::Borrowed(name);
            self.found.push(Variable { name, value, holder: self.holder, node, held_at });
        }
    }

    fn add_reference(&mut self, name: &'a str, reference: &'a Node) {
        let Some(map) = self.config_map(reference) else { return };
        let Some(key) = reference.get("key").and_then(Node::text) else { return };
        if let Some(node) = map.node.at(&["data", key]) {
            self.add_data(Cow::Borrowed(name), key, node, map, reference);
        }
    }

    fn add_source(&mut self, source: &'a Node) {
        let Some(reference) = source.get("configMapRef") else { return };
        let Some(map) = self.config_map(reference) else { return };
        let prefix = source.get("prefix").and_then(Node::text).unwrap_or_default();
        for entry in map.node.get("data").map_or(&[][..], Node::entries) {
            let key = entry.key.text();
            let name =
                if prefix.is_empty() { Cow::Borrowed(key) } else { Cow::Owned(format!("{prefix}{key}")) };
            if self.seen.insert(name.clone()) {
                self.add_data(name, key, &entry.value, map, reference);
            }
        }
    }

    fn add_data(
        &mut self,
        name: Cow<'a, str>,
        key: &'a str,
        node: &'a Node,
        map: Object<'a>,
        reference: &'a Node,
    ) {
        if let Some(value) = node.text().filter(|_| !node.is_null()) {
            let held_at = HeldAt::Data { key, reference };
            self.found.push(Variable { name, value, holder: map, node, held_at });
        }
    }

    fn config_map(&self, reference: &Node) -> Option<Object<'a>> {
        let name = reference.get("name").and_then(Node::text)?;
        self.overlay.find("ConfigMap", self.holder.namespace, name)
    }
}

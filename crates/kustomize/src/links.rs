//! Values that kustomize holds once for several fields.
//!
//! What `labels` or `commonAnnotations` adds to several fields of one object, kustomize adds as one node: a later patch of
//! `metadata.labels` changes the selector too. A JSON patch takes the object apart, and that ends it.
//!
//! Source of the rules: `SetEntry` in `api/filters/filtersutil` and `FieldSetter` in `kyaml/yaml/fns.go` of
//! kustomize 5.8.2.

use overlint_source::{Entry, Node, Origin, Value};
use smol_str::SmolStr;

/// The values of one object that are one node. Fields belong together where key and first origin are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links(Vec<Link>);

#[derive(Clone, Debug)]
struct Link {
    key: SmolStr,
    first: Origin,
    /// The annotations have been written anew, and are apart.
    without_annotations: bool,
}

impl Links {
    /// Remembers that the fields of this key that were first written at this place are one.
    pub(crate) fn add(&mut self, key: &SmolStr, first: Origin) {
        self.0.push(Link { key: key.clone(), first, without_annotations: false });
    }

    /// Whether some fields of this key are one.
    pub(crate) fn have(&self, key: &str) -> bool {
        self.0.iter().any(|link| link.key == key)
    }

    /// Whether a patch mentions a key of which some fields are one.
    pub(crate) fn are_in(&self, patch: &Node) -> bool {
        if self.0.is_empty() {
            return false;
        }
        match &patch.value {
            Value::Scalar(_) => false,
            Value::Sequence(list) => list.items.iter().any(|item| self.are_in(item)),
            Value::Mapping(map) => {
                map.entries.iter().any(|entry| self.have(entry.key.text()) || self.are_in(&entry.value))
            }
        }
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Forgets that annotations are the same as other fields: kustomize has written them anew.
    pub(crate) fn leave_annotations(&mut self) {
        self.0.iter_mut().for_each(|link| link.without_annotations = true);
    }

    /// Lets all fields that are one follow the one that was written last.
    pub(crate) fn follow(&self, object: &mut Node) {
        for link in &self.0 {
            let metadata = object.get_mut("metadata").filter(|_| link.without_annotations);
            let annotations = metadata.and_then(|metadata| metadata.remove("annotations"));
            link.follow(object);
            if let (Some(Entry { key, value }), Some(metadata)) = (annotations, object.get_mut("metadata")) {
                metadata.insert(key, value);
            }
        }
    }
}

impl Link {
    fn follow(&self, object: &mut Node) {
        let mut members = Members::default();
        members.collect(object, self);
        let Some(last) = members.changed() else { return };
        for path in members.paths {
            if let Some(field) = path.iter().try_fold(&mut *object, |node, index| child(node, *index)) {
                *field = last.clone();
            }
        }
    }
}

/// The fields that are one, in the order in which kustomize goes over them.
#[derive(Default)]
struct Members {
    paths: Vec<Vec<usize>>,
    nodes: Vec<Node>,
    path: Vec<usize>,
}

impl Members {
    /// Goes as deep as the object does, which the reader limits.
    fn collect(&mut self, node: &Node, link: &Link) {
        match &node.value {
            Value::Scalar(_) => {}
            Value::Sequence(list) => {
                for (index, item) in list.items.iter().enumerate() {
                    self.below(index, item, link);
                }
            }
            Value::Mapping(map) => {
                let mut sorted: Vec<(usize, &Entry)> = map.entries.iter().enumerate().collect();
                sorted.sort_by_key(|(_, entry)| entry.key.text());
                for (index, entry) in sorted {
                    if entry.key.text() == link.key && first_origin(&entry.value) == link.first {
                        self.paths.push(self.path.iter().copied().chain([index]).collect());
                        self.nodes.push(entry.value.clone());
                    } else {
                        self.below(index, &entry.value, link);
                    }
                }
            }
        }
    }

    fn below(&mut self, index: usize, node: &Node, link: &Link) {
        self.path.push(index);
        self.collect(node, link);
        self.path.pop();
    }

    /// The one that was written most often, and of several the last; none where all are alike.
    fn changed(&self) -> Option<Node> {
        let last = self.nodes.iter().max_by_key(|node| age(node))?;
        let alike = |node: &Node| age(node) == age(last) && node.text() == last.text();
        (!self.nodes.iter().all(alike)).then(|| last.clone())
    }
}

fn first_origin(node: &Node) -> Origin {
    node.overwritten().last().map_or(node.origin, |first| first.origin)
}

fn age(node: &Node) -> usize {
    node.overwritten().count()
}

fn child(node: &mut Node, index: usize) -> Option<&mut Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(_) => node.as_sequence_mut()?.items.get_mut(index),
        Value::Mapping(_) => Some(&mut node.as_mapping_mut()?.entries.get_mut(index)?.value),
    }
}

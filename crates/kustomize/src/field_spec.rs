//! Field specifications: which fields of which kinds a transformer writes to.
//!
//! Source of the rules: `api/filters/fieldspec/fieldspec.go` of kustomize 5.8.2. Lists met on the way are gone
//! through; a slash within a part is written `\/`; a part that ends in `[]` is never created.

use std::borrow::Cow;
use std::sync::Arc;

use overlint_source::{Key, Node, Origin, Scalar, Sequence, Tag, Value};

use crate::error::{BuildError, Fault, Result};
use crate::id::Gvk;

/// A field of a kind. An empty group, version or kind means any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSpec<'a> {
    pub(crate) group: &'a str,
    pub(crate) version: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) path: &'a str,
    /// Whether missing maps on the way, and the field itself, are made.
    pub(crate) create: bool,
}

impl<'a> FieldSpec<'a> {
    /// A field of any kind that is made where it is missing.
    pub(crate) const fn any(path: &'a str) -> Self {
        Self { group: "", version: "", kind: "", path, create: true }
    }

    /// A field of one kind that is made where it is missing.
    pub(crate) const fn of(group: &'a str, kind: &'a str, path: &'a str) -> Self {
        Self { group, version: "", kind, path, create: true }
    }

    /// The same, for one version.
    pub(crate) const fn version(self, version: &'a str) -> Self {
        Self { version, ..self }
    }

    /// The same, but not made where it is missing.
    pub(crate) const fn existing(self) -> Self {
        Self { create: false, ..self }
    }

    /// Whether the kind is meant.
    pub(crate) fn selects(&self, gvk: &Gvk) -> bool {
        gvk.is_selected(self.group, self.version, self.kind)
    }
}

/// What is made at the end of a path that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    Scalar,
    Mapping,
}

/// Calls `set` on every node at the end of the path, made where the field specification says so. `origin` is the place
/// that asked for it: what is made has it.
pub(crate) fn visit_mut(
    node: &mut Node,
    spec: &FieldSpec<'_>,
    leaf: Leaf,
    origin: Origin,
    set: &mut dyn FnMut(&mut Node) -> Result<()>,
) -> Result<()> {
    let create = spec.create.then_some(leaf);
    Walk { create, origin, set }.go(node, spec.path)
}

/// Calls `look` on every node at the end of the path. Says whether the way is blocked by a scalar, where [`visit_mut`]
/// fails.
pub(crate) fn visit<'n>(node: &'n Node, path: &str, look: &mut dyn FnMut(&'n Node)) -> bool {
    if path.is_empty() {
        look(node);
        return false;
    }
    match &node.value {
        Value::Sequence(list) => {
            let mut blocked = false;
            for item in &list.items {
                blocked |= visit(item, path, look);
            }
            blocked
        }
        Value::Mapping(_) => {
            let (part, rest) = split(path);
            let name = part.strip_suffix("[]").unwrap_or(&part);
            node.get(name).is_some_and(|value| visit(value, rest, look))
        }
        Value::Scalar(_) => !node.is_null(),
    }
}

/// The first part of a path, and the rest.
fn split(path: &str) -> (Cow<'_, str>, &str) {
    let mut search = 0;
    while let Some(found) = path[search..].find('/') {
        let at = search + found;
        if at == 0 || path.as_bytes()[at - 1] != b'\\' {
            return (unescape(&path[..at]), &path[at + 1..]);
        }
        search = at + 1;
    }
    (unescape(path), "")
}

fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains("\\/") { Cow::Owned(part.replace("\\/", "/")) } else { Cow::Borrowed(part) }
}

struct Walk<'a> {
    create: Option<Leaf>,
    origin: Origin,
    set: &'a mut dyn FnMut(&mut Node) -> Result<()>,
}

impl Walk<'_> {
    fn go(&mut self, node: &mut Node, path: &str) -> Result<()> {
        if path.is_empty() {
            return (self.set)(node);
        }
        if node.is_null() {
            return Ok(());
        }
        match &mut node.value {
            Value::Sequence(list) => {
                Arc::make_mut(list).items.iter_mut().try_for_each(|item| self.go(item, path))
            }
            Value::Mapping(_) => self.map(node, path),
            Value::Scalar(_) => Err(self.no_collection(node, path)),
        }
    }

    fn map(&mut self, node: &mut Node, path: &str) -> Result<()> {
        let (part, rest) = split(path);
        let (name, is_list) = part.strip_suffix("[]").map_or((&*part, false), |name| (name, true));
        let made = self.create.filter(|_| !is_list).map(|leaf| self.fresh(leaf, rest));
        if node.get(name).is_none() {
            let Some(made) = made.clone() else { return Ok(()) };
            let key = Key { scalar: Scalar::plain(name), origin: self.origin };
            node.insert(key, made);
        }
        let Some(field) = node.get_mut(name) else { return Ok(()) };
        if field.is_null() {
            if is_list {
                field.value = Value::Sequence(Arc::new(Sequence::default()));
            } else if let Some(made) = made {
                field.value = made.value;
            }
        }
        self.go(field, rest)
    }

    fn fresh(&self, leaf: Leaf, rest: &str) -> Node {
        if rest.is_empty() && leaf == Leaf::Scalar {
            let scalar = Scalar { tag: Tag::Str, ..Scalar::plain("") };
            Node::new(Value::Scalar(scalar), self.origin)
        } else {
            Node::empty_mapping(self.origin)
        }
    }

    fn no_collection(&self, node: &Node, path: &str) -> BuildError {
        let message = format!("`{path}` is looked for below this value, which is no map and no list");
        BuildError::new(Fault::Transformer, node.origin, message).related(self.origin, "asked for here")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_slash_belongs_to_its_part() {
        let (part, rest) = split(r"metadata/annotations/a.io\/b/c");
        assert_eq!((&*part, rest), ("metadata", r"annotations/a.io\/b/c"));
        let (part, rest) = split(r"a.io\/b/c");
        assert_eq!((&*part, rest), ("a.io/b", "c"));
    }

    #[test]
    fn a_missing_path_is_made_only_where_asked() {
        let mut node = Node::empty_mapping(Origin::NOWHERE);
        let mut hits = 0;
        let mut count = |_: &mut Node| {
            hits += 1;
            Ok(())
        };
        let spec = FieldSpec::any("metadata/labels");
        visit_mut(&mut node, &spec.existing(), Leaf::Mapping, Origin::NOWHERE, &mut count)
            .expect("no scalar");
        assert!(node.entries().is_empty());
        visit_mut(&mut node, &spec, Leaf::Mapping, Origin::NOWHERE, &mut count).expect("no scalar");
        assert!(node.at(&["metadata", "labels"]).is_some());
        assert_eq!(hits, 1);
    }
}

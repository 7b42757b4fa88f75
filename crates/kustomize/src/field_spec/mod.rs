//! Field specifications: which fields of which kinds a transformer writes to.
//!
//! Source of the rules: `api/filters/fieldspec/fieldspec.go` of kustomize 5.8.2. Lists met on the way are gone
//! through; a slash within a part is written `\/`; a part that ends in `[]` is never created.

mod paths;

use std::borrow::Cow;
use std::sync::Arc;

use overlint_source::{Key, Node, Origin, Scalar, Sequence, Tag, Value};

use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::id::Gvk;
pub(crate) use paths::{Found, Paths};

/// A field of a kind. An empty part of the kind means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldSpec {
    pub(crate) gvk: Gvk,
    pub(crate) path: SmolStr,
    /// Whether missing maps on the way, and the field itself, are made.
    pub(crate) create: bool,
    /// Where a user asked for it; nowhere for kustomize's own.
    pub(crate) origin: Origin,
}

impl FieldSpec {
    /// A field of any kind that is made where it is missing.
    pub(crate) const fn any(path: &'static str) -> Self {
        Self::of("", "", path)
    }

    /// A field of one kind that is made where it is missing.
    pub(crate) const fn of(group: &'static str, kind: &'static str, path: &'static str) -> Self {
        Self { gvk: Gvk::fixed(group, "", kind), path: fixed(path), create: true, origin: Origin::NOWHERE }
    }

    /// The same of a kind of version `v1`.
    pub(crate) const fn v1(kind: &'static str, path: &'static str) -> Self {
        Self { gvk: Gvk::fixed("", "v1", kind), path: fixed(path), create: true, origin: Origin::NOWHERE }
    }

    /// A field of one kind that is left alone where it is missing.
    pub(crate) const fn existing(group: &'static str, kind: &'static str, path: &'static str) -> Self {
        Self { gvk: Gvk::fixed(group, "", kind), path: fixed(path), create: false, origin: Origin::NOWHERE }
    }

    /// The same field, left alone where it is missing.
    pub(crate) fn without_creating(&self) -> Self {
        Self { create: false, ..self.clone() }
    }

    /// Whether the kind is meant.
    pub(crate) fn selects(&self, gvk: &Gvk) -> bool {
        gvk.is_selected(&self.gvk)
    }
}

const fn fixed(text: &'static str) -> SmolStr {
    SmolStr::new_static(text)
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
    spec: &FieldSpec,
    leaf: Leaf,
    origin: Origin,
    set: &mut dyn FnMut(&mut Node) -> Result<()>,
) -> Result<()> {
    let create = spec.create.then_some(leaf);
    Walk { create, origin, set }.go(node, without_slash(&spec.path))
}

/// Calls `look` on every node at the end of the path. Says whether the way is blocked by a scalar, where [`visit_mut`]
/// fails.
pub(crate) fn visit<'n>(node: &'n Node, path: &str, look: &mut dyn FnMut(&'n Node)) -> bool {
    visit_below(node, without_slash(path), look)
}

/// A path may begin with a slash.
fn without_slash(path: &str) -> &str {
    path.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(path)
}

fn visit_below<'n>(node: &'n Node, path: &str, look: &mut dyn FnMut(&'n Node)) -> bool {
    if path.is_empty() {
        look(node);
        return false;
    }
    match &node.value {
        Value::Sequence(list) => {
            let mut blocked = false;
            for item in &list.items {
                blocked |= visit_below(item, path, look);
            }
            blocked
        }
        Value::Mapping(_) => {
            let (part, rest) = split(path);
            let name = part.strip_suffix("[]").unwrap_or(&part);
            name.is_empty() || node.get(name).is_some_and(|value| visit_below(value, rest, look))
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
        if name.is_empty() {
            let message = "a field path has an empty part";
            return Err(BuildError::new(Fault::Transformer, self.origin, message));
        }
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
        visit_mut(
            &mut node,
            &FieldSpec::existing("", "", "metadata/labels"),
            Leaf::Mapping,
            Origin::NOWHERE,
            &mut count,
        )
        .expect("no scalar");
        assert!(node.entries().is_empty());
        visit_mut(&mut node, &spec, Leaf::Mapping, Origin::NOWHERE, &mut count).expect("no scalar");
        assert!(node.at(&["metadata", "labels"]).is_some());
        assert_eq!(hits, 1);
    }
}

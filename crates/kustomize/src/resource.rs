//! A resource on its way through a build.

use overlint_source::read::{Document, Limits, Place, read_only_first};
use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::{Entry, Input, Key, Made, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::SmolStr;

use crate::budget::Size;
use crate::history::Mark;
use crate::id::{Gvk, PreviousId, ResId};
use crate::links::Links;
use crate::openapi::OpenApi;

/// An object with what kustomize remembers of it. The tree is shared with every other overlay that builds the same
/// base, until something changes it.
#[derive(Clone, Debug)]
pub struct Resource {
    node: Node,
    id: ResId,
    /// The names that it had before, oldest first.
    pub(crate) previous: Vec<PreviousId>,
    /// The prefixes that were put on, innermost first.
    pub(crate) prefixes: Vec<SmolStr>,
    /// The suffixes that were put on, innermost first.
    pub(crate) suffixes: Vec<SmolStr>,
    /// Whether a hash of its content belongs behind its name.
    pub(crate) needs_hash: bool,
    /// What else kustomize notes on it.
    pub(crate) marks: Vec<Mark>,
    /// Whether a Helm chart made it: such objects keep their namespaces.
    pub(crate) is_from_chart: bool,
    /// The variables whose values it holds.
    pub(crate) variables: Vec<SmolStr>,
    /// The values that are one in several fields.
    pub(crate) links: Links,
    size: Size,
    /// What says whether its kind lives in namespaces.
    schema: OpenApi,
}

impl Resource {
    /// A resource that no transformer has touched.
    pub fn new(node: Node) -> Self {
        let id = id_of(&node);
        let size = Size::of(&node, 0);
        Self {
            node,
            id,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            needs_hash: false,
            marks: Vec::new(),
            is_from_chart: false,
            variables: Vec::new(),
            links: Links::default(),
            size,
            schema: OpenApi::builtin(),
        }
    }

    /// Goes by another schema from now on.
    pub(crate) fn go_by(&mut self, schema: &OpenApi) {
        if !schema.is_builtin() {
            self.schema = schema.clone();
            self.id.cluster_scoped = schema.is_cluster_scoped(&self.id.gvk);
        }
    }

    /// How much the tree holds at most: what it held when it was read, and all that was merged into it since.
    pub(crate) fn size(&self) -> Size {
        self.size
    }

    /// Counts what is merged into the tree.
    pub(crate) fn grow(&mut self, more: Size) {
        self.size = self.size.with(more);
    }

    /// The tree.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The tree alone.
    pub fn into_node(self) -> Node {
        self.node
    }

    /// The id that it has now.
    pub fn id(&self) -> &ResId {
        &self.id
    }

    /// Where the object was written: its first line.
    pub fn origin(&self) -> Origin {
        self.node.origin
    }

    /// Where its name was written, else the object.
    pub(crate) fn name_origin(&self) -> Origin {
        self.node.at(&["metadata", "name"]).map_or(self.node.origin, |name| name.origin)
    }

    /// The id that it had at first.
    pub(crate) fn original_id(&self) -> ResId {
        self.previous.first().map_or_else(|| self.id.clone(), |previous| self.expand(previous))
    }

    /// The name that it had at first.
    pub fn original_name(&self) -> &str {
        self.previous.first().map_or(&self.id.name, |previous| &previous.name)
    }

    /// The kind that it had at first.
    pub(crate) fn original_kind(&self) -> &str {
        self.previous.first().map_or(&self.id.gvk.kind, |previous| &previous.kind)
    }

    /// The effective namespace that it had at first.
    pub(crate) fn original_namespace(&self) -> &str {
        self.previous.first().map_or_else(|| self.id.effective_namespace(), |previous| &previous.namespace)
    }

    /// Every id that it has had, oldest first, the current one last.
    pub(crate) fn ids(&self) -> impl Iterator<Item = ResId> + '_ {
        self.previous.iter().map(|previous| self.expand(previous)).chain(std::iter::once(self.id.clone()))
    }

    fn expand(&self, previous: &PreviousId) -> ResId {
        let gvk = Gvk { kind: previous.kind.clone(), ..self.id.gvk.clone() };
        let mut id = ResId::new(gvk, previous.name.clone(), previous.namespace.clone());
        if !self.schema.is_builtin() {
            id.cluster_scoped = self.schema.is_cluster_scoped(&id.gvk);
        }
        id
    }

    /// Whether any id that it has had means the same as this one.
    pub(crate) fn has_had(&self, id: &ResId) -> bool {
        let name_known =
            self.id.name == id.name || self.previous.iter().any(|previous| previous.name == id.name);
        name_known && self.ids().any(|own| own.same(id))
    }

    /// Remembers the current id among the previous ones.
    pub(crate) fn store_previous_id(&mut self) {
        self.previous.push(PreviousId {
            name: self.id.name.clone(),
            namespace: self.id.effective_namespace().into(),
            kind: self.id.gvk.kind.clone(),
        });
    }

    /// Whether both are the same to the last style and name that was ever theirs.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        same_tree(&self.node, &other.node)
            && self.previous == other.previous
            && self.prefixes == other.prefixes
            && self.suffixes == other.suffixes
    }

    /// Notes something on it, once.
    pub(crate) fn mark(&mut self, mark: Mark) {
        if !self.marks.contains(&mark) {
            self.marks.push(mark);
        }
    }

    /// Forgets earlier names and what was to be done yet, which kustomize keeps among the annotations.
    pub(crate) fn forget(&mut self) {
        self.previous.clear();
        self.prefixes.clear();
        self.suffixes.clear();
        self.needs_hash = false;
        self.marks.clear();
        self.is_from_chart = false;
    }

    /// Changes the tree, and looks at its id again.
    pub(crate) fn change<T>(&mut self, change: impl FnOnce(&mut Node) -> T) -> T {
        let result = change(&mut self.node);
        self.id = id_of(&self.node);
        if !self.schema.is_builtin() {
            self.id.cluster_scoped = self.schema.is_cluster_scoped(&self.id.gvk);
        }
        result
    }

    /// Changes the tree in a way that leaves its id alone.
    pub(crate) fn change_content<T>(&mut self, change: impl FnOnce(&mut Node) -> T) -> T {
        change(&mut self.node)
    }
}

fn id_of(node: &Node) -> ResId {
    let text = |node: Option<&Node>| -> SmolStr {
        node.and_then(Node::as_scalar).map(|scalar| scalar.text.clone()).unwrap_or_default()
    };
    let metadata = node.get("metadata");
    let gvk = Gvk::new(&text(node.get("apiVersion")), &text(node.get("kind")));
    let field = |name: &str| text(metadata.and_then(|metadata| metadata.get(name)));
    ResId::new(gvk, field("name"), field("namespace"))
}

/// Goes as deep as the trees do, which the reader limits.
fn same_tree(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a == b,
        (Value::Sequence(a), Value::Sequence(b)) => {
            a.items.len() == b.items.len() && a.items.iter().zip(&b.items).all(|(a, b)| same_tree(a, b))
        }
        (Value::Mapping(a), Value::Mapping(b)) => {
            let same =
                |(a, b): (&Entry, &Entry)| a.key.scalar == b.key.scalar && same_tree(&a.value, &b.value);
            a.entries.len() == b.entries.len() && a.entries.iter().zip(&b.entries).all(same)
        }
        _ => false,
    }
}

/// Writes `metadata.FIELD` as kustomize's setters do: an untyped scalar that keeps the style of the old one.
pub(crate) fn set_metadata(node: &mut Node, field: &str, text: &SmolStr, origin: Origin) {
    if node.get("metadata").is_none_or(Node::is_null) {
        let key = Key { scalar: Scalar::plain("metadata"), origin };
        node.insert(key, Node::empty_mapping(origin));
    }
    let Some(metadata) = node.get_mut("metadata") else { return };
    set_field(metadata, field, Scalar::untyped(text.clone()), origin);
}

/// Writes a scalar under a key: over an old value in that one's style, else behind the last entry.
pub(crate) fn set_field(mapping: &mut Node, field: &str, scalar: Scalar, origin: Origin) {
    if let Some(old) = mapping.get_mut(field) {
        set_scalar(old, scalar, origin);
    } else {
        let key = Key { scalar: Scalar::plain(field), origin };
        mapping.insert(key, Node::new(Value::Scalar(quote_ambiguous(scalar)), origin));
    }
}

/// Writes a scalar over a node, in the style of the old value.
pub(crate) fn set_scalar(old: &mut Node, scalar: Scalar, origin: Origin) {
    set_made(old, scalar, origin, Made::Written, Vec::new);
}

/// The same of a scalar that was made of inputs, and perhaps of the old value.
pub(crate) fn set_made(
    old: &mut Node,
    mut scalar: Scalar,
    origin: Origin,
    made: Made,
    inputs: impl FnOnce() -> Vec<Input>,
) {
    if let Some(previous) = old.as_scalar() {
        let untyped = |tag: Tag| matches!(tag, Tag::Implied | Tag::Untyped);
        let is_same_type = previous.tag == scalar.tag || untyped(previous.tag) && untyped(scalar.tag);
        if previous.text == scalar.text && is_same_type {
            // Who says the same last decides; but the second of two ways to one field says nothing new.
            if old.origin == origin || matches!(made, Made::Prefix | Made::Suffix) {
                return;
            }
            scalar = Scalar { tag: scalar.tag, ..previous.clone() };
        }
        scalar.style = previous.style;
    }
    old.overwrite_made(scalar, origin, made, inputs());
}

/// A string that YAML 1.1 would read as something else is written in quotes from the start, so that an unquoted
/// number patched over it stays a string.
pub(crate) fn quote_ambiguous(mut scalar: Scalar) -> Scalar {
    let is_plain_string =
        matches!(scalar.tag, Tag::Str | Tag::Implied | Tag::Untyped) && scalar.style == Style::Plain;
    if is_plain_string && is_ambiguous(&scalar.text) {
        scalar.style = Style::DoubleQuoted;
    }
    scalar
}

/// Whether YAML 1.1 reads a text as anything but a string: as a number, but also as a list, a map or a comment. What it
/// cannot read at all is none of these, and neither is an empty text nor one of several lines.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    if text.is_empty() || text.contains('\n') {
        return false;
    }
    let is_string = |scalar: &Scalar| {
        matches!(resolve_yaml11(scalar), Resolved::Str(_) | Resolved::Timestamp(_) | Resolved::Invalid(_))
    };
    if is_scalar(text) {
        return !is_string(&Scalar::plain(text.trim_matches(' ')));
    }
    match read_only_first(text, Place::At(Origin::NOWHERE), &Limits::default()) {
        // A tag without a name makes a string of anything.
        Ok(_) if text.starts_with("! ") || text == "!" => false,
        Ok(Document { root: Some(root), .. }) => !root.as_scalar().is_some_and(is_string),
        Ok(_) => true,
        Err(_) => false,
    }
}

/// Whether a text is surely a plain scalar.
fn is_scalar(text: &str) -> bool {
    let begins_or_ends = "#&*!|>'\"%@`?[]{}\t";
    !text.starts_with(['-', '.', ':', ' '])
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(|c| begins_or_ends.contains(c))
}

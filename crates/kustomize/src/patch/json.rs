//! JSON 6902 patches, as the library that kustomize uses applies them (`evanphx/json-patch` 4).

use overlint_source::json::{json_normalise, json_normalise_yaml11};
use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::{Input, Made, Node, Origin, Scalar, Value};
use smol_str::SmolStr;

use super::pointer::Pointer;
use crate::budget::{Size, Spent};
use crate::error::{BuildError, Fault, Result};
use crate::printing::{pair_annotations, print_fault};

/// How many comparisons the trip of a small object through JSON costs.
const STEPS_OF_TRIP: usize = 4_000;

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    kind: String,
    path: Option<Pointer>,
    from: Option<Pointer>,
    value: Option<Node>,
    /// How many children the largest list or map of the value has.
    widest: usize,
    origin: Origin,
}

/// Reads the operations of a patch; `None` where the node is no list of maps.
pub(crate) fn decode(root: &Node) -> Option<Vec<Operation>> {
    let list = root.as_sequence()?;
    list.items.iter().map(decode_operation).collect()
}

fn decode_operation(node: &Node) -> Option<Operation> {
    node.as_mapping()?;
    // JSON knows no fault in a key given twice: the last one counts.
    let get = |name: &str| {
        node.entries().iter().rev().find(|entry| entry.key.text() == name).map(|entry| &entry.value)
    };
    let text = |name: &str| get(name).and_then(string).unwrap_or_default();
    let pointer = |name: &str| {
        let value = get(name)?;
        Some(Pointer::new(string(value)?, value.origin))
    };
    let value = get("value").map(|value| {
        let mut value = value.clone();
        json_normalise_yaml11(&mut value);
        value
    });
    let origin = get("path").map_or(node.origin, |path| path.origin);
    let widest = value.as_ref().map_or(0, |value| Size::of(value, 0).widest);
    Some(Operation { kind: text("op"), path: pointer("path"), from: pointer("from"), value, widest, origin })
}

fn string(node: &Node) -> Option<String> {
    match resolve_yaml11(node.as_scalar()?) {
        Resolved::Str(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// Applies the operations to an object, which first takes the trip through JSON that kustomize takes.
pub(crate) fn apply(object: &mut Node, operations: &[Operation], spent: &mut Spent) -> Result<()> {
    if let Some(error) = json_normalise(object).first() {
        return Err(print_fault(error));
    }
    let size = Size::of(object, 0);
    let origin = operations.first().map_or(object.origin, |operation| operation.origin);
    spent.charge_steps(STEPS_OF_TRIP + size.nodes.saturating_mul(100), origin)?;
    let mut widest = size.widest;
    for operation in operations {
        widest = widest.saturating_add(1).max(operation.widest);
        spent.charge_steps(widest, operation.origin)?;
        operation.apply(object, spent)?;
    }
    drop_annotations(object);
    pair_annotations(object)?;
    respell_annotations(object);
    Ok(())
}

/// In annotations that are a scalar kustomize finds none, and writes none.
fn drop_annotations(object: &mut Node) {
    if let Some(metadata) = object.get_mut("metadata")
        && metadata.get("annotations").is_some_and(|annotations| annotations.as_scalar().is_some())
    {
        metadata.remove("annotations");
    }
}

/// Behind a JSON patch kustomize writes every annotation as a string at once, and numbers have become Go's floats on the
/// way through JSON: `12345678` is spelt `1.2345678e+07`.
fn respell_annotations(object: &mut Node) {
    let is_number = |node: &Node| {
        matches!(node.resolved(), Some(Resolved::Int(_) | Resolved::Uint(_) | Resolved::Float(_)))
    };
    let annotations = object.at(&["metadata", "annotations"]);
    if !annotations.is_some_and(|map| map.entries().iter().any(|entry| is_number(&entry.value))) {
        return;
    }
    let annotations = object.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    let entries = annotations.and_then(Node::as_mapping_mut).into_iter().flat_map(|map| &mut map.entries);
    for entry in entries.filter(|entry| is_number(&entry.value)) {
        let text: SmolStr = entry.value.text().unwrap_or_default().into();
        entry.value.respell(Scalar::string(text));
    }
}

impl Operation {
    /// Whether it checks and changes nothing.
    pub(super) fn is_test(&self) -> bool {
        self.kind == "test"
    }

    fn apply(&self, object: &mut Node, spent: &mut Spent) -> Result<()> {
        match self.kind.as_str() {
            "add" => self.path()?.add(object, self.charged(self.value(), spent)?),
            "remove" => self.path()?.take(object).map(drop),
            "replace" => self.path()?.replace(object, self.charged(self.value(), spent)?),
            "test" => self.test(object, self.path()?),
            "move" => {
                let value = self.from()?.take(object)?;
                self.path()?.add(object, self.copied(self.charged(value, spent)?))
            }
            "copy" => {
                let value = self.from()?.get(object)?.unwrap_or_else(|| self.null());
                self.path()?.add(object, self.copied(self.charged(value, spent)?))
            }
            other => Err(self
                .fault(format!("`{other}` is no operation of a JSON patch"))
                .help("write `add`, `remove`, `replace`, `move`, `copy` or `test`, in lower case")),
        }
    }

    fn path(&self) -> Result<&Pointer> {
        self.path.as_ref().ok_or_else(|| self.fault(format!("a JSON patch's `{}` needs a `path`", self.kind)))
    }

    fn from(&self) -> Result<&Pointer> {
        self.from.as_ref().ok_or_else(|| self.fault(format!("a JSON patch's `{}` needs a `from`", self.kind)))
    }

    /// A value that is about to be put at the path, paid for: copies that double a tree are shared until it is printed.
    fn charged(&self, value: Node, spent: &mut Spent) -> Result<Node> {
        let depth = self.path()?.as_str().matches('/').count();
        spent.charge(Size::of(&value, depth), self.origin)?;
        Ok(value)
    }

    /// A value that stands elsewhere and keeps that place; what asked for the copy is remembered.
    fn copied(&self, value: Node) -> Node {
        let pointer = self.from.as_ref().map_or("", Pointer::as_str);
        let inputs = vec![Input::from(&value), Input::new(pointer, self.origin)];
        value.made(Made::Copied, inputs)
    }

    fn value(&self) -> Node {
        self.value.clone().unwrap_or_else(|| self.null())
    }

    fn null(&self) -> Node {
        Node::plain("null", self.origin).generated()
    }

    fn fault(&self, message: String) -> BuildError {
        BuildError::new(Fault::Patch, self.origin, message)
    }

    fn test(&self, object: &Node, pointer: &Pointer) -> Result<()> {
        let found = if pointer.is_whole() { Some(object.clone()) } else { pointer.get(object)? };
        let found = found.unwrap_or_else(|| self.null());
        if same(&found, &self.value()) {
            return Ok(());
        }
        let message = format!("the value at `{}` is not the one that the patch tests for", pointer.as_str());
        Err(BuildError::new(Fault::Patch, pointer.origin(), message).related(found.origin, "the value"))
    }
}

/// JSON equality, as Go compares the texts of numbers and the values of the rest.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(x), Value::Scalar(y)) => {
            overlint_source::resolve::resolve(x) == overlint_source::resolve::resolve(y)
        }
        (Value::Sequence(x), Value::Sequence(y)) => {
            x.items.len() == y.items.len() && x.items.iter().zip(&y.items).all(|(x, y)| same(x, y))
        }
        (Value::Mapping(x), Value::Mapping(y)) => {
            x.entries.len() == y.entries.len()
                && x.entries
                    .iter()
                    .all(|entry| b.get(entry.key.text()).is_some_and(|other| same(&entry.value, other)))
        }
        _ => false,
    }
}

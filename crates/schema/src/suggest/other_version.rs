//! Fields that another version of Kubernetes has.

use overlint_source::{Node, Value};

use crate::catalog::{Catalog, Lookup};
use crate::pack::{Object, Type};
use crate::validate::{Frame, Segment};

/// What to say of a field that the object at `frame` does not have in this version: from which version on it does, else
/// up to which it did.
pub(super) fn other_version(catalog: &Catalog, frame: &Frame<'_>, name: &str) -> Option<String> {
    let owner = frame.object?.name;
    let has = |other: &Catalog| {
        object_in(other, frame).is_some_and(|object| other.pack.field(object, name).is_some())
    };
    let (older, newer): (Vec<_>, Vec<_>) = Catalog::versions()
        .into_iter()
        .filter(|version| *version != catalog.version())
        .filter_map(|version| Catalog::kubernetes(version).ok())
        .partition(|other| other.version() < catalog.version());
    if let Some(first) = newer.iter().find(|other| has(other)) {
        return Some(format!("`{owner}` has the field `{name}` only from Kubernetes {} on", first.version()));
    }
    let last = older.iter().rev().find(|other| has(other))?;
    Some(format!("`{owner}` has the field `{name}` only up to Kubernetes {}", last.version()))
}

/// The object of the schema of another version that stands where a frame does.
fn object_in(other: &Catalog, frame: &Frame<'_>) -> Option<Object<'static>> {
    match type_in(other, frame)? {
        Type::Object(object) => Some(object),
        _ => None,
    }
}

fn type_in(other: &Catalog, frame: &Frame<'_>) -> Option<Type<'static>> {
    let resolve = |code| other.pack.resolve(code, other.version);
    if is_object_of_a_kind(frame) {
        let text = |key| frame.node.get(key).and_then(Node::text);
        return match other.lookup(text("apiVersion")?, text("kind")?) {
            Lookup::Schema(schema) => Some(schema.root),
            _ => None,
        };
    }
    match (type_in(other, frame.up?)?, frame.segment) {
        (Type::Object(object), Segment::Key(key)) => {
            other.pack.field(object, key.text()).map(|(_, field)| resolve(field.code))
        }
        (Type::Map(code), Segment::Key(_)) | (Type::List(code), Segment::Index(_)) => Some(resolve(code)),
        _ => None,
    }
}

/// Whether a frame is the root of an object: its definition is called as its kind is.
fn is_object_of_a_kind(frame: &Frame<'_>) -> bool {
    let kind = frame.node.get("kind").and_then(Node::text);
    matches!(frame.node.value, Value::Mapping(_))
        && frame.object.is_some_and(|object| kind == Some(object.name))
        && frame.node.get("apiVersion").is_some()
}

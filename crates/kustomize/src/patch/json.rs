//! JSON 6902 patches, as the library that kustomize uses applies them (`evanphx/json-patch` 4).

use overlint_source::json::{json_normalise, json_normalise_yaml11};
use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::{Key, Node, Origin, Removal, Value};

use crate::error::{BuildError, Fault, Result};
use crate::printing::print_fault;

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    kind: String,
    path: Option<Pointer>,
    from: Option<Pointer>,
    value: Option<Node>,
    origin: Origin,
}

/// A JSON pointer with the place that it was written at.
#[derive(Clone, Debug)]
struct Pointer {
    text: String,
    origin: Origin,
}

/// Reads the operations of a patch; `None` where the node is no list of maps.
pub(crate) fn decode(root: &Node) -> Option<Vec<Operation>> {
    let list = root.as_sequence()?;
    list.items.iter().map(decode_operation).collect()
}

fn decode_operation(node: &Node) -> Option<Operation> {
    node.as_mapping()?;
    let text = |name: &str| node.get(name).and_then(string).unwrap_or_default();
    let pointer = |name: &str| {
        let value = node.get(name)?;
        Some(Pointer { text: string(value)?, origin: value.origin })
    };
    let value = node.get("value").map(|value| {
        let mut value = value.clone();
        json_normalise_yaml11(&mut value);
        value
    });
    let origin = node.get("path").map_or(node.origin, |path| path.origin);
    Some(Operation { kind: text("op"), path: pointer("path"), from: pointer("from"), value, origin })
}

fn string(node: &Node) -> Option<String> {
    match resolve_yaml11(node.as_scalar()?) {
        Resolved::Str(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// Applies the operations to an object, which first takes the trip through JSON that kustomize takes.
pub(crate) fn apply(object: &mut Node, operations: &[Operation]) -> Result<()> {
    if let Some(error) = json_normalise(object).first() {
        return Err(print_fault(error));
    }
    operations.iter().try_for_each(|operation| operation.apply(object))
}

impl Operation {
    fn apply(&self, object: &mut Node) -> Result<()> {
        match self.kind.as_str() {
            "add" => self.add(object, self.path()?, self.value()),
            "remove" => self.take(object, self.path()?).map(drop),
            "replace" => self.replace(object, self.path()?),
            "test" => self.test(object, self.path()?),
            "move" => {
                let value = self.take(object, self.from()?)?;
                self.add(object, self.path()?, value)
            }
            "copy" => {
                let value = self.get(object, self.from()?)?.unwrap_or_else(|| self.null());
                self.add(object, self.path()?, value)
            }
            other => Err(self.fault(format!("`{other}` is no operation of a JSON patch"))
                .help("write `add`, `remove`, `replace`, `move`, `copy` or `test`, in lower case")),
        }
    }

    fn path(&self) -> Result<&Pointer> {
        self.path.as_ref().ok_or_else(|| self.fault(format!("a JSON patch's `{}` needs a `path`", self.kind)))
    }

    fn from(&self) -> Result<&Pointer> {
        self.from.as_ref().ok_or_else(|| self.fault(format!("a JSON patch's `{}` needs a `from`", self.kind)))
    }

    fn value(&self) -> Node {
        self.value.clone().unwrap_or_else(|| self.null())
    }

    fn null(&self) -> Node {
        Node::plain("null", self.origin)
    }

    fn fault(&self, message: String) -> Box<BuildError> {
        BuildError::new(Fault::Patch, self.origin, message)
    }

    fn missing(&self, object: &Node, pointer: &Pointer) -> Box<BuildError> {
        let kind = object.get("kind").and_then(Node::text).unwrap_or_default();
        let name = object.at(&["metadata", "name"]).and_then(Node::text).unwrap_or_default();
        let message = format!("`{kind}/{name}` has nothing at `{}`", pointer.text);
        BuildError::new(Fault::Patch, pointer.origin, message)
            .related(object.origin, "the resource")
            .help("correct the path, or add what stands above it first")
    }

    fn add(&self, object: &mut Node, pointer: &Pointer, value: Node) -> Result<()> {
        let Some((parents, key)) = pointer.split() else { return Err(self.missing(object, pointer)) };
        let key_origin = pointer.origin;
        let added = match container(object, &parents).map(|parent| &mut parent.value) {
            Some(Value::Sequence(list)) => {
                let items = &mut std::sync::Arc::make_mut(list).items;
                insertion_index(&key, items.len()).map(|index| items.insert(index, value))
            }
            Some(Value::Mapping(_)) => {
                let parent = container(object, &parents);
                parent.map(|parent| put(parent, &key, key_origin, value))
            }
            _ => None,
        };
        added.ok_or_else(|| self.missing(object, pointer))
    }

    fn replace(&self, object: &mut Node, pointer: &Pointer) -> Result<()> {
        if pointer.text.is_empty() {
            *object = self.value();
            return Ok(());
        }
        let Some((parents, key)) = pointer.split() else { return Err(self.missing(object, pointer)) };
        let value = self.value();
        let replaced = match container(object, &parents) {
            Some(parent) => match &mut parent.value {
                Value::Sequence(list) => {
                    let items = &mut std::sync::Arc::make_mut(list).items;
                    element_index(&key, items.len()).map(|index| items[index].replace_with(value))
                }
                Value::Mapping(_) => Some(put(parent, &key, pointer.origin, value)),
                Value::Scalar(_) => None,
            },
            None => None,
        };
        replaced.ok_or_else(|| self.missing(object, pointer))
    }

    /// Takes a value out.
    fn take(&self, object: &mut Node, pointer: &Pointer) -> Result<Node> {
        let Some((parents, key)) = pointer.split() else { return Err(self.missing(object, pointer)) };
        let taken = match container(object, &parents) {
            Some(parent) => match &mut parent.value {
                Value::Sequence(list) => {
                    let items = &mut std::sync::Arc::make_mut(list).items;
                    element_index(&key, items.len()).map(|index| items.remove(index))
                }
                Value::Mapping(_) => remove(parent, &key, pointer.origin),
                Value::Scalar(_) => None,
            },
            None => None,
        };
        taken.ok_or_else(|| self.missing(object, pointer))
    }

    /// What is there; an absent key of a map that is there counts as null.
    fn get(&self, object: &Node, pointer: &Pointer) -> Result<Option<Node>> {
        let Some((parents, key)) = pointer.split() else { return Err(self.missing(object, pointer)) };
        let parent = parents.iter().try_fold(object, |node, part| child(node, part));
        match parent.map(|parent| (parent, &parent.value)) {
            Some((parent, Value::Mapping(_))) => Ok(parent.get(&key).cloned()),
            Some((parent, Value::Sequence(_))) => {
                child(parent, &key).map(|node| Some(node.clone())).ok_or_else(|| self.missing(object, pointer))
            }
            _ => Err(self.missing(object, pointer)),
        }
    }

    fn test(&self, object: &Node, pointer: &Pointer) -> Result<()> {
        let found = if pointer.text.is_empty() { Some(object.clone()) } else { self.get(object, pointer)? };
        let found = found.unwrap_or_else(|| self.null());
        if same(&found, &self.value()) {
            return Ok(());
        }
        let message = format!("the value at `{}` is not the one that the patch tests for", pointer.text);
        Err(BuildError::new(Fault::Patch, pointer.origin, message).related(found.origin, "the value"))
    }
}

impl Pointer {
    /// The keys above, and the last one; what stands before the first slash does not count.
    fn split(&self) -> Option<(Vec<String>, String)> {
        let mut parts: Vec<String> =
            self.text.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let last = parts.pop()?;
        Some((parts, last))
    }
}

fn put(parent: &mut Node, key: &str, key_origin: Origin, value: Node) {
    match parent.get_mut(key) {
        Some(old) => old.replace_with(value),
        None => parent.insert(Key::string(key, key_origin), value),
    }
}

fn remove(parent: &mut Node, key: &str, origin: Origin) -> Option<Node> {
    let entry = parent.remove(key)?;
    if let Some(map) = parent.as_mapping_mut() {
        map.removed.push(Removal { key: key.into(), origin });
    }
    Some(entry.value)
}

fn container<'a>(object: &'a mut Node, parents: &[String]) -> Option<&'a mut Node> {
    parents.iter().try_fold(object, |node, part| {
        if node.as_mapping().is_some() {
            return node.get_mut(part);
        }
        let items = &mut node.as_sequence_mut()?.items;
        let index = element_index(part, items.len())?;
        items.get_mut(index)
    })
}

fn child<'a>(node: &'a Node, part: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Mapping(_) => node.get(part),
        Value::Sequence(list) => list.items.get(element_index(part, list.items.len())?),
        Value::Scalar(_) => None,
    }
}

/// The index of an element; a negative one counts from the end.
fn element_index(text: &str, length: usize) -> Option<usize> {
    let index: i64 = text.parse().ok()?;
    let index = if index < 0 { index.checked_add(i64::try_from(length).ok()?)? } else { index };
    usize::try_from(index).ok().filter(|index| *index < length)
}

/// The index to insert at: `-` and `-1` append.
fn insertion_index(text: &str, length: usize) -> Option<usize> {
    if text == "-" { Some(length) } else { element_index(text, length + 1) }
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
                && x.entries.iter().all(|entry| b.get(entry.key.text()).is_some_and(|other| same(&entry.value, other)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_indices_count_from_the_end() {
        assert_eq!(element_index("-1", 3), Some(2));
        assert_eq!(element_index("3", 3), None);
        assert_eq!(element_index("007", 8), Some(7));
        assert_eq!(insertion_index("-1", 3), Some(3));
        assert_eq!(insertion_index("-", 0), Some(0));
        assert_eq!(element_index("-", 3), None);
    }

    #[test]
    fn text_before_the_first_slash_does_not_count() {
        let pointer = Pointer { text: "data/a~1b/~0c".into(), origin: Origin::NOWHERE };
        assert_eq!(pointer.split(), Some((vec!["a/b".to_owned()], "~c".to_owned())));
    }
}

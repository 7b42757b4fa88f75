//! JSON pointers, with the habits of the library that kustomize uses: what stands before the first slash does not
//! count, and a negative index counts from the end.

use std::sync::Arc;

use overlint_source::{Key, Node, Origin, Removal, Value};

use crate::error::{BuildError, Fault, Result};

/// A JSON pointer with the place that it was written at.
#[derive(Clone, Debug)]
pub(super) struct Pointer {
    text: String,
    origin: Origin,
}

impl Pointer {
    pub(super) fn new(text: String, origin: Origin) -> Self {
        Self { text, origin }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it means the whole document.
    pub(super) fn is_whole(&self) -> bool {
        self.text.is_empty()
    }

    /// Puts a value there: over the old one of a map, before the element of a list.
    pub(super) fn add(&self, object: &mut Node, value: Node) -> Result<()> {
        let Some((parents, key)) = self.split() else { return Err(self.missing(object)) };
        let added = container(object, &parents).is_some_and(|parent| match &mut parent.value {
            Value::Sequence(list) => {
                let items = &mut Arc::make_mut(list).items;
                insertion_index(&key, items.len()).map(|index| items.insert(index, value)).is_some()
            }
            Value::Mapping(_) => put(parent, &key, self.origin, value),
            Value::Scalar(_) => false,
        });
        if added { Ok(()) } else { Err(self.missing(object)) }
    }

    /// Puts a value over the one that is there; a key of a map need not be there.
    pub(super) fn replace(&self, object: &mut Node, value: Node) -> Result<()> {
        if self.text.is_empty() {
            *object = value;
            return Ok(());
        }
        let Some((parents, key)) = self.split() else { return Err(self.missing(object)) };
        let replaced = container(object, &parents).is_some_and(|parent| match &mut parent.value {
            Value::Sequence(list) => {
                let items = &mut Arc::make_mut(list).items;
                element_index(&key, items.len()).map(|index| items[index].replace_with(value)).is_some()
            }
            Value::Mapping(_) => put(parent, &key, self.origin, value),
            Value::Scalar(_) => false,
        });
        if replaced { Ok(()) } else { Err(self.missing(object)) }
    }

    /// Takes a value out.
    pub(super) fn take(&self, object: &mut Node) -> Result<Node> {
        let Some((parents, key)) = self.split() else { return Err(self.missing(object)) };
        let taken = container(object, &parents).and_then(|parent| match &mut parent.value {
            Value::Sequence(list) => {
                let items = &mut Arc::make_mut(list).items;
                element_index(&key, items.len()).map(|index| items.remove(index))
            }
            Value::Mapping(_) => remove(parent, &key, self.origin),
            Value::Scalar(_) => None,
        });
        taken.ok_or_else(|| self.missing(object))
    }

    /// What is there; an absent key of a map that is there counts as null.
    pub(super) fn get(&self, object: &Node) -> Result<Option<Node>> {
        let Some((parents, key)) = self.split() else { return Err(self.missing(object)) };
        let parent = parents.iter().try_fold(object, |node, part| child(node, part));
        match parent.map(|parent| (parent, &parent.value)) {
            Some((parent, Value::Mapping(_))) => Ok(parent.get(&key).cloned()),
            Some((parent, Value::Sequence(_))) => {
                child(parent, &key).map(|node| Some(node.clone())).ok_or_else(|| self.missing(object))
            }
            _ => Err(self.missing(object)),
        }
    }

    fn missing(&self, object: &Node) -> BuildError {
        let kind = object.get("kind").and_then(Node::text).unwrap_or_default();
        let name = object.at(&["metadata", "name"]).and_then(Node::text).unwrap_or_default();
        let message = format!("`{kind}/{name}` has nothing at `{}`", self.text);
        BuildError::new(Fault::Patch, self.origin, message)
            .related(object.origin, "the resource")
            .help("correct the path, or add what stands above it first")
    }

    /// The keys above, and the last one; what stands before the first slash does not count.
    fn split(&self) -> Option<(Vec<String>, String)> {
        let mut parts: Vec<String> =
            self.text.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let last = parts.pop()?;
        Some((parts, last))
    }
}

/// Writes an entry of a map, which always succeeds.
fn put(parent: &mut Node, key: &str, key_origin: Origin, value: Node) -> bool {
    match parent.get_mut(key) {
        Some(old) => old.replace_with(value),
        None => parent.insert(Key::string(key, key_origin), value),
    }
    true
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

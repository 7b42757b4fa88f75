//! Text to resource documents, as kustomize reads them.
//!
//! Source of the rules: `kyaml/kio/byteio_reader.go` and `api/resource/factory.go` of kustomize 5.8.2.

use overlint_source::read::{Place, read_first};
use overlint_source::{Node, Origin, Value};

use crate::budget::{Size, Spent};
use crate::error::{BuildError, Fault, Result};
use crate::files::{limits, syntax};
use crate::through_json::through_json;

/// Every object of a text, lists expanded. `name` is the file, for errors.
pub(crate) fn read_objects(text: &str, place: Place, name: &str) -> Result<Vec<Node>> {
    expand_lists(read_objects_of_lists(text, place, name)?)
}

/// Every object of a text; of lists only one that stands alone and is called `List` is expanded.
pub(crate) fn read_objects_of_lists(text: &str, place: Place, name: &str) -> Result<Vec<Node>> {
    let normal = if text.contains("\r\n") { Some(text.replace("\r\n", "\n")) } else { None };
    let text = normal.as_deref().unwrap_or(text);
    let pieces = split(text, &place, name)?;
    let single = pieces.len() == 1;
    let (mut objects, mut spent) = (Vec::new(), Spent::default());
    for piece in pieces {
        let document =
            read_first(piece.text, piece.place, &limits()).map_err(|error| syntax(&error, name))?;
        let Some(root) = document.root else { continue };
        // Without an alias a text cannot hold more than the reader has let pass.
        if piece.text.contains('*') {
            spent.charge(Size::of(&root, 0), root.origin)?;
        }
        if is_null_or_empty(&root) {
            continue;
        }
        match root.get("items") {
            Some(items) if single && is_plain_list(&root) => objects.extend(items.items().iter().cloned()),
            _ => objects.push(root),
        }
    }
    objects.retain(|object| !is_null_or_empty(object));
    objects.iter().try_for_each(check)?;
    Ok(objects)
}

struct Piece<'a> {
    text: &'a str,
    place: Place,
}

/// Splits at every line that starts with `---`, as the regular expression `\n---.*\n` finds them. A piece keeps its
/// last line break.
fn split<'a>(text: &'a str, place: &Place, name: &str) -> Result<Vec<Piece<'a>>> {
    let mut pieces = Vec::new();
    let (mut start, mut line, mut search) = (0, 0, 0);
    while let Some(found) = text[search..].find("\n---") {
        let separator = search + found + 1;
        let Some(length) = text[separator..].find('\n') else { break };
        let rest = text[separator + 3..separator + length].trim();
        if !rest.is_empty() && !rest.starts_with('#') {
            let lines = count_lines(&text[..separator]);
            let message = format!("`{name}` has text behind a document separator: `--- {rest}`");
            return Err(BuildError::new(Fault::Syntax, shift(place, lines).start(), message)
                .help("put the text on a line of its own below `---`"));
        }
        pieces.push(Piece { text: &text[start..separator], place: shift(place, line).place });
        line += count_lines(&text[start..=separator + length]);
        start = separator + length + 1;
        search = start;
    }
    pieces.push(Piece { text: &text[start..], place: shift(place, line).place });
    Ok(pieces)
}

struct Shifted {
    place: Place,
}

impl Shifted {
    fn start(&self) -> Origin {
        match self.place {
            Place::Within { source, first_line, indent } => {
                Origin { source, line: first_line, column: indent + 1, length: 3 }
            }
            Place::At(origin) => origin,
        }
    }
}

fn shift(place: &Place, lines: u32) -> Shifted {
    let place = match *place {
        Place::Within { source, first_line, indent } => {
            Place::Within { source, first_line: first_line + lines, indent }
        }
        Place::At(origin) => Place::At(origin),
    };
    Shifted { place }
}

fn count_lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// A list that is unwrapped where it stands: only these two kinds are.
fn is_plain_list(root: &Node) -> bool {
    matches!(root.get("kind").and_then(Node::text), Some("List" | "ResourceList"))
}

fn is_null_or_empty(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(_) => node.is_null(),
        Value::Sequence(sequence) => sequence.items.is_empty(),
        Value::Mapping(mapping) => mapping.entries.is_empty(),
    }
}

fn check(object: &Node) -> Result<()> {
    if object.as_mapping().is_none() {
        return Err(invalid(object, "a document is not a Kubernetes object: it is not a map")
            .help("write an object with `apiVersion`, `kind` and `metadata`"));
    }
    let kind = filled_text(object.get("kind"));
    if kind.is_empty() {
        return Err(invalid(object, "an object has no `kind`").help("add `apiVersion` and `kind`"));
    }
    if kind.ends_with("List") || !filled_text(object.at(&["metadata", "name"])).is_empty() {
        return Ok(());
    }
    let has_generated_name = object.at(&["metadata", "generateName"]).is_some();
    let error = invalid(object, &format!("an object of kind `{kind}` has no `metadata.name`"));
    Err(if has_generated_name {
        error.help("kustomize cannot build objects with `generateName`")
    } else {
        error.help("add `name` under `metadata`")
    })
}

fn filled_text(node: Option<&Node>) -> &str {
    node.filter(|node| !node.is_null()).and_then(Node::text).unwrap_or_default()
}

fn invalid(object: &Node, message: &str) -> BuildError {
    BuildError::new(Fault::Resource, object.origin, message)
}

/// Moves the items of every `FooList` behind all other objects, through JSON, until none is left.
fn expand_lists(objects: Vec<Node>) -> Result<Vec<Node>> {
    let mut queue = std::collections::VecDeque::from(objects);
    let mut expanded = Vec::with_capacity(queue.len());
    while let Some(object) = queue.pop_front() {
        let kind = object.get("kind").and_then(Node::text).unwrap_or_default();
        match object.get("items") {
            Some(items) if kind.ends_with("List") => queue.extend(list_items(items, kind)?),
            _ => expanded.push(object),
        }
    }
    Ok(expanded)
}

fn list_items(items: &Node, kind: &str) -> Result<Vec<Node>> {
    if items.is_null() {
        return Ok(Vec::new());
    }
    let Some(sequence) = items.as_sequence() else {
        return Err(invalid(items, &format!("`items` of a `{kind}` must be a list")));
    };
    let mut objects: Vec<Node> =
        sequence.items.iter().filter(|item| !is_null_or_empty(item)).cloned().collect();
    for object in &mut objects {
        through_json(object)?;
        check(object)?;
    }
    Ok(objects)
}

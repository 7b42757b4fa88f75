//! Short ways to read and to show what was read.

use overlint_source::read::{Document, Limits, Place, ReadError, read, read_first};
use overlint_source::{Node, Scalar, SourceId, Style, Tag, Value};

pub(crate) fn place() -> Place {
    Place::of(SourceId::NOWHERE)
}

pub(crate) fn documents(text: &str) -> Result<Vec<Document>, ReadError> {
    read(text, place(), &Limits::default())
}

pub(crate) fn first(text: &str) -> Result<Document, ReadError> {
    read_first(text, place(), &Limits::default())
}

/// The root of the only document.
pub(crate) fn root(text: &str) -> Node {
    match first(text) {
        Ok(document) => document.root.unwrap_or_else(|| panic!("{text:?} is empty")),
        Err(error) => panic!("{text:?}: {error}"),
    }
}

/// `line:column message` of the fault.
pub(crate) fn fault(text: &str) -> String {
    match documents(text) {
        Ok(_) => panic!("{text:?} was accepted"),
        Err(error) => format!("{}:{} {}", error.origin.line, error.origin.column, error.message),
    }
}

/// The values of a tree in one line, as a person would write them in flow style; quotes say that it was quoted.
pub(crate) fn show(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => show_scalar(scalar),
        Value::Sequence(list) => format!("[{}]", list.items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Mapping(map) => {
            let entry = |entry: &overlint_source::Entry| {
                format!("{}: {}", show_scalar(&entry.key.scalar), show(&entry.value))
            };
            format!("{{{}}}", map.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn show_scalar(scalar: &Scalar) -> String {
    let tag = match scalar.tag {
        Tag::Implied => String::new(),
        tag => format!("!{tag:?} ").to_lowercase(),
    };
    let text = scalar.text.escape_debug();
    match scalar.style {
        Style::Plain => format!("{tag}{}", scalar.text),
        Style::SingleQuoted => format!("{tag}'{text}'"),
        Style::DoubleQuoted => format!("{tag}\"{text}\""),
        Style::Literal => format!("{tag}|{text}|"),
        Style::Folded => format!("{tag}>{text}>"),
    }
}

pub(crate) fn shown(text: &str) -> String {
    show(&root(text))
}

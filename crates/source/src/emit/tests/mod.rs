//! Every case in these tables was observed with kustomize 5.8.2.

mod order;
mod round_trip;
mod strings;
mod structure;

use super::*;
use crate::node::{Scalar, Style, Tag, Value};
use crate::origin::Origin;
use crate::read::{Limits, Place, read_first};

fn read(text: &str) -> Node {
    let document = read_first(text, Place::At(Origin::NOWHERE), &Limits::default()).expect("valid YAML");
    document.root.expect("a document")
}

fn printed(node: &Node) -> String {
    let mut out = String::new();
    emit(node, &mut out);
    out
}

/// What kustomize prints behind `k: ` for a value of that spelling.
fn value_of(source: &str) -> String {
    let mut node = read(&format!("k: {source}\n"));
    assert_eq!(crate::finish::finish(&mut node), []);
    let out = printed(&node);
    out.strip_prefix("k: ").and_then(|rest| rest.strip_suffix('\n')).unwrap_or(&out).to_owned()
}

fn quoted(text: &str) -> Node {
    let scalar = Scalar { text: text.into(), style: Style::DoubleQuoted, tag: Tag::Implied };
    Node::new(Value::Scalar(scalar), Origin::NOWHERE)
}

/// How kustomize prints a string behind `k: `.
fn string_of(text: &str) -> String {
    let key = crate::node::Key::string("k", Origin::NOWHERE);
    let mut node = Node::empty_mapping(Origin::NOWHERE);
    node.insert(key, quoted(text));
    printed(&node).split_off("k: ".len())
}

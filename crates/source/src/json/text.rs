//! A tree as JSON text.

use std::fmt::{Display, Write as _};

use crate::node::{Entry, Node, Scalar, Value};
use crate::number::write_json;
use crate::resolve::{Resolved, resolve};

/// A tree as Go's `encoding/json` writes it: compact, keys sorted by their bytes, with `<`, `>`, `&`, U+2028 and
/// U+2029 escaped. Keys are strings; what has no JSON form (an infinity) becomes null.
pub fn to_json_text(node: &Node) -> String {
    let mut out = String::new();
    let mut work = vec![Step::Node(node)];
    while let Some(step) = work.pop() {
        match step {
            Step::Text(text) => out.push_str(text),
            Step::Key(entry) => {
                write_string(&mut out, entry.key.text());
                out.push(':');
            }
            Step::Node(node) => write_node(&mut out, node, &mut work),
        }
    }
    out
}

/// What is still to be written.
enum Step<'n> {
    Node(&'n Node),
    Key(&'n Entry),
    Text(&'static str),
}

fn write_node<'n>(out: &mut String, node: &'n Node, work: &mut Vec<Step<'n>>) {
    match &node.value {
        Value::Scalar(scalar) => write_scalar(out, scalar),
        Value::Sequence(sequence) => {
            out.push('[');
            work.push(Step::Text("]"));
            for (index, item) in sequence.items.iter().enumerate().rev() {
                work.push(Step::Node(item));
                work.extend((index > 0).then_some(Step::Text(",")));
            }
        }
        Value::Mapping(mapping) => {
            out.push('{');
            work.push(Step::Text("}"));
            let mut sorted: Vec<&Entry> = mapping.entries.iter().collect();
            sorted.sort_by_key(|entry| entry.key.text());
            for (index, entry) in sorted.into_iter().enumerate().rev() {
                work.extend([Step::Node(&entry.value), Step::Key(entry)]);
                work.extend((index > 0).then_some(Step::Text(",")));
            }
        }
    }
}

fn write_scalar(out: &mut String, scalar: &Scalar) {
    match resolve(scalar) {
        Resolved::Str(text) => write_string(out, &text),
        Resolved::Null => out.push_str("null"),
        Resolved::Bool(value) => write_displayed(out, value),
        Resolved::Int(number) => write_displayed(out, number),
        Resolved::Uint(number) => write_displayed(out, number),
        Resolved::Float(number) => write_json(out, number),
        Resolved::Timestamp(time) => write_string(out, &time.to_string()),
        Resolved::Invalid(_) => write_string(out, &scalar.text),
    }
}

fn write_displayed(out: &mut String, value: impl Display) {
    write!(out, "{value}").expect("writing to a string never fails");
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                write_displayed(out, format_args!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

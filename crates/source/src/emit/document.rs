//! Walks a tree and prints its lists and maps.

use super::order;
use super::scalar::write_string;
use super::style::is_simple_key;
use super::writer::Writer;
use crate::node::{Entry, Mapping, Node, Scalar, Value};
use crate::number::write_float;
use crate::resolve::{Resolved, resolve};

/// What one step indents by.
const STEP: usize = 2;

/// Prints one document.
pub(super) struct Printer<'o, 'n> {
    writer: Writer<'o>,
    /// The lists and maps that are open, outermost first.
    open: Vec<Open<'n>>,
    /// The entries of the open maps that are still to be printed, last ones first.
    waiting: Vec<&'n Entry>,
    scratch: String,
}

/// A list or map that is being printed, with its indentation.
struct Open<'n> {
    indent: usize,
    content: Content<'n>,
}

enum Content<'n> {
    Items(std::slice::Iter<'n, Node>),
    /// How many of the waiting entries are of maps further out.
    Entries(usize),
}

/// Where a node stands.
#[derive(Clone, Copy)]
enum Standing {
    Root,
    Item,
    Value,
}

impl<'o, 'n> Printer<'o, 'n> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Self { writer: Writer::new(out), open: Vec::new(), waiting: Vec::new(), scratch: String::new() }
    }

    pub(super) fn document(mut self, root: &'n Node) {
        self.node(root, Standing::Root);
        while let Some(open) = self.open.last_mut() {
            let indent = open.indent;
            match &mut open.content {
                Content::Items(items) => match items.next() {
                    Some(item) => self.item(item, indent),
                    None => drop(self.open.pop()),
                },
                Content::Entries(below) if self.waiting.len() == *below => drop(self.open.pop()),
                Content::Entries(_) => self.next_entry(indent),
            }
        }
        self.writer.indent(0);
    }

    fn item(&mut self, item: &'n Node, indent: usize) {
        self.writer.indent(indent);
        self.writer.block_indicator('-');
        self.node(item, Standing::Item);
    }

    fn next_entry(&mut self, indent: usize) {
        let Some(entry) = self.waiting.pop() else { return };
        let key = entry.key.text();
        self.writer.indent(indent);
        if is_simple_key(key) {
            write_string(&mut self.writer, key, None);
            self.writer.colon();
        } else {
            self.writer.block_indicator('?');
            write_string(&mut self.writer, key, Some(indent + STEP));
            self.writer.indent(indent);
            self.writer.block_indicator(':');
        }
        self.node(&entry.value, Standing::Value);
    }

    fn node(&mut self, node: &'n Node, standing: Standing) {
        match &node.value {
            Value::Scalar(scalar) => self.scalar(scalar),
            Value::Sequence(sequence) if sequence.items.is_empty() => self.writer.word("[]"),
            Value::Mapping(mapping) if mapping.entries.is_empty() => self.writer.word("{}"),
            Value::Sequence(sequence) => {
                let flat = matches!(standing, Standing::Value) && !self.writer.is_indention();
                let indent = if flat { self.indent() } else { self.deeper(standing) };
                self.open.push(Open { indent, content: Content::Items(sequence.items.iter()) });
            }
            Value::Mapping(mapping) => {
                let indent = self.deeper(standing);
                let below = self.waiting.len();
                self.wait_sorted(mapping);
                self.open.push(Open { indent, content: Content::Entries(below) });
            }
        }
    }

    fn indent(&self) -> usize {
        self.open.last().map_or(0, |open| open.indent)
    }

    fn deeper(&self, standing: Standing) -> usize {
        if matches!(standing, Standing::Root) { 0 } else { self.indent() + STEP }
    }

    fn wait_sorted(&mut self, mapping: &'n Mapping) {
        let below = self.waiting.len();
        self.waiting.extend(mapping.entries.iter().rev());
        order::sort_backwards(&mut self.waiting[below..]);
    }

    fn scalar(&mut self, scalar: &Scalar) {
        match resolve(scalar) {
            Resolved::Str(text) => {
                let indent = self.indent() + STEP;
                write_string(&mut self.writer, &text, Some(indent));
            }
            Resolved::Null => self.writer.word("null"),
            Resolved::Bool(true) => self.writer.word("true"),
            Resolved::Bool(false) => self.writer.word("false"),
            Resolved::Int(number) => self.displayed(number),
            Resolved::Uint(number) => self.displayed(number),
            Resolved::Float(number) => self.float(number),
            Resolved::Timestamp(time) => self.quoted(time),
            Resolved::Invalid(_) => self.quoted(&scalar.text),
        }
    }
}

impl Printer<'_, '_> {
    fn displayed(&mut self, value: impl std::fmt::Display) {
        let text = self.scratch_of(value);
        self.writer.word(&text);
        self.scratch = text;
    }

    fn quoted(&mut self, value: impl std::fmt::Display) {
        let text = self.scratch_of(value);
        let indent = self.indent() + STEP;
        write_string(&mut self.writer, &text, Some(indent));
        self.scratch = text;
    }

    fn float(&mut self, number: f64) {
        let mut text = self.scratch_of("");
        write_float(&mut text, number);
        self.writer.word(&text);
        self.scratch = text;
    }

    fn scratch_of(&mut self, value: impl std::fmt::Display) -> String {
        use std::fmt::Write as _;

        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        write!(text, "{value}").expect("writing to a string never fails");
        text
    }
}

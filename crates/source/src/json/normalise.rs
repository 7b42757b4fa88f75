//! What a trip through JSON in Go does to a tree.

use std::collections::HashMap;

use crate::emit::style::of_json_string;
use crate::finish::control::leads_with_tab;
use crate::finish::{PrintError, PrintErrorKind, Stage, finish_for};
use crate::node::{Entry, Key, Mapping, Node, Scalar, Sequence, Tag, Value};
use crate::number::{write_general, write_general_single};
use crate::origin::Origin;
use crate::resolve::{Dialect, Resolved, resolve_as};

/// Makes of a resource's tree what kustomize has after a JSON patch: every number went through a 64-bit float and
/// is spelled as Go prints that (`0x10` as `16`, `1000000` as `1e+06`), a date is a string, null is `null`, styles
/// are those that go-yaml picks. Origins stay.
///
/// Returns what makes the trip fail: see [`crate::finish::finish`], but control characters pass.
pub fn json_normalise(node: &mut Node) -> Vec<PrintError> {
    let mut errors = finish_for(Stage::Json, node);
    Rebuild { dialect: Dialect::Resource, errors: &mut errors }.tree(node);
    errors
}

/// Makes of the value of a JSON patch, written in YAML 1.1, what the patch puts into the tree: `yes` is true, keys
/// are strings, of two equal keys the last counts.
///
/// Returns what makes kustomize refuse the patch: a key that is null, an infinity, a tag that the text contradicts.
pub fn json_normalise_yaml11(node: &mut Node) -> Vec<PrintError> {
    let mut errors = Vec::new();
    Rebuild { dialect: Dialect::Yaml11, errors: &mut errors }.tree(node);
    errors
}

struct Rebuild<'e> {
    dialect: Dialect,
    errors: &'e mut Vec<PrintError>,
}

/// A list or map that is taken apart and put together again.
struct Open {
    shell: Node,
    waiting: Waiting,
}

enum Waiting {
    Items(std::vec::IntoIter<Node>, Vec<Node>),
    Entries(std::vec::IntoIter<Entry>, Vec<Entry>),
}

impl Rebuild<'_> {
    fn tree(&mut self, root: &mut Node) {
        let placeholder = Node::plain("", root.origin);
        let mut open = Vec::new();
        let mut done = self.open(std::mem::replace(root, placeholder), &mut open);
        while let Some(top) = open.last_mut() {
            if let Some(node) = done.take() {
                put(&mut top.waiting, node);
            }
            done = match self.next(top) {
                Some(child) => self.open(child, &mut open),
                None => open.pop().map(|top| self.close(top)),
            };
        }
        if let Some(node) = done {
            *root = node;
        }
    }

    /// The node rebuilt, if it is a scalar; a list or map is put on the stack.
    fn open(&mut self, mut node: Node, open: &mut Vec<Open>) -> Option<Node> {
        let waiting = match &mut node.value {
            Value::Scalar(scalar) => {
                let scalar = self.scalar(scalar, node.origin);
                node.respell(scalar);
                return Some(node);
            }
            Value::Sequence(_) => {
                let items = node.as_sequence_mut().map(|sequence| std::mem::take(&mut sequence.items));
                Waiting::Items(items.unwrap_or_default().into_iter(), Vec::new())
            }
            Value::Mapping(_) => {
                let entries = node.as_mapping_mut().map(|mapping| std::mem::take(&mut mapping.entries));
                Waiting::Entries(entries.unwrap_or_default().into_iter(), Vec::new())
            }
        };
        open.push(Open { shell: node, waiting });
        None
    }

    fn next(&mut self, top: &mut Open) -> Option<Node> {
        match &mut top.waiting {
            Waiting::Items(items, _) => items.next(),
            Waiting::Entries(entries, done) => {
                let Entry { key, value } = entries.next()?;
                let key = Key { scalar: self.key(&key), origin: key.origin };
                let placeholder = Node::plain("", value.origin);
                done.push(Entry { key, value: placeholder });
                Some(value)
            }
        }
    }

    fn close(&self, Open { mut shell, waiting }: Open) -> Node {
        shell.value = match waiting {
            Waiting::Items(_, items) => Value::Sequence(Sequence { items, flow: false }.into()),
            Waiting::Entries(_, mut entries) => {
                if self.dialect == Dialect::Yaml11 {
                    entries = last_of_each(entries);
                }
                let removed = shell.as_mapping_mut().map(|mapping| std::mem::take(&mut mapping.removed));
                let removed = removed.unwrap_or_default();
                Value::Mapping(Mapping { entries, removed, ..Mapping::default() }.into())
            }
        };
        shell
    }

    fn scalar(&mut self, scalar: &Scalar, origin: Origin) -> Scalar {
        let normalised = self.meaning(scalar, origin);
        if leads_with_tab(&normalised) {
            self.errors.push(PrintError { kind: PrintErrorKind::LeadingTab, origin, related: None });
        }
        normalised
    }

    fn meaning(&mut self, scalar: &Scalar, origin: Origin) -> Scalar {
        match resolve_as(scalar, self.dialect) {
            Resolved::Null => Scalar::plain("null"),
            Resolved::Bool(value) => Scalar::plain(if value { "true" } else { "false" }),
            Resolved::Int(number) => number_text(lossy_signed(number)),
            Resolved::Uint(number) => number_text(lossy(number)),
            Resolved::Float(number) if number.is_finite() => number_text(number),
            Resolved::Float(_) => self.refuse(PrintErrorKind::NotFinite(scalar.text.clone()), scalar, origin),
            Resolved::Timestamp(time) => string(&time.to_string()),
            Resolved::Str(text) => string(&text),
            Resolved::Invalid(disagreement) => {
                let kind = PrintErrorKind::Disagreement { text: scalar.text.clone(), disagreement };
                self.refuse(kind, scalar, origin)
            }
        }
    }

    /// What cannot go through JSON. Of a resource the look before has reported it.
    fn refuse(&mut self, kind: PrintErrorKind, scalar: &Scalar, origin: Origin) -> Scalar {
        if self.dialect == Dialect::Yaml11 {
            self.errors.push(PrintError { kind, origin, related: None });
        }
        string(&scalar.text)
    }

    fn key(&mut self, key: &Key) -> Scalar {
        match resolve_as(&key.scalar, self.dialect) {
            Resolved::Str(text) => string(&text),
            _ if self.dialect == Dialect::Resource => string(&key.scalar.text),
            Resolved::Bool(value) => string(if value { "true" } else { "false" }),
            Resolved::Int(number) => string(&number.to_string()),
            Resolved::Float(number) => {
                let mut text = String::new();
                write_general_single(&mut text, number);
                string(&text)
            }
            _ => {
                let kind = PrintErrorKind::KeyNotString(key.scalar.text.clone());
                self.refuse(kind, &key.scalar, key.origin)
            }
        }
    }
}

fn put(waiting: &mut Waiting, node: Node) {
    match waiting {
        Waiting::Items(_, done) => done.push(node),
        Waiting::Entries(_, done) => {
            if let Some(last) = done.last_mut() {
                last.value = node;
            }
        }
    }
}

fn last_of_each(entries: Vec<Entry>) -> Vec<Entry> {
    let mut last = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        last.insert(entry.key.scalar.text.clone(), index);
    }
    let indexed = entries.into_iter().enumerate();
    indexed
        .filter(|(index, entry)| last.get(entry.key.text()) == Some(index))
        .map(|(_, entry)| entry)
        .collect()
}

fn string(text: &str) -> Scalar {
    Scalar { text: text.into(), style: of_json_string(text), tag: Tag::Implied }
}

fn number_text(number: f64) -> Scalar {
    let mut text = String::new();
    write_general(&mut text, number);
    Scalar::plain(text)
}

#[expect(clippy::cast_precision_loss, reason = "that is what JSON does to integers in Go")]
fn lossy_signed(number: i64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "that is what JSON does to integers in Go")]
fn lossy(number: u64) -> f64 {
    number as f64
}

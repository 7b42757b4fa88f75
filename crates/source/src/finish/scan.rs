//! Looks at every key and scalar of a tree once, and notes changes and faults.

use std::borrow::Cow;
use std::collections::HashSet;

use smol_str::SmolStr;

use super::control::{forbidden, has_document_marker, leads_with_tab, refold_next_lines};
use super::error::{PrintError, PrintErrorKind};
use super::{folded, keys};
use crate::node::{Entry, Mapping, Node, Scalar, Style, Tag, Value};
use crate::origin::Origin;
use crate::resolve::{Resolved, resolve};

/// How far on its way through the formats a tree is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// To JSON, for a JSON patch.
    Json,
    /// To JSON and from there to the output.
    Print,
    /// To the file of one object, without being written and read on the way to JSON.
    File,
}

impl Stage {
    /// Whether the tree is written and read again.
    fn rereads(self) -> bool {
        self != Self::File
    }

    /// Whether what becomes of it is YAML in the end.
    fn ends_in_yaml(self) -> bool {
        self != Self::Json
    }
}

/// A scalar that takes another's place.
pub(super) struct Change {
    /// The indices of items and entries from the root down.
    pub(super) path: Vec<usize>,
    /// What at the end of the path is replaced.
    pub(super) target: Target,
    pub(super) scalar: Scalar,
}

pub(super) enum Target {
    Value,
    /// The key of an entry of the map at the end of the path.
    Key(usize),
}

/// The state of the look, and what it found.
pub(super) struct Scan {
    pub(super) changes: Vec<Change>,
    pub(super) errors: Vec<PrintError>,
    stage: Stage,
    path: Vec<usize>,
}

/// A list or map on the way down, whether it is written in flow style, and the next child to look at.
struct Open<'n> {
    node: &'n Node,
    flow: bool,
    next: usize,
}

impl Scan {
    pub(super) fn of(root: &Node, stage: Stage) -> Self {
        let mut scan = Self { changes: Vec::new(), errors: Vec::new(), stage, path: Vec::new() };
        let mut open: Vec<Open<'_>> = scan.enter(root, false).into_iter().collect();
        while let Some(top) = open.last_mut() {
            let (index, flow) = (top.next, top.flow);
            let Some(child) = child(top.node, index) else {
                open.pop();
                scan.path.pop();
                continue;
            };
            top.next += 1;
            scan.path.push(index);
            match scan.enter(child, flow) {
                Some(deeper) => open.push(deeper),
                None => drop(scan.path.pop()),
            }
        }
        scan
    }

    /// Looks at a node; a list or map is to be gone through.
    fn enter<'n>(&mut self, node: &'n Node, flow: bool) -> Option<Open<'n>> {
        match &node.value {
            Value::Scalar(scalar) => {
                self.scalar(scalar, node.origin, flow);
                None
            }
            Value::Sequence(sequence) => Some(Open { node, flow: flow || sequence.flow, next: 0 }),
            Value::Mapping(mapping) => {
                self.keys(&mapping.entries);
                self.comments(mapping, flow || mapping.flow);
                Some(Open { node, flow: flow || mapping.flow, next: 0 })
            }
        }
    }

    fn keys(&mut self, entries: &[Entry]) {
        for (second, first) in keys::duplicates(entries) {
            let kind = PrintErrorKind::DuplicateKey(second.scalar.text.clone());
            self.errors.push(PrintError { kind, origin: second.origin, related: Some(first.origin) });
        }
        for (index, entry) in entries.iter().enumerate() {
            let (scalar, origin) = (&entry.key.scalar, entry.key.origin);
            if let Some(changed) = self.key(scalar, origin) {
                self.changes.push(Change {
                    path: self.path.clone(),
                    target: Target::Key(index),
                    scalar: changed,
                });
            }
        }
    }

    fn comments(&mut self, mapping: &Mapping, flow: bool) {
        if mapping.commented.is_empty() || !self.stage.rereads() {
            return;
        }
        let commented: HashSet<&SmolStr> = mapping.commented.iter().collect();
        for Entry { key, value } in &mapping.entries {
            let is_empty = match &value.value {
                Value::Scalar(_) => continue,
                Value::Sequence(list) => list.items.is_empty(),
                Value::Mapping(map) => map.entries.is_empty(),
            };
            let name = &key.scalar.text;
            if (flow || is_empty) && commented.contains(name) {
                let kind =
                    if flow { PrintErrorKind::CommentedInFlow } else { PrintErrorKind::CommentedEmpty };
                self.fail(kind(name.clone()), key.origin);
            }
        }
    }

    fn key(&mut self, scalar: &Scalar, origin: Origin) -> Option<Scalar> {
        if self.stage.ends_in_yaml() && keys::is_too_long(&scalar.text) {
            self.fail(PrintErrorKind::KeyTooLong(scalar.text.clone()), origin);
        }
        let is_quoted = self.stage.rereads() || !keys::is_nothing(scalar);
        if is_quoted && keys::is_string(scalar) {
            self.printable(&scalar.text, origin);
            return None;
        }
        if !self.path.is_empty() || matches!(resolve(scalar), Resolved::Null) {
            self.fail(PrintErrorKind::KeyNotString(scalar.text.clone()), origin);
            return None;
        }
        // The root is read into a map of strings, which takes the text of anything but null.
        match resolve(scalar) {
            Resolved::Str(text) => {
                Some(Scalar::string(self.printable(&text, origin).unwrap_or(text.into_owned())))
            }
            _ => Some(Scalar::string(scalar.text.clone())),
        }
    }

    fn scalar(&mut self, scalar: &Scalar, origin: Origin, flow: bool) {
        if let Some(changed) = self.changed(scalar, origin, flow) {
            self.changes.push(Change { path: self.path.clone(), target: Target::Value, scalar: changed });
        }
    }

    fn changed(&mut self, scalar: &Scalar, origin: Origin, flow: bool) -> Option<Scalar> {
        if self.stage.rereads() { self.reread(scalar, origin, flow) } else { self.decoded(scalar, origin) }
    }

    /// The scalar as it is decoded, where that is another: its type counts, whatever its quotes say.
    fn decoded(&mut self, scalar: &Scalar, origin: Origin) -> Option<Scalar> {
        let decoded = scalar.clone().tagged(scalar.tag);
        let text = self.string(&decoded, origin);
        match text.and_then(|text| self.printable(&text, origin)) {
            Some(text) => Some(Scalar::string(text)),
            None => (decoded != *scalar).then_some(decoded),
        }
    }

    /// The scalar after it was written and read again, where that is another.
    fn reread(&mut self, scalar: &Scalar, origin: Origin, flow: bool) -> Option<Scalar> {
        if scalar.text.is_empty()
            && flow
            && scalar.style == Style::Plain
            && matches!(scalar.tag, Tag::Implied | Tag::Untyped)
        {
            return Some(Scalar::string(""));
        }
        // A plain text with a colon cannot stand in flow style, so a time is written in quotes, and is a string then.
        if flow && scalar.style == Style::Plain && is_time_of_day(scalar) {
            return Some(Scalar::string(scalar.text.clone()));
        }
        if !flow && leads_with_tab(scalar) {
            self.fail(PrintErrorKind::LeadingTab, origin);
        }
        let rewritten =
            (scalar.style == Style::Folded && !flow).then(|| folded::rewrite(&scalar.text)).flatten();
        let text = match &rewritten {
            Some(text) => Cow::Borrowed(text.as_str()),
            None => self.string(scalar, origin)?,
        };
        let changed = self.printable(&text, origin).or(rewritten)?;
        Some(Scalar { style: Style::Literal, ..Scalar::string(changed) })
    }

    /// The text of a scalar that is a string; notes why another could not be printed.
    fn string<'s>(&mut self, scalar: &'s Scalar, origin: Origin) -> Option<Cow<'s, str>> {
        let text = || scalar.text.clone();
        match resolve(scalar) {
            Resolved::Str(text) => return Some(text),
            Resolved::Float(number) if !number.is_finite() => {
                self.fail(PrintErrorKind::NotFinite(text()), origin);
            }
            Resolved::Timestamp(time) if !time.is_printable() => {
                self.fail(PrintErrorKind::TimeOffset(text()), origin);
            }
            Resolved::Invalid(disagreement) => {
                self.fail(PrintErrorKind::Disagreement { text: text(), disagreement }, origin);
            }
            _ => {}
        }
        None
    }

    /// What the last step from JSON to YAML makes of a text, where that is another.
    fn printable(&mut self, text: &str, origin: Origin) -> Option<String> {
        if !self.stage.ends_in_yaml() || text.bytes().all(|byte| byte < 0x7F) {
            return None;
        }
        if let Some(character) = text.chars().find(|c| forbidden(*c)) {
            self.fail(PrintErrorKind::ControlCharacter(character.into()), origin);
        }
        if has_document_marker(text) {
            self.fail(PrintErrorKind::DocumentMarker, origin);
        }
        refold_next_lines(text)
    }

    fn fail(&mut self, kind: PrintErrorKind, origin: Origin) {
        self.errors.push(PrintError { kind, origin, related: None });
    }
}

fn is_time_of_day(scalar: &Scalar) -> bool {
    scalar.text.contains(':') && matches!(resolve(scalar), Resolved::Timestamp(_))
}

fn child(node: &Node, index: usize) -> Option<&Node> {
    match &node.value {
        Value::Scalar(_) => None,
        Value::Sequence(sequence) => sequence.items.get(index),
        Value::Mapping(mapping) => mapping.entries.get(index).map(|entry| &entry.value),
    }
}

//! What holds for an object as a whole: its kind, and lists of objects.

use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Finding, Node, Origin, Severity, Value};

use crate::catalog::{Catalog, Deprecation, Lookup, Schema};

use super::frame::{Frame, Segment};
use super::walk::{MAX_DEPTH, Walk};

/// What was found out about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It keeps its schema.
    Valid,
    /// It does not; the findings say where.
    Invalid,
    /// There is no schema for its kind, and what holds for every kind holds.
    Skipped,
}

/// Judges one object of a finished tree, whose scalars mean what go-yaml v3 says, and adds what is wrong with it
/// to `findings`. The objects in a `List` are judged one by one.
pub fn validate(catalog: &Catalog, object: &Node, findings: &mut Vec<Finding>) -> Verdict {
    validate_as(catalog, object, Dialect::Resource, findings)
}

/// Judges one object like [`validate`], with scalars of either dialect: manifests that reach the server as they
/// were written are read as YAML 1.1.
pub fn validate_as(
    catalog: &Catalog,
    object: &Node,
    dialect: Dialect,
    findings: &mut Vec<Finding>,
) -> Verdict {
    let before = findings.len();
    let mut walk = Walk::new(catalog, dialect, findings);
    let has_schema = walk.document(&Frame::root(object));
    let is_refused = findings[before..].iter().any(|finding| finding.severity == Severity::Error);
    match (is_refused, has_schema) {
        (true, _) => Verdict::Invalid,
        (false, true) => Verdict::Valid,
        (false, false) => Verdict::Skipped,
    }
}

impl Walk<'_> {
    /// Judges an object; returns whether there was a schema for it.
    fn document(&mut self, frame: &Frame<'_>) -> bool {
        // A document that holds nothing is no object: `kubectl` passes it over too.
        if frame.up.is_none() && self.is_null(frame.node) {
            return false;
        }
        if !matches!(frame.node.value, Value::Mapping(_)) {
            self.report("wrong-type", frame, frame.node.origin, "a Kubernetes object must be a map")
                .help("write an object with `apiVersion` and `kind`");
            return true;
        }
        let (api_version, kind) = (self.header(frame, "apiVersion"), self.header(frame, "kind"));
        let (Some(api_version), Some(kind)) = (api_version, kind) else {
            self.untyped(frame);
            return true;
        };
        if (api_version, kind) == ("v1", "List") {
            return self.list_of_objects(frame);
        }
        match self.catalog.lookup(api_version, kind) {
            Lookup::Schema(Schema { root }) => {
                self.deprecation(api_version, kind, frame);
                self.value(root, false, frame);
            }
            Lookup::UnknownKind { rule, message, help, culprit } => {
                let place = frame.node.get(culprit).map_or(frame.node.origin, |node| node.origin);
                self.report(rule, frame, place, message).help(help).pointer_to(frame, culprit);
                self.untyped(frame);
            }
            Lookup::Foreign => {
                self.untyped(frame);
                return false;
            }
        }
        true
    }

    /// Warns of an API version that a later Kubernetes does not have.
    fn deprecation(&mut self, api_version: &str, kind: &str, frame: &Frame<'_>) {
        let Some(Deprecation { message, help }) = self.catalog.deprecation(api_version, kind) else { return };
        let place = frame.node.get("apiVersion").map_or(frame.node.origin, |node| node.origin);
        self.report("deprecated-api", frame, place, message)
            .help(help)
            .pointer_to(frame, "apiVersion")
            .severity(Severity::Warning);
    }

    /// Whether a node is null.
    pub(super) fn is_null(&self, node: &Node) -> bool {
        node.as_scalar().is_some_and(|scalar| resolve_as(scalar, self.dialect) == Resolved::Null)
    }

    /// `apiVersion` or `kind`, reported where it is not there or no string.
    fn header<'n>(&mut self, frame: &Frame<'n>, field: &'static str) -> Option<&'n str> {
        let Some(entry) = frame.node.entry(field) else {
            self.headless(frame, field, frame.heading());
            return None;
        };
        match entry.value.as_scalar().map(|scalar| resolve_as(scalar, self.dialect)) {
            Some(Resolved::Str(text)) if !text.is_empty() => return entry.value.text(),
            Some(Resolved::Str(_) | Resolved::Null) => self.headless(frame, field, entry.key.origin),
            _ => self.wrong_type("a string", true, &frame.enter(Segment::Key(&entry.key), &entry.value)),
        }
        None
    }

    fn headless(&mut self, frame: &Frame<'_>, field: &'static str, place: Origin) {
        self.report("missing-field", frame, place, format!("the object has no `{field}`"))
            .help(format!("add `{field}`"))
            .pointer_to(frame, field);
    }

    /// Judges what a `List` holds; returns whether there was a schema for all of it.
    fn list_of_objects(&mut self, frame: &Frame<'_>) -> bool {
        self.duplicate_keys(frame);
        let Some(entry) = frame.node.entry("items") else { return true };
        let items = frame.enter(Segment::Key(&entry.key), &entry.value);
        match &entry.value.value {
            Value::Sequence(sequence) if items.depth < MAX_DEPTH => {
                let mut all = true;
                for (index, item) in sequence.items.iter().enumerate() {
                    all &= self.document(&items.enter(Segment::Index(index), item));
                }
                return all;
            }
            Value::Sequence(_) => self.too_deep(&items),
            _ if self.is_null(&entry.value) => {}
            _ => self.wrong_type("a list", false, &items),
        }
        true
    }
}

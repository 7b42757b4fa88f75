//! What holds for an object as a whole: its kind, and lists of objects.

use overlint_schemas::layout::leaf;
use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Finding, Node, Origin, Sequence, Severity, Value};

use crate::catalog::{Catalog, Deprecation, Lookup, Schema};
use crate::pack::Type;
use crate::server::{self, Subject};

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
///
/// A field that stands elsewhere or under another name is told where it stands, and where it is missing too. Whoever has
/// taken out of the findings what nobody wants to know lets [`overlint_source::finding::settle`] make one of the two.
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
    let has_schema = Walk::new(catalog, dialect, &mut Unseen, findings).document(&Frame::root(object));
    verdict(&findings[before..], has_schema)
}

/// Judges what a document holds, like [`validate_as`], and tells each object apart: of a `List` those in it, whatever
/// it is nested in. A document that holds nothing is no object.
pub fn validate_each(
    catalog: &Catalog,
    document: &Node,
    dialect: Dialect,
    follower: &mut dyn Follow,
    findings: &mut Vec<Finding>,
) {
    Walk::new(catalog, dialect, follower, findings).document(&Frame::root(document));
}

/// Follows a walk from object to object.
pub trait Follow {
    /// Whether an object is to be judged at all.
    fn wants(&mut self, object: &Node) -> bool;

    /// Takes what was found out about an object: the findings are its own.
    fn judged(&mut self, object: &Node, verdict: Verdict, findings: &mut [Finding]);
}

/// Follows a walk that is asked only for its end.
pub(super) struct Unseen;

impl Follow for Unseen {
    fn wants(&mut self, _: &Node) -> bool {
        true
    }

    fn judged(&mut self, _: &Node, _: Verdict, _: &mut [Finding]) {}
}

/// What was found out about an object. A warning refuses nothing.
fn verdict(findings: &[Finding], has_schema: bool) -> Verdict {
    let is_refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    match (is_refused, has_schema) {
        (true, _) => Verdict::Invalid,
        (false, true) => Verdict::Valid,
        (false, false) => Verdict::Skipped,
    }
}

impl Walk<'_> {
    /// Judges an object, or those of a list; returns whether there was a schema for all.
    fn document(&mut self, frame: &Frame<'_>) -> bool {
        // A document that holds nothing is no object: `kubectl` passes it over too.
        if frame.up.is_none() && self.is_null(frame.node) {
            return false;
        }
        if self.is_list_of_objects(frame.node) {
            return self.list_of_objects(frame);
        }
        if !self.follower.wants(frame.node) {
            return false;
        }
        self.begin();
        let before = self.findings.len();
        let has_schema = self.object_of_a_kind(frame);
        self.tell(frame, before, has_schema);
        has_schema
    }

    /// Says what was found out about an object.
    fn tell(&mut self, frame: &Frame<'_>, before: usize, has_schema: bool) {
        let findings = &mut self.findings[before..];
        self.follower.judged(frame.node, verdict(findings, has_schema), findings);
    }

    /// Judges one object; returns whether there was a schema for it.
    fn object_of_a_kind(&mut self, frame: &Frame<'_>) -> bool {
        if !matches!(frame.node.value, Value::Mapping(_)) {
            self.report("wrong-type", frame, frame.node.origin, "a Kubernetes object must be a map")
                .help("write an object with `apiVersion` and `kind`");
            return true;
        }
        if frame.node.entry("apiVersion").is_none() && frame.node.entry("kind").is_none() {
            let message = "the object has neither `apiVersion` nor `kind`";
            self.report("missing-field", frame, frame.heading(), message).help("add both");
            self.untyped(frame);
            return true;
        }
        let (api_version, kind) = (self.header(frame, "apiVersion"), self.header(frame, "kind"));
        let (Some(api_version), Some(kind)) = (api_version, kind) else {
            self.untyped(frame);
            return true;
        };
        match self.catalog.lookup(api_version, kind) {
            Lookup::Schema(Schema { root }) => {
                self.deprecation(api_version, kind, frame);
                let before = self.findings.len();
                self.value(root, false, frame);
                self.server(api_version, kind, before, frame);
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

    /// Judges what no schema says, once the schema has judged an object.
    fn server(&mut self, api_version: &str, kind: &str, before: usize, frame: &Frame<'_>) {
        let (dialect, version, most) = (self.dialect, self.catalog.version(), self.most);
        let subject = Subject { api_version, kind, dialect, version, before, most };
        server::judge(&subject, frame, self.findings);
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
            _ => self.wrong_type(Type::String, &frame.enter(Segment::Key(&entry.key), &entry.value)),
        }
        None
    }

    fn headless(&mut self, frame: &Frame<'_>, field: &'static str, place: Origin) {
        self.report("missing-field", frame, place, format!("the object has no `{field}`"))
            .help(format!("add `{field}`"))
            .misses(frame, field);
    }

    /// Whether a node is a `List`, which is read by clients alone and has no schema.
    fn is_list_of_objects(&self, node: &Node) -> bool {
        let is = |field: &str, text: &str| {
            let scalar = node.get(field).and_then(Node::as_scalar);
            scalar.is_some_and(|scalar| resolve_as(scalar, self.dialect) == Resolved::Str(text.into()))
        };
        is("kind", "List") && is("apiVersion", "v1")
    }

    /// Judges what a `List` holds; returns whether there was a schema for all of it.
    fn list_of_objects(&mut self, frame: &Frame<'_>) -> bool {
        self.begin();
        let before = self.findings.len();
        self.duplicate_keys(frame);
        let entry = frame.node.entry("items");
        let items = entry.map(|entry| frame.enter(Segment::Key(&entry.key), &entry.value));
        let listed = items.as_ref().and_then(|items| self.listed(items));
        if self.findings.len() > before {
            self.tell(frame, before, true);
        }
        let (Some(items), Some(sequence)) = (items, listed) else { return true };
        let each = sequence.items.iter().enumerate();
        each.fold(true, |all, (index, item)| self.document(&items.enter(Segment::Index(index), item)) && all)
    }

    /// The items of a `List`, reported where they are none.
    fn listed<'n>(&mut self, items: &Frame<'n>) -> Option<&'n Sequence> {
        match &items.node.value {
            Value::Sequence(sequence) if items.depth < MAX_DEPTH => return Some(sequence),
            Value::Sequence(_) => self.too_deep(items),
            _ if self.is_null(items.node) => {}
            _ => self.wrong_type(Type::List(leaf::ANY), items),
        }
        None
    }
}

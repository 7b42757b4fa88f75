//! The walk over lists and maps.

use std::borrow::Cow;

use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::{Finding, Mapping, Node, Origin, Sequence, Severity, Value};

use crate::catalog::Catalog;
use crate::pack::{Object, Type, TypeCode};
use crate::suggest;

use super::document::Follow;
use super::frame::{Frame, Segment};

/// How deep a walk goes: as deep as the reader reads.
pub(super) const MAX_DEPTH: usize = 512;

/// How many faults of one object are told: whoever has to mend more than that has lost the thread.
const MAX_FINDINGS: usize = 100;

/// How many faults of one document are told: a `List` may hold many objects.
const MAX_FINDINGS_OF_ALL: usize = 10_000;

/// How many fields an object may have: a count in the pack is one byte.
const MAX_FIELDS: usize = 256;

/// One walk over one document.
pub(super) struct Walk<'w> {
    pub(super) catalog: &'w Catalog,
    pub(super) dialect: Dialect,
    pub(super) follower: &'w mut dyn Follow,
    pub(super) findings: &'w mut Vec<Finding>,
    /// How many findings there may be with those of this object.
    pub(super) most: usize,
    /// How many there may be with those of the whole document.
    most_of_all: usize,
    /// Takes what is not told any more.
    pub(super) untold: Finding,
}

/// A finding that was just added, for saying more about it.
pub(super) struct Added<'f>(&'f mut Finding);

impl Added<'_> {
    /// With what to do about it.
    pub(super) fn help(self, help: impl Into<Cow<'static, str>>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// With a key of the node as its place in the object.
    pub(super) fn pointer_to(self, frame: &Frame<'_>, key: &str) -> Self {
        self.0.pointer = frame.pointer_to(key);
        self
    }

    /// With a key of the node as its place in the object, where nothing stands.
    pub(super) fn misses(self, frame: &Frame<'_>, key: &str) -> Self {
        let added = self.pointer_to(frame, key);
        added.0.misses = vec![added.0.pointer.clone()];
        added
    }

    /// With the pointers of the places where what stands there was meant to stand.
    pub(super) fn meant(self, meant: impl IntoIterator<Item = String>) -> Self {
        self.0.meant = meant.into_iter().collect();
        self
    }

    /// With another severity than an error's.
    pub(super) fn severity(self, severity: Severity) {
        self.0.severity = severity;
    }

    /// With another place that has a part in it.
    pub(super) fn related(self, origin: Origin, message: &str) -> Self {
        self.0.related.push(overlint_source::Related { origin, message: message.to_owned() });
        self
    }
}

impl<'w> Walk<'w> {
    /// A walk over one document.
    pub(super) fn new(
        catalog: &'w Catalog,
        dialect: Dialect,
        follower: &'w mut dyn Follow,
        findings: &'w mut Vec<Finding>,
    ) -> Self {
        let untold = Finding::error(Cow::Borrowed("limit-exceeded"), Origin::NOWHERE, String::new());
        let most_of_all = findings.len().saturating_add(MAX_FINDINGS_OF_ALL);
        Self { catalog, dialect, follower, findings, most: most_of_all, most_of_all, untold }
    }
}

impl Walk<'_> {
    /// Begins with an object of the document: each may have as many findings.
    pub(super) fn begin(&mut self) {
        self.most = self.findings.len().saturating_add(MAX_FINDINGS).min(self.most_of_all);
    }

    /// Adds an error about a node.
    pub(super) fn report(
        &mut self,
        rule: &'static str,
        frame: &Frame<'_>,
        place: Origin,
        message: impl Into<String>,
    ) -> Added<'_> {
        if self.is_full() {
            self.say_that_more_follows(place);
            return Added(&mut self.untold);
        }
        let at = self.findings.len();
        self.findings.push(Finding::error(Cow::Borrowed(rule), place, message).pointer(frame.pointer()));
        Added(&mut self.findings[at])
    }

    /// Whether so many faults were found that no more are told.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= self.most
    }

    fn say_that_more_follows(&mut self, place: Origin) {
        if self.findings.len() > self.most {
            return;
        }
        let limit = if self.most == self.most_of_all {
            format!("one document is {MAX_FINDINGS_OF_ALL}")
        } else {
            format!("one object is {MAX_FINDINGS}")
        };
        let message = format!("more faults follow here; the limit for {limit}");
        let finding = Finding::error(Cow::Borrowed("limit-exceeded"), place, message);
        self.findings.push(finding.help("mend those that are shown, then check again"));
    }

    /// Says that a part is not judged, since it lies too deep.
    pub(super) fn too_deep(&mut self, frame: &Frame<'_>) {
        let message = format!("more than {MAX_DEPTH} lists and maps lie inside each other here");
        self.report("too-deep", frame, frame.node.origin, message).help("nest less deeply");
    }

    /// Judges a value of that type of the pack.
    pub(super) fn coded(&mut self, code: TypeCode, required: bool, frame: &Frame<'_>) {
        self.value(self.catalog.pack.resolve(code, self.catalog.version), required, frame);
    }

    /// Judges a value; a required one may not be null.
    pub(super) fn value(&mut self, wanted: Type<'static>, required: bool, frame: &Frame<'_>) {
        match &frame.node.value {
            Value::Scalar(scalar) => self.scalar(wanted, required, scalar, frame),
            _ if frame.depth >= MAX_DEPTH => self.too_deep(frame),
            Value::Sequence(sequence) => self.sequence(wanted, sequence, frame),
            Value::Mapping(mapping) => self.mapping(wanted, mapping, frame),
        }
    }

    fn sequence(&mut self, wanted: Type<'static>, sequence: &Sequence, frame: &Frame<'_>) {
        match wanted {
            Type::Any => self.untyped(frame),
            Type::List(code) | Type::SchemaOrList(code) => {
                let items = self.catalog.pack.resolve(code, self.catalog.version);
                self.items(items, sequence, frame);
            }
            Type::SchemaOrStrings(_) => self.items(Type::String, sequence, frame),
            Type::Bytes if sequence.items.iter().all(|item| self.is_byte(item)) => {}
            other => self.wrong_type(other, frame),
        }
    }

    /// Whether a node is a number of one byte: Go reads a list of them where base64 belongs.
    fn is_byte(&self, node: &Node) -> bool {
        let meaning = node.as_scalar().map(|scalar| resolve_as(scalar, self.dialect));
        matches!(meaning, Some(Resolved::Int(0..=255)))
    }

    fn items(&mut self, wanted: Type<'static>, sequence: &Sequence, frame: &Frame<'_>) {
        for (index, item) in sequence.items.iter().enumerate() {
            self.value(wanted, false, &frame.enter(Segment::Index(index), item));
        }
    }

    fn mapping(&mut self, wanted: Type<'static>, mapping: &Mapping, frame: &Frame<'_>) {
        match wanted {
            Type::Object(object) => self.object(object, mapping, &Frame { object: Some(object), ..*frame }),
            Type::Map(code) => self.map(code, mapping, frame),
            Type::Any | Type::FreeObject => self.untyped(frame),
            Type::EmptyObject => self.no_fields(mapping, frame),
            Type::SchemaOrBoolean(code) | Type::SchemaOrList(code) | Type::SchemaOrStrings(code) => {
                self.coded(code, false, frame);
            }
            other => self.wrong_type(other, frame),
        }
    }

    fn map(&mut self, code: TypeCode, mapping: &Mapping, frame: &Frame<'_>) {
        self.duplicate_keys(frame);
        let values = self.catalog.pack.resolve(code, self.catalog.version);
        for entry in &mapping.entries {
            self.value(values, false, &frame.enter(Segment::Key(&entry.key), &entry.value));
        }
    }

    fn object(&mut self, object: Object<'static>, mapping: &Mapping, frame: &Frame<'_>) {
        let pack = self.catalog.pack;
        let mut seen = [false; MAX_FIELDS];
        for (at, entry) in mapping.entries.iter().enumerate() {
            let Some((index, field)) = pack.field(object, entry.key.text()) else {
                self.unknown_field(at, mapping, frame);
                continue;
            };
            if std::mem::replace(&mut seen[index], true) {
                self.duplicate_key(at, mapping, frame);
            }
            self.coded(field.code, field.required, &frame.enter(Segment::Key(&entry.key), &entry.value));
        }
        for (index, field) in object.fields().enumerate() {
            if field.required && !seen[index] {
                self.missing_field(field, object, mapping, frame);
            }
        }
    }

    /// Reports an entry that is no field.
    fn unknown_field(&mut self, at: usize, mapping: &Mapping, frame: &Frame<'_>) {
        let entry = &mapping.entries[at];
        if self.is_full() {
            return self.say_that_more_follows(entry.key.origin);
        }
        let hint = suggest::field(self.catalog, frame, entry);
        self.report("unknown-field", frame, entry.key.origin, hint.message)
            .help(hint.help)
            .pointer_to(frame, entry.key.text())
            .meant(hint.meant);
    }

    fn no_fields(&mut self, mapping: &Mapping, frame: &Frame<'_>) {
        for at in 0..mapping.entries.len() {
            self.unknown_field(at, mapping, frame);
        }
    }
}

/// What a type is called in a message.
pub(super) fn expected(wanted: Type<'_>) -> &'static str {
    match wanted {
        Type::Any => "any value",
        Type::String | Type::Enumeration(_) => "a string",
        Type::Boolean => "`true` or `false`",
        Type::Int32 | Type::Int64 => "an integer",
        Type::Number => "a number",
        Type::Bytes => "base64 text",
        Type::Time | Type::MicroTime => "a time",
        Type::IntOrString => "an integer or a string",
        Type::Quantity => "a quantity",
        Type::Object(_) | Type::Map(_) | Type::FreeObject | Type::EmptyObject => "a map",
        Type::List(_) => "a list",
        Type::SchemaOrBoolean(_) => "a schema or a boolean",
        Type::SchemaOrList(_) => "a schema or a list of schemas",
        Type::SchemaOrStrings(_) => "a schema or a list of strings",
    }
}

/// Whether the shape of a node can be of a type at all: for telling a misplaced key from another of that name.
pub(crate) fn has_shape_of(wanted: Type<'_>, node: &Node) -> bool {
    match (&node.value, wanted) {
        (_, Type::Any) => true,
        (Value::Scalar(scalar), _) if scalar.text.is_empty() => true,
        (Value::Scalar(_), other) => !matches!(
            other,
            Type::Object(_)
                | Type::Map(_)
                | Type::FreeObject
                | Type::EmptyObject
                | Type::List(_)
                | Type::SchemaOrList(_)
                | Type::SchemaOrStrings(_)
        ),
        (Value::Sequence(_), other) => {
            matches!(other, Type::List(_) | Type::SchemaOrList(_) | Type::SchemaOrStrings(_))
        }
        (Value::Mapping(_), other) => matches!(
            other,
            Type::Object(_)
                | Type::Map(_)
                | Type::FreeObject
                | Type::EmptyObject
                | Type::SchemaOrBoolean(_)
                | Type::SchemaOrList(_)
                | Type::SchemaOrStrings(_)
        ),
    }
}

//! JSON Schemas of custom resources, in the layouts of kubeconform.
//!
//! A file is for the kind that its `x-kubernetes-group-version-kind` says, or else its path: `GROUP/KIND_VERSION.json` as in
//! the catalogues of CRDs, or `KIND-GROUP-VERSION.json`, where of the group only the first part stands.

mod convert;
mod cost;

use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node};
use serde_json::Value;

use super::datum::Datum;
use super::format::shortened;
use super::judge::error;
use convert::{at_pointer, to_json};

/// How many faults of one object are told.
const MAX_FINDINGS: usize = 100;

/// The most memory that one pattern may take, in bytes.
const PATTERN_LIMIT: usize = 1 << 20;

/// A JSON Schema, and the kinds that it is for.
#[derive(Debug)]
pub struct JsonSchema {
    /// Group, version and kind; the kind in lower case.
    pub(crate) kinds: Vec<Coordinates>,
    schema: Value,
    validator: Validator,
}

/// Which kind a schema is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Coordinates {
    /// The group: whole, or only what stands before its first dot.
    pub(crate) group: Group,
    pub(crate) version: String,
    /// In lower case.
    pub(crate) kind: String,
}

/// A group as schemas name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Whole(String),
    FirstPart(String),
}

impl JsonSchema {
    /// Whether a file of that path can be the schema of a kind.
    pub fn names_kind(path: &str, root: &Node) -> bool {
        let said = root.get("x-kubernetes-group-version-kind").is_some();
        root.as_mapping().is_some() && (said || by_path(path).is_some())
    }

    /// Reads a schema from a file of that path; the finding says why it is none.
    pub fn read(path: &str, root: &Node) -> Result<Arc<Self>, Finding> {
        let fault = |node: &Node, message: String, help: &str| {
            error("invalid-definition", node.origin, message).help(help.to_owned())
        };
        if root.as_mapping().is_none() || Datum::is_too_deep(root) {
            return Err(fault(
                root,
                "this is no JSON Schema".to_owned(),
                "write a schema, or a CustomResourceDefinition",
            ));
        }
        if let Some(outside) = outside_reference(root) {
            let message =
                format!("`{}` refers to another file", shortened(outside.text().unwrap_or_default(), 60));
            return Err(fault(
                outside,
                message,
                "write out what it refers to; nothing else is read or fetched",
            ));
        }
        let schema = to_json(&Datum::of(root, Dialect::Yaml11));
        let kinds = coordinates(path, &schema);
        if kinds.is_empty() {
            let message =
                "neither the path nor `x-kubernetes-group-version-kind` says which kind this schema is for";
            return Err(fault(root, message.to_owned(), "name the file `GROUP/KIND_VERSION.json`"));
        }
        if !cost::can_be_compiled(&schema) {
            let message = "the references of this schema lead to too much, or to themselves".to_owned();
            return Err(fault(root, message, "make it smaller"));
        }
        let options = PatternOptions::regex().size_limit(PATTERN_LIMIT).dfa_size_limit(PATTERN_LIMIT);
        let mut built = jsonschema::options().with_pattern_options(options);
        built = built.should_validate_formats(false);
        match built.build(&schema) {
            Ok(validator) => Ok(Arc::new(Self { kinds, schema, validator })),
            Err(why) => {
                let why = shortened(&why.to_string(), 100);
                Err(fault(root, format!("this is no JSON Schema: {why}"), "correct the schema"))
            }
        }
    }

    /// What is wrong with an object of its kind.
    pub(crate) fn judge(&self, node: &Node, dialect: Dialect) -> Vec<Finding> {
        if Datum::is_too_deep(node) {
            let message = "lists and maps nest too deeply here to be judged".to_owned();
            return vec![error("too-deep", node.origin, message).help("nest less deeply")];
        }
        let value = to_json(&Datum::of(node, dialect));
        if !cost::can_be_judged(&self.schema, &value) {
            let message = "the object is too large for its schema to be judged".to_owned();
            return vec![error("limit-exceeded", node.origin, message).help("make the schema simpler")];
        }
        let faults = self.validator.iter_errors(&value).take(MAX_FINDINGS);
        faults.flat_map(|fault| findings(&fault, node)).collect()
    }
}

fn findings(fault: &ValidationError<'_>, root: &Node) -> Vec<Finding> {
    let pointer = fault.instance_path.to_string();
    let (node, heading) = at_pointer(root, &pointer);
    match &fault.kind {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|key| unknown(key, node, &pointer)).collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let removal = node.as_mapping().and_then(|map| map.removed.iter().rev().find(|r| r.key == name));
            let place = removal.map_or(heading, |removal| removal.origin);
            let finding = error("missing-field", place, format!("the field `{name}` is missing here"));
            vec![finding.help(format!("add `{name}`")).pointer(format!("{pointer}/{name}"))]
        }
        kind => {
            let (rule, help) = class(kind);
            let message = shortened(&fault.masked().to_string(), 200);
            vec![error(rule, node.origin, message).help(help).pointer(pointer)]
        }
    }
}

fn unknown(key: &str, holder: &Node, pointer: &str) -> Finding {
    let origin = holder.entry(key).map_or(holder.origin, |entry| entry.key.origin);
    let escaped = key.replace('~', "~0").replace('/', "~1");
    error("unknown-field", origin, format!("`{key}` is not a field here"))
        .help("remove it, or move it to where it belongs")
        .pointer(format!("{pointer}/{escaped}"))
}

/// The rule that a fault breaks, and what to do about it.
fn class(kind: &ValidationErrorKind) -> (&'static str, &'static str) {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::Type { .. } => ("wrong-type", "write a value of that type"),
        Kind::Enum { .. } | Kind::Constant { .. } => {
            ("unknown-value", "write one of the values that the schema lists")
        }
        Kind::Pattern { .. } | Kind::Format { .. } => ("malformed-value", "write a value that matches"),
        Kind::UniqueItems => ("duplicate-entry", "keep one of each"),
        Kind::Maximum { .. }
        | Kind::Minimum { .. }
        | Kind::ExclusiveMaximum { .. }
        | Kind::ExclusiveMinimum { .. }
        | Kind::MultipleOf { .. }
        | Kind::MaxItems { .. }
        | Kind::MinItems { .. }
        | Kind::MaxLength { .. }
        | Kind::MinLength { .. }
        | Kind::MaxProperties { .. }
        | Kind::MinProperties { .. } => ("out-of-range", "write a value within the bounds of the schema"),
        _ => ("unmatched-schema", "change it so that it matches the schema"),
    }
}

/// The first reference that leads out of a schema.
fn outside_reference(node: &Node) -> Option<&Node> {
    let own = node.entries().iter().find(|entry| {
        matches!(entry.key.text(), "$ref" | "$dynamicRef" | "$recursiveRef")
            && entry.value.text().is_some_and(|text| !text.starts_with('#'))
    });
    own.map(|entry| &entry.value)
        .or_else(|| node.entries().iter().find_map(|entry| outside_reference(&entry.value)))
        .or_else(|| node.items().iter().find_map(outside_reference))
}

/// The kinds that a schema is for.
fn coordinates(path: &str, schema: &Value) -> Vec<Coordinates> {
    let said = schema.get("x-kubernetes-group-version-kind");
    let all = match said {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let text = |of: &Value, key: &str| of.get(key).and_then(Value::as_str).map(str::to_owned);
    let said: Vec<_> = all
        .iter()
        .filter_map(|one| {
            let group = Group::Whole(text(one, "group")?);
            Some(Coordinates {
                group,
                version: text(one, "version")?,
                kind: text(one, "kind")?.to_lowercase(),
            })
        })
        .collect();
    if said.is_empty() { by_path(path).into_iter().collect() } else { said }
}

fn by_path(path: &str) -> Option<Coordinates> {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    let name = file.strip_suffix(".json")?.to_lowercase();
    let group = directory.rsplit('/').next().unwrap_or_default();
    if let Some((kind, version)) = name.rsplit_once('_') {
        return Some(Coordinates {
            group: Group::Whole(group.to_owned()),
            version: version.to_owned(),
            kind: kind.to_owned(),
        });
    }
    let (front, version) = name.rsplit_once('-')?;
    let (kind, group) = front.rsplit_once('-').unwrap_or((front, ""));
    let group = Group::FirstPart(group.to_owned());
    Some(Coordinates { group, version: version.to_owned(), kind: kind.to_owned() })
}

#[cfg(test)]
mod tests;

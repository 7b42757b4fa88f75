//! Values of another type than the schema's, in words: what was found, and what to write instead.

use overlint_source::resolve::{Resolved, resolve_as};
use overlint_source::{Mapping, Node, Scalar, Style, Tag, Value};

use crate::pack::{Object, Type, TypeCode};
use crate::suggest;

use super::frame::{Frame, Segment};
use super::scalar::{HIDDEN, shown};
use super::walk::{Walk, expected};

/// How many fields a help names.
const MAX_FIELDS: usize = 6;

impl Walk<'_> {
    /// Reports a value of another type than the schema's.
    pub(super) fn wrong_type(&mut self, wanted: Type<'static>, frame: &Frame<'_>) {
        let name = frame.describe();
        let message = format!("{name} must be {}, not {}", expected(wanted), self.found(frame));
        let (help, meant) = match self.stray(frame) {
            Some((help, place)) => (help, Some(place)),
            None => (self.help(wanted, frame), None),
        };
        self.report("wrong-type", frame, frame.node.origin, message).help(help).meant(meant);
    }

    /// What to say of an entry of a map with free keys that rather is a field of something around it.
    fn stray(&self, frame: &Frame<'_>) -> Option<(String, String)> {
        let map = frame.up.filter(|map| map.object.is_none())?;
        let Segment::Key(key) = frame.segment else { return None };
        suggest::stray(self.catalog, map, (key.text(), frame.node))
    }

    /// What stands there, in words.
    fn found(&self, frame: &Frame<'_>) -> String {
        let Value::Scalar(scalar) = &frame.node.value else {
            return if frame.node.as_mapping().is_some() { "a map" } else { "a list" }.to_owned();
        };
        let text = shown(&scalar.text, frame);
        match resolve_as(scalar, self.dialect) {
            Resolved::Null => "null".to_owned(),
            // What YAML 1.1 takes for a boolean surprises whoever wrote `on`.
            Resolved::Bool(value) if !scalar.text.eq_ignore_ascii_case(&value.to_string()) => {
                format!("`{text}`, which is the boolean `{value}` to YAML")
            }
            Resolved::Bool(_) => format!("the boolean `{text}`"),
            Resolved::Int(_) | Resolved::Uint(_) | Resolved::Float(_) => format!("the number `{text}`"),
            _ if scalar.text.is_empty() => "an empty string".to_owned(),
            Resolved::Str(_) | Resolved::Timestamp(_) | Resolved::Invalid(_) => {
                format!("the string `{text}`")
            }
        }
    }

    fn help(&self, wanted: Type<'static>, frame: &Frame<'_>) -> String {
        let specific = match &frame.node.value {
            Value::Scalar(_) if self.is_null(frame.node) => None,
            Value::Scalar(scalar) => self.help_with_scalar(wanted, scalar, frame),
            Value::Mapping(mapping) => self.help_with_map(wanted, mapping, frame),
            Value::Sequence(sequence) => help_with_list(wanted, &sequence.items, frame),
        };
        specific.unwrap_or_else(|| self.written(wanted))
    }

    fn help_with_scalar(&self, wanted: Type<'static>, scalar: &Scalar, frame: &Frame<'_>) -> Option<String> {
        let text = shown(&scalar.text, frame);
        match wanted {
            Type::Bytes => Some("encode the value as base64, and quote it".to_owned()),
            Type::Time | Type::MicroTime => None,
            Type::String | Type::Enumeration(_) if text == HIDDEN => Some("quote it".to_owned()),
            Type::String | Type::Enumeration(_) => Some(format!("quote it: `\"{text}\"`")),
            _ if scalar.text.is_empty() => None,
            Type::List(items) => {
                let entry = self.entry_of(self.resolve(items), &text).unwrap_or(text);
                Some(format!("write it as an entry of a list: `- {entry}`"))
            }
            Type::Object(_) => self.entry_of(wanted, &text).map(|entry| format!("write `{entry}`")),
            // A string without quotes took over the style of the value that a patch wrote it over.
            _ if (scalar.style != Style::Plain || scalar.tag == Tag::Str) && is_bare(&scalar.text) => {
                Some(format!("remove the quotes: `{text}`"))
            }
            _ => None,
        }
    }

    fn help_with_map(&self, wanted: Type<'static>, mapping: &Mapping, frame: &Frame<'_>) -> Option<String> {
        match wanted {
            Type::List(items) => Some(self.list_of_named(items, mapping, frame)),
            // In a map of strings the map within is one level too much.
            Type::String
                if frame.up.is_some_and(|up| up.object.is_none() && up.node.as_mapping().is_some()) =>
            {
                let up = frame.up.map(Frame::describe)?;
                Some(format!("write a string; if its keys belong to {up}, write them there"))
            }
            _ => None,
        }
    }

    /// A map where a list of objects belongs: either one of them, or by their names.
    fn list_of_named(&self, items: TypeCode, mapping: &Mapping, frame: &Frame<'_>) -> String {
        let named = match (self.resolve(items), mapping.entries.first()) {
            (Type::Object(object), Some(entry)) => {
                let is_field = |name| self.catalog.pack.field(object, name).is_some();
                Some(entry.key.text()).filter(|key| !is_field(key) && is_field("name"))
            }
            _ => None,
        };
        match named {
            Some(key) => format!("write each as an entry of a list: `- name: {}`", shown(key, frame)),
            None => "put `- ` before the entry".to_owned(),
        }
    }

    /// A scalar as the one field that an object requires or has; `NAME=value` as both of a variable.
    fn entry_of(&self, wanted: Type<'static>, text: &str) -> Option<String> {
        let Type::Object(object) = wanted else { return None };
        if let Some((name, value)) = text.split_once('=')
            && ["name", "value"].iter().all(|field| self.catalog.pack.field(object, field).is_some())
        {
            return Some(format!("{{name: {name}, value: {value}}}"));
        }
        let (field, only) = self.main_field(object)?;
        only.then(|| format!("{field}: {text}"))
    }

    /// The first field that an object requires, or its only one; and whether it is the only one of those.
    fn main_field(&self, object: Object<'static>) -> Option<(&'static str, bool)> {
        let names = |field: crate::pack::Field| self.catalog.pack.string(field.name);
        let mut required = object.fields().filter(|field| field.required).map(names);
        match required.next() {
            Some(first) => Some((first, required.next().is_none())),
            None => object.fields().map(names).next().map(|first| (first, object.fields().count() == 1)),
        }
    }

    /// A value of a type, in words that say what it may hold.
    fn written(&self, wanted: Type<'static>) -> String {
        match wanted {
            Type::Quantity => "write a quantity such as `500m`, `1.5` or `128Mi`".to_owned(),
            Type::Object(object) => {
                let all = || object.fields().map(|field| (field, self.catalog.pack.string(field.name)));
                let required: Vec<_> =
                    all().filter(|(field, _)| field.required).map(|(_, name)| name).collect();
                let optional: Vec<_> =
                    all().filter(|(field, _)| !field.required).map(|(_, name)| name).collect();
                match (required.len(), optional.len()) {
                    (1..=MAX_FIELDS, _) => format!("write a map with {}", listed(&required, "and")),
                    (0, 1..=MAX_FIELDS) => format!("write a map with {}", listed(&optional, "or")),
                    _ => "write a map".to_owned(),
                }
            }
            other => format!("write {}", expected(other)),
        }
    }

    fn resolve(&self, code: TypeCode) -> Type<'static> {
        self.catalog.pack.resolve(code, self.catalog.version)
    }
}

fn listed(names: &[&str], link: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} {link} {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}

fn help_with_list(wanted: Type<'_>, items: &[Node], frame: &Frame<'_>) -> Option<String> {
    match (wanted, items) {
        (Type::Object(_) | Type::Map(_) | Type::FreeObject | Type::EmptyObject, _) => {
            Some("write the keys without `- `".to_owned())
        }
        (_, [only]) => Some(format!("write the value alone: `{}`", shown(only.text()?, frame))),
        _ => None,
    }
}

fn is_bare(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<i64>().is_ok()
}

//! YAML that is to be written, and the writing of it in any of the styles that people use.

use std::fmt::Write as _;

use serde_json::Value;

use super::random::Random;

/// A value that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yaml {
    /// A scalar written as it stands here: a number, a date, `~`, an alias, a flow map.
    Plain(String),
    /// A string, in any style that holds it.
    Text(String),
    /// A block scalar with its header: `|-`, `>+`.
    Block(&'static str, String),
    /// A map; its keys are written as they stand here.
    Map(Vec<(String, Yaml)>),
    /// A list.
    List(Vec<Yaml>),
}

impl From<Value> for Yaml {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => {
                Self::Map(map.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
            scalar => Self::Plain(scalar.to_string()),
        }
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Yaml {
    /// A scalar written as it stands.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    /// A map without entries.
    pub(crate) fn map() -> Self {
        Self::Map(Vec::new())
    }

    /// What a map holds under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The place of a key in a map, made as an empty map where it is missing.
    pub(crate) fn entry(&mut self, key: &str) -> &mut Self {
        if !matches!(self, Self::Map(_)) {
            *self = Self::map();
        }
        let Self::Map(entries) = self else { unreachable!("it was just made a map") };
        let at = entries.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            entries.push((key.to_owned(), Self::map()));
            entries.len() - 1
        });
        &mut entries[at].1
    }

    /// Sets the value at a path of keys, with the maps on the way.
    pub(crate) fn set(&mut self, path: &[&str], value: impl Into<Self>) {
        let mut place = self;
        for key in path {
            place = place.entry(key);
        }
        *place = value.into();
    }

    /// Adds to the list under a key, which is made where it is missing.
    pub(crate) fn push(&mut self, key: &str, value: impl Into<Self>) {
        let place = self.entry(key);
        match place {
            Self::List(items) => items.push(value.into()),
            other => *other = Self::List(vec![value.into()]),
        }
    }

    /// The string that a text is.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// As JSON: what no JSON scalar is becomes a string.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Plain(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
            Self::Text(text) | Self::Block(_, text) => Value::String(text.clone()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), value.to_json())).collect(),
        }
    }

    /// As a document, in styles that a stream of numbers chooses.
    pub(crate) fn write(&self, random: &mut Random) -> String {
        let indented_lists = random.chance(40);
        let mut writer = Writer { random, indented_lists, out: String::new() };
        match self {
            Self::Map(entries) if !entries.is_empty() => writer.map(entries, 0),
            Self::List(items) if !items.is_empty() => writer.list(items, 0),
            other => {
                writer.inline(other, 0);
                writer.out = writer.out.trim_start().to_owned();
            }
        }
        writer.out
    }
}

struct Writer<'a> {
    random: &'a mut Random,
    indented_lists: bool,
    out: String,
}

impl Writer<'_> {
    fn map(&mut self, entries: &[(String, Yaml)], indent: usize) {
        for (key, value) in entries {
            self.comment(indent);
            self.out.push_str(&" ".repeat(indent));
            self.entry(key, value, indent);
        }
    }

    fn entry(&mut self, key: &str, value: &Yaml, indent: usize) {
        self.out.push_str(key);
        self.out.push(':');
        match value {
            Yaml::Map(entries) if !entries.is_empty() && !self.in_flow(value) => {
                self.end_of_line();
                let step = if self.random.chance(8) { 4 } else { 2 };
                self.map(entries, indent + step);
            }
            Yaml::List(items) if !items.is_empty() && !self.in_flow(value) => {
                self.end_of_line();
                let step = if self.indented_lists { 2 } else { 0 };
                self.list(items, indent + step);
            }
            other => self.inline(other, indent),
        }
    }

    fn list(&mut self, items: &[Yaml], indent: usize) {
        for item in items {
            self.out.push_str(&" ".repeat(indent));
            self.out.push('-');
            match item {
                Yaml::Map(entries) if !entries.is_empty() && !self.in_flow(item) => {
                    let (first, others) = entries.split_at(1);
                    self.out.push(' ');
                    self.entry(&first[0].0, &first[0].1, indent + 2);
                    self.map(others, indent + 2);
                }
                Yaml::List(inner) if !inner.is_empty() => {
                    self.out.push('\n');
                    self.list(inner, indent + 2);
                }
                other => self.inline(other, indent),
            }
        }
    }

    /// A value behind `key:` or `-`, with the blank before it and the end of the line.
    fn inline(&mut self, value: &Yaml, indent: usize) {
        match value {
            Yaml::Block(header, text) => self.block(header, text, indent + 2),
            Yaml::Text(text) if is_block(text) && self.random.chance(85) => {
                let header = if text.ends_with('\n') { "|" } else { "|-" };
                self.block(header, text, indent + 2);
            }
            Yaml::Plain(text) if text.is_empty() => self.out.push('\n'),
            other => {
                self.out.push(' ');
                self.flow(other);
                if matches!(other, Yaml::Text(_)) {
                    self.end_of_line();
                } else {
                    self.out.push('\n');
                }
            }
        }
    }

    fn block(&mut self, header: &str, text: &str, indent: usize) {
        self.out.push(' ');
        self.out.push_str(header);
        self.out.push('\n');
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(indent));
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn flow(&mut self, value: &Yaml) {
        match value {
            Yaml::Plain(text) => self.out.push_str(text),
            Yaml::Text(text) | Yaml::Block(_, text) => self.string(text),
            Yaml::Map(entries) => {
                self.out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    self.out.push_str(if at == 0 { "" } else { ", " });
                    self.out.push_str(key);
                    self.out.push_str(": ");
                    self.flow(value);
                }
                self.out.push('}');
            }
            Yaml::List(items) => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.out.push_str(if at == 0 { "" } else { ", " });
                    self.flow(item);
                }
                self.out.push(']');
            }
        }
    }

    fn string(&mut self, text: &str) {
        let fits_single = !text.contains(|c: char| c.is_control());
        match self.random.below(6) {
            0 if fits_single => {
                let doubled = text.replace('\'', "''");
                self.out.extend(["'", &doubled, "'"]);
            }
            _ if is_plain(text) && self.random.chance(85) => self.out.push_str(text),
            _ => self.out.push_str(&quoted(text)),
        }
    }

    fn in_flow(&mut self, value: &Yaml) -> bool {
        is_small(value, 6) && self.random.chance(7)
    }

    fn end_of_line(&mut self) {
        self.out.push_str(if self.random.chance(2) { " # why\n" } else { "\n" });
    }

    fn comment(&mut self, indent: usize) {
        if self.random.chance(1) {
            self.out.push_str(&" ".repeat(indent));
            self.out.push_str("# a comment: with a colon\n");
        }
    }
}

/// A double-quoted scalar.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// Whether a string may stand without quotes, in flow style too, and is read as a string by YAML 1.1 and 1.2.
fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let mut characters = text.chars();
    let follows = |c: char| c.is_ascii_alphanumeric() || "-_./$()".contains(c);
    characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(follows)
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a string may be a literal block without an indentation indicator.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with("\n\n")
        && !text.contains(|c: char| c.is_control() && c != '\n')
}

/// Whether a value holds few enough scalars for one line, and none that needs lines of its own.
fn is_small(value: &Yaml, most: usize) -> bool {
    fn count(value: &Yaml) -> usize {
        match value {
            Yaml::Block(..) => 1000,
            Yaml::Text(text) if text.contains('\n') || text.len() > 60 => 1000,
            Yaml::Plain(text) if text.is_empty() || text.contains([',', '\n']) => 1000,
            Yaml::Plain(_) | Yaml::Text(_) => 1,
            Yaml::Map(entries) => entries.iter().map(|(_, value)| count(value)).sum(),
            Yaml::List(items) => items.iter().map(count).sum(),
        }
    }
    count(value) <= most
}

#[cfg(test)]
mod tests {
    use overlint_source::read::{Limits, Place, read};
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_the_style_it_can_be_read() {
        let value = json!({"a": {"b": ["x: y", {"c": "l1\nl2\n", "d": null}, [1, 2]]}, "e": "yes", "f": {}});
        for seed in 0..200 {
            let text = Yaml::from(value.clone()).write(&mut Random::new(seed));
            let documents = read(&text, Place::At(overlint_source::Origin::NOWHERE), &Limits::default());
            assert!(documents.is_ok_and(|documents| documents.len() == 1), "{text}");
        }
    }
}

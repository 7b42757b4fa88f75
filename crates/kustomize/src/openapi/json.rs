//! A schema file that is JSON, read with the places of its lines.
//!
//! Source of the rules: RFC 8259, and `jsontext` of go-json-experiment, by which kustomize 5.8.2 reads such a file.

use std::borrow::Cow;
use std::collections::HashMap;

use overlint_source::read::{Place, read_first};
use overlint_source::{Node, Origin, SourceId};
use serde::de::IgnoredAny;

use crate::error::{BuildError, Fault, Result};
use crate::files::{limits, syntax};

/// Reads a file that must be JSON to the letter, without a key given twice.
pub(super) fn read(text: &str, source: SourceId, name: &str) -> Result<Option<Node>> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let count = |number| u32::try_from(number).unwrap_or(1).max(1);
        let origin = Origin { source, line: count(error.line()), column: count(error.column()), length: 1 };
        let message = format!("`{name}` is not valid JSON: {error}");
        return Err(BuildError::new(Fault::Syntax, origin, message));
    }
    let document = read_first(&as_yaml(text), Place::of(source), &limits());
    let root = document.map_err(|error| syntax(&error, name))?.root;
    root.as_ref().map_or(Ok(()), check_keys)?;
    Ok(root)
}

/// JSON as YAML can read it: what JSON allows in a string and YAML does not is blotted out, character for character.
/// That is only found in descriptions.
fn as_yaml(text: &str) -> Cow<'_, str> {
    if !text.contains(is_foreign_to_yaml) && !text.contains(r"\u") && !text.contains(r"\/") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(with_escapes_of_yaml(&text.replace(is_foreign_to_yaml, "?")))
}

/// Whether a character may stand in a string of JSON, and nowhere in YAML.
fn is_foreign_to_yaml(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// YAML 1.1 has no characters that are written as two escapes, and no escaped slash.
fn with_escapes_of_yaml(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.find('\\').map(|at| rest.split_at(at)) {
        all.push_str(before);
        let is_half =
            matches!(escape.as_bytes(), [_, b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F', ..]);
        let (escape, behind) = escape.split_at_checked(if is_half { 6 } else { 2 }).unwrap_or((escape, ""));
        all.push_str(match escape {
            _ if is_half => "??????",
            r"\/" => "/",
            _ => escape,
        });
        rest = behind;
    }
    all + rest
}

fn check_keys(node: &Node) -> Result<()> {
    let mut seen = HashMap::with_capacity(node.entries().len());
    for entry in node.entries() {
        if let Some(first) = seen.insert(entry.key.text(), entry.key.origin) {
            let message = format!("the key `{}` is given twice", entry.key.text());
            return Err(BuildError::new(Fault::DuplicateKey, entry.key.origin, message)
                .related(first, "first given here")
                .help("keep one of them"));
        }
        check_keys(&entry.value)?;
    }
    node.items().iter().try_for_each(check_keys)
}

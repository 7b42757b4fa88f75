//! Texts that hold YAML or JSON: changed within, and written again in their own manner.
//!
//! Source of the rules: `setValueInStructuredData` in `api/filters/replacement/replacement.go` of kustomize 5.8.2.

use overlint_source::faithful::{self, Document, Marks};
use overlint_source::finish::finish;
use overlint_source::json::to_json_text;
use overlint_source::read::{Limits, Place};
use overlint_source::resolve::Resolved;
use overlint_source::{Node, Origin, Value};
use smol_str::SmolStr;

use super::lookup::look_up;
use super::path::Part;
use super::place::{node_at, node_at_mut};
use super::walk::{Found, Search};
use super::write::Writing;

/// Reads a text that holds YAML.
pub(super) fn parse(text: &str, origin: Origin) -> Result<Document, String> {
    faithful::read(text, Place::At(origin), &Limits::default()).map_err(|error| error.message)
}

/// A text that was opened to write into it.
pub(super) struct Opened {
    /// Where the text stands.
    pub(super) place: Vec<usize>,
    /// The fields to write to.
    pub(super) fields: Vec<Found>,
    original: SmolStr,
    root: Node,
    marks: Marks,
}

impl Opened {
    /// Opens the text that the path goes on in, and finds the fields there; `None` where there is no such text or field.
    pub(super) fn new(target: &Node, path: &[Part], search: &Search<'_>) -> Option<Self> {
        let (place, document, rest) = find_text(target, path)?;
        let original = node_at(target, &place)?.as_scalar()?.text.clone();
        let Document { root, marks } = document;
        let mut root = root?;
        let fields = Search { spelling: &marks, ..*search }.run(&mut root, rest).ok()?;
        (!fields.is_empty()).then_some(Self { place, fields, original, root, marks })
    }

    /// How long the text is.
    pub(super) fn length(&self) -> usize {
        self.original.len()
    }

    /// Where no scalar is, the value takes the place of all that is there; an alias is no scalar.
    fn make_way(&mut self, place: &[usize]) -> Option<()> {
        let field = node_at_mut(&mut self.root, place)?;
        if self.marks.is_alias(place) {
            *field = Node::empty_mapping(field.origin);
        }
        if field.as_scalar().is_none() {
            self.marks.forget(place);
        }
        Some(())
    }

    /// Writes the value to the fields, and says what the text is then.
    pub(super) fn write(mut self, writing: &Writing<'_>) -> Option<String> {
        for field in std::mem::take(&mut self.fields) {
            if let Found::At(place) = &field {
                self.make_way(place)?;
            }
            writing.write(&mut self.root, &field).ok()?;
        }
        if self.original.trim_start().starts_with(['{', '[']) {
            write_json(self.root, &self.original)
        } else {
            Some(faithful::write(&self.root, &self.marks).trim().to_owned())
        }
    }
}

/// The first text on the path that reads as YAML, with what the path says behind it.
fn find_text<'p>(target: &Node, path: &'p [Part]) -> Option<(Vec<usize>, Document, &'p [Part])> {
    (1..path.len()).find_map(|length| {
        let (before, rest) = path.split_at(length);
        let place = look_up(target, before.iter().map(|part| part.text.as_str())).ok()??;
        let node = node_at(target, &place)?;
        let document = parse(node.text()?, node.origin).ok()?;
        Some((place, document, rest))
    })
}

/// The tree as JSON, on one line or, where the original had lines and indentation, on several.
fn write_json(mut root: Node, original: &str) -> Option<String> {
    if !finish(&mut root).is_empty() || !has_json_keys(&root) {
        return None;
    }
    let compact = to_json_text(&root);
    let is_pretty = original.contains('\n') && original.contains("  ");
    Some(if is_pretty { indent(&compact) } else { compact })
}

/// Whether the keys of the root are strings; those below it have been looked at.
fn has_json_keys(root: &Node) -> bool {
    let Value::Mapping(map) = &root.value else { return true };
    let is_string = |resolved| matches!(resolved, Resolved::Str(_));
    map.entries.iter().all(|entry| is_string(overlint_source::resolve::resolve(&entry.key.scalar)))
}

/// Breaks compact JSON into lines, as Go's `json.MarshalIndent` does.
fn indent(json: &str) -> String {
    let mut out = String::with_capacity(2 * json.len());
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    let mut previous = ' ';
    for c in json.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            previous = c;
            continue;
        }
        match c {
            '}' | ']' => {
                depth -= 1;
                if !matches!(previous, '{' | '[') {
                    break_line(&mut out, depth);
                }
            }
            _ if matches!(previous, '{' | '[') => break_line(&mut out, depth),
            _ => {}
        }
        out.push(c);
        match c {
            '"' => in_string = true,
            '{' | '[' => depth += 1,
            ',' => break_line(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
        // A bracket within a string opens nothing.
        previous = c;
    }
    out
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_broken_into_lines_as_go_does() {
        let text = indent(r#"{"a":[],"b":{},"c":[1,"{,:\"x"],"[":{"d":null}}"#);
        let wanted = "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    \"{,:\\\"x\"\n  ],\n  \"[\": {\n    \"d\": null\n  }\n}";
        assert_eq!(text, wanted);
    }
}

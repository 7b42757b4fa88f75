//! A text to its documents: one that is broken leaves the others.

use overlint_source::read::{Document, Limits, Place, ReadError, read};
use overlint_source::{Node, SourceId};

/// How many faults of one text are told.
const MAX_FAULTS: usize = 100;

/// Takes the documents of a text as they are read, and why some of it cannot be.
pub(super) type Take<'a> = &'a mut dyn FnMut(Result<Vec<Node>, ReadError>);

/// A part of a text that is read alone.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    first_line: u32,
}

/// Reads every document of a text. Where that fails, each is read alone: they are divided as the clients of the API
/// server divide them, at the lines that begin with `---`, and JSON values behind each closing brace.
///
/// Source of the rule: `YAMLReader` and `YAMLOrJSONDecoder` in `k8s.io/apimachinery/pkg/util/yaml`.
pub(super) fn read_each(text: &str, source: SourceId, take: Take<'_>) {
    let limits = Limits::default();
    match read(text, Place::of(source), &limits) {
        Err(error) if !error.is_limit => read_pieces(&pieces(text), source, &limits, take),
        documents => take(documents.map(roots)),
    }
}

fn roots(documents: Vec<Document>) -> Vec<Node> {
    documents.into_iter().filter_map(|document| document.root).collect()
}

/// Reads pieces one by one. Together aliases may add no more to them than to the whole text.
fn read_pieces(pieces: &[Piece<'_>], source: SourceId, limits: &Limits, take: Take<'_>) {
    let max_expanded_nodes = limits.max_expanded_nodes / pieces.len().max(1);
    let limits = Limits { max_expanded_nodes, ..*limits };
    let mut faults = 0;
    for piece in pieces {
        let documents = piece.read(source, &limits);
        faults += usize::from(documents.is_err());
        if faults > MAX_FAULTS {
            return take(documents.map_err(|fault| ReadError {
                related: None,
                is_limit: true,
                message: too_many(),
                ..fault
            }));
        }
        take(documents);
    }
}

fn too_many() -> String {
    format!("more cannot be read from here on; the limit for one file is {MAX_FAULTS} faults")
}

impl Piece<'_> {
    fn read(&self, source: SourceId, limits: &Limits) -> Result<Vec<Node>, ReadError> {
        let place = Place::Within { source, first_line: self.first_line, indent: 0 };
        read(self.text, place, limits).map(roots)
    }

    /// The values of a text that begins with `{`; each begins on a line of its own.
    fn json_values(&self) -> Option<Vec<Self>> {
        if !self.text.trim_start().starts_with('{') {
            return None;
        }
        let (mut values, mut start, mut line) = (Vec::new(), 0, self.first_line);
        for end in ends_of_json_values(self.text) {
            values.push(Piece { text: &self.text[start..end], first_line: line });
            line += breaks(&self.text[start..end]);
            start = end;
        }
        if !self.text[start..].trim().is_empty() {
            values.push(Piece { text: &self.text[start..], first_line: line });
        }
        Some(values)
    }
}

/// Behind which bytes a JSON value at the top ends and a line too.
fn ends_of_json_values(text: &str) -> Vec<usize> {
    let (mut depth, mut quoted, mut escaped, mut closed) = (0_usize, false, false, false);
    let mut ends = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                closed = depth == 0;
            }
            b'\n' if std::mem::take(&mut closed) => ends.push(at + 1),
            _ => {}
        }
    }
    ends
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// The parts of a text that are read alone: its documents, and of JSON each value.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    documents(text).into_iter().flat_map(|piece| piece.json_values().unwrap_or_else(|| vec![piece])).collect()
}

/// Divides a text before each line that begins a document. What holds only comments and directives stays with what
/// follows it.
fn documents(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut start, mut first_line, mut at) = (Vec::new(), 0, 1, 0);
    let mut is_head = true;
    for (line, number) in text.split_inclusive('\n').zip(1_u32..) {
        if is_separator(line) && !std::mem::take(&mut is_head) {
            pieces.push(Piece { text: &text[start..at], first_line });
            (start, first_line) = (at, number);
        } else {
            is_head &= line.starts_with(['%', '#']) || line.trim().is_empty();
        }
        at += line.len();
    }
    pieces.push(Piece { text: &text[start..], first_line });
    pieces
}

fn is_separator(line: &str) -> bool {
    let rest = line.trim_start_matches('\u{feff}').strip_prefix("---");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Vec<u32>, Vec<u32>) {
        let (mut documents, mut faults) = (Vec::new(), Vec::new());
        read_each(text, SourceId::NOWHERE, &mut |read| match read {
            Ok(nodes) => documents.extend(nodes.iter().map(|node| node.origin.line)),
            Err(fault) => faults.push(fault.origin.line),
        });
        (documents, faults)
    }

    #[test]
    fn a_broken_document_leaves_the_others() {
        assert_eq!(
            read_text("a: 1\n---\nb: [\n--- # three\nc: 3\n---  \nd: }\n---\te\n"),
            (vec![1, 5, 8], vec![3, 7])
        );
    }

    #[test]
    fn line_breaks_and_marks_of_other_systems_divide_too() {
        assert_eq!(read_text("\u{feff}a: 1\r\n---\r\nb: [\r\n\u{feff}---\r\nc: 3\r\n").0, [1, 5]);
    }

    #[test]
    fn what_looks_like_a_separator_in_a_block_of_text_is_none() {
        assert_eq!(read_text("a: |\n  --- b\n  ---\n---x: y\n---\nb: [\n").0, [1]);
    }

    #[test]
    fn directives_stay_with_their_document() {
        assert_eq!(read_text("%YAML 1.1\n---\na: 1\n...\n---\nb: [\n").0, [3]);
    }

    #[test]
    fn json_values_may_follow_each_other() {
        assert_eq!(read_text("{\"a\": \"}{\"}\n{\"b\": [\n1]}\n\n{\"c\": 1}\n").0, [1, 2, 5]);
        assert_eq!(read_text("{\"a\": 1}\n{\"b\": [}\n").1, [2]);
    }

    #[test]
    fn texts_without_content_hold_nothing() {
        for text in ["", "# a comment\n", "---\n---\n# b\n---\n"] {
            assert_eq!(read_text(text), (vec![], vec![]), "{text:?}");
        }
    }
}

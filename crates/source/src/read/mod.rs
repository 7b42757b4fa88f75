//! Text to [`Node`]s with origins: accepts what go-yaml v3, the reader of kustomize and Kubernetes, accepts.

use smol_str::SmolStr;

use crate::node::Node;
use crate::origin::{Origin, SourceId};

mod build;
mod cursor;
mod encoding;
mod error;
mod event;
mod faithful;
mod limits;
mod parse;
mod scan;
mod token;

use build::Builder;
use cursor::Cursor;
use encoding::forbidden;
pub use encoding::{DecodeError, decode};
pub use error::ReadError;
pub(crate) use faithful::read_faithful;
pub use limits::Limits;

/// How places in a text translate into origins.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// The text stands in a source.
    Within {
        /// The source that holds the text.
        source: SourceId,
        /// The line of the source, from 1, on which the text begins.
        first_line: u32,
        /// How many columns further right each line of the text stands in the source.
        indent: u32,
    },
    /// Everything in the text has this one origin: the text of a quoted or folded scalar.
    At(Origin),
}

/// One document of a stream.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The root of the tree; `None` where the document has no content.
    pub root: Option<Node>,
    /// The comments in the document that speak to this program.
    pub comments: Vec<Comment>,
}

/// A comment that begins with `overlint:`. Other comments are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The place of the comment, from its `#` to the end of its line.
    pub origin: Origin,
    /// The text behind `#` and blanks, from `overlint:` on, without trailing blanks.
    pub text: SmolStr,
}

impl Place {
    /// The place of a whole source.
    pub fn of(source: SourceId) -> Self {
        Self::Within { source, first_line: 1, indent: 0 }
    }
}

/// Reads all documents of a stream. Fails at the first fault in any of them, or where a limit is met.
///
/// An anchor holds for its document only, as where each document of a file is read alone.
pub fn read(text: &str, place: Place, limits: &Limits) -> Result<Vec<Document>, ReadError> {
    let text = without_mark(text);
    if let Some(offset) = forbidden(text) {
        return Err(forbidden_error(text, offset, place));
    }
    let mut builder = Builder::new(text, place, limits, 1);
    let mut documents = Vec::new();
    while let Some(document) = builder.next_document()? {
        documents.push(document);
    }
    Ok(documents)
}

/// How many tokens go-yaml v3 has found when it ends a document: faults in them count.
const LOOK_AHEAD: usize = 3;

/// The same of go-yaml v2.
const SHORT_LOOK_AHEAD: usize = 1;

/// Reads the first document of a stream, as one `Decode` call of go-yaml v3 does: what follows it is not read.
/// Fails at the first fault in it, or where a limit is met.
pub fn read_first(text: &str, place: Place, limits: &Limits) -> Result<Document, ReadError> {
    let text = without_mark(text);
    read_one(text, place, Builder::new(text, place, limits, LOOK_AHEAD))
}

/// Reads the first document of a stream, as go-yaml v2 does, which kustomize reads its own files with: it sees less of
/// what follows, and a comment is to it no more than blanks.
pub fn read_only_first(text: &str, place: Place, limits: &Limits) -> Result<Document, ReadError> {
    let text = without_mark(text);
    read_one(text, place, Builder::new(text, place, limits, SHORT_LOOK_AHEAD).skipping_comments())
}

fn read_one(text: &str, place: Place, mut builder: Builder<'_>) -> Result<Document, ReadError> {
    let document = builder.next_document();
    match forbidden(text) {
        Some(offset) if offset < seen(builder.position()) => Err(forbidden_error(text, offset, place)),
        _ => document.map(Option::unwrap_or_default),
    }
}

/// How much of a text go-yaml saw when it looked at so many bytes: it reads in pieces of this size.
fn seen(position: usize) -> usize {
    (position + 1).next_multiple_of(512)
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

fn forbidden_error(text: &str, offset: usize, place: Place) -> ReadError {
    let mut cursor = Cursor::new(&text[..offset], place);
    while cursor.position < offset {
        let end = cursor.find(cursor.position, |byte| byte < 0x20 || matches!(byte, 0xC2 | 0xE2));
        cursor.go_to(end.max(cursor.position));
        if cursor.take_break().is_none() && cursor.position < offset {
            cursor.go_to(cursor.find(cursor.position + 1, |byte| byte & 0xC0 != 0x80));
        }
    }
    let character = text[offset..].chars().next().map_or(0, u32::from);
    ReadError::new(format!("the character U+{character:04X} is not allowed in YAML"), cursor.here())
}

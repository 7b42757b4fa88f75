//! What the parser reports.

use smol_str::SmolStr;

use crate::node::{Scalar, Style, Tag};
use crate::read::cursor::Spot;

/// A step through the tree.
#[derive(Debug)]
pub(super) enum Event {
    StreamEnd,
    DocumentStart,
    DocumentEnd,
    Alias {
        name: SmolStr,
        at: Extent,
    },
    Scalar {
        scalar: Scalar,
        anchor: Option<SmolStr>,
        role: Role,
        at: Extent,
    },
    SequenceStart(Start),
    MappingStart(Start),
    /// The end of a sequence or mapping, at the closing bracket if there is one.
    End(Spot),
}

/// The beginning of a sequence or mapping.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) anchor: Option<SmolStr>,
    pub(super) flow: bool,
    pub(super) at: Extent,
}

/// A spot and how many code points of the line belong to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) spot: Spot,
    pub(super) length: u32,
}

/// What a scalar is besides its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing else.
    Ordinary,
    /// As a key it merges: `<<`.
    Merge,
    /// Nothing was written at all.
    Missing,
}

/// What a tag means for a scalar; `None` for the tag that merges.
pub(super) fn tag_of(name: Option<&str>) -> Option<Tag> {
    let Some(name) = name else { return Some(Tag::Implied) };
    let short = name.strip_prefix("tag:yaml.org,2002:").or_else(|| name.strip_prefix("!!"));
    Some(match short {
        Some("str") => Tag::Str,
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("bool") => Tag::Bool,
        Some("null") => Tag::Null,
        Some("timestamp") => Tag::Timestamp,
        Some("binary") => Tag::Binary,
        Some("merge") => return None,
        None if name == "!" => Tag::Implied,
        _ => Tag::Other,
    })
}

/// Whether a scalar without a tag that says so is a merge key.
pub(super) fn is_merge(tag: Tag, style: Style, text: &str) -> bool {
    tag == Tag::Implied && style == Style::Plain && text == MERGE
}

/// The text of a merge key.
pub(super) const MERGE: &str = "<<";

//! What the scanner finds.

use smol_str::SmolStr;

use crate::node::Style;
use crate::read::cursor::Spot;

/// A piece of YAML with its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) spot: Spot,
    /// How many code points of it stand on its first line.
    pub(super) length: u32,
    /// The value of a scalar; the name of an anchor or alias; handle and suffix of a tag, one behind the other.
    pub(super) text: SmolStr,
}

/// The kinds of tokens, named as in the YAML specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    StreamEnd,
    VersionDirective {
        supported: bool,
    },
    TagDirective {
        handle: usize,
    },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    /// `:`, and whether a comment stands behind it.
    Value {
        commented: bool,
    },
    Alias,
    Anchor,
    Tag {
        handle: usize,
    },
    Scalar(Style),
}

impl Token {
    pub(super) fn new(kind: Kind, spot: Spot, length: u32) -> Self {
        Self { kind, spot, length, text: SmolStr::default() }
    }

    /// The spot behind a token of one line.
    pub(super) fn end(&self) -> Spot {
        Spot { line: self.spot.line, column: self.spot.column + self.length }
    }
}

impl Kind {
    /// What a person would call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::StreamEnd => "the end of the text",
            Self::VersionDirective { .. } | Self::TagDirective { .. } => "a `%` directive",
            Self::DocumentStart => "`---`",
            Self::DocumentEnd => "`...`",
            Self::BlockSequenceStart => "a list",
            Self::BlockMappingStart => "a map",
            Self::BlockEnd => "a line further left",
            Self::FlowSequenceStart => "`[`",
            Self::FlowSequenceEnd => "`]`",
            Self::FlowMappingStart => "`{`",
            Self::FlowMappingEnd => "`}`",
            Self::BlockEntry => "`-`",
            Self::FlowEntry => "`,`",
            Self::Key => "a key",
            Self::Value { .. } => "`:`",
            Self::Alias => "an alias",
            Self::Anchor => "an anchor",
            Self::Tag { .. } => "a tag",
            Self::Scalar(_) => "a value",
        }
    }
}

//! Where a node was written.

/// A source text of this run, as numbered by [`crate::Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(crate) u32);

impl SourceId {
    /// The source of what no file holds, such as a value that a library user made by hand.
    pub const NOWHERE: Self = Self(u32::MAX);
}

/// The place of a node: lines and columns count from 1, columns and length in Unicode code points.
/// The length covers the part of the node that stands on its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The text that holds the node.
    pub source: SourceId,
    /// The line of the node's first character.
    pub line: u32,
    /// The column of the node's first character.
    pub column: u32,
    /// How many code points to underline on that line.
    pub length: u32,
}

impl Origin {
    /// The origin of what no file holds.
    pub const NOWHERE: Self = Self { source: SourceId::NOWHERE, line: 0, column: 0, length: 0 };

    /// The first character of a source: where a fault of the whole file is shown.
    pub fn start_of(source: SourceId) -> Self {
        Self { source, line: 1, column: 1, length: 1 }
    }

    /// Whether a file holds this place.
    pub fn is_somewhere(self) -> bool {
        self.source != SourceId::NOWHERE
    }
}

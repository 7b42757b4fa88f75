//! Why kustomize cannot print a tree.

use smol_str::SmolStr;

use crate::origin::Origin;
use crate::resolve::Disagreement;

/// What makes kustomize's printing fail, with the places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct PrintError {
    /// What is wrong.
    pub kind: PrintErrorKind,
    /// The node or key at fault; of two equal keys the second.
    pub origin: Origin,
    /// The first of two equal keys.
    pub related: Option<Origin>,
}

/// What makes kustomize's printing fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintErrorKind {
    /// Two entries of one map have the same key.
    #[error("the key `{0}` is given twice")]
    DuplicateKey(SmolStr),
    /// A key below the root that is a number, a boolean, null or a date.
    #[error("the key `{0}` is not a string: kustomize cannot print it without quotes")]
    KeyNotString(SmolStr),
    /// A key with a line break that JSON does not escape, or one of more than 1022 characters in JSON.
    #[error("the key `{0}` cannot be printed: go-yaml refuses keys that span lines or 1024 characters")]
    KeyTooLong(SmolStr),
    /// An infinity, or no number.
    #[error("`{0}` cannot be printed: JSON has no such number")]
    NotFinite(SmolStr),
    /// Tag and text disagree.
    #[error("`{text}` cannot be printed: {disagreement}")]
    Disagreement {
        /// The text of the scalar.
        text: SmolStr,
        /// How they disagree.
        disagreement: Disagreement,
    },
    /// A point in time whose offset from UTC is a day or more.
    #[error("`{0}` cannot be printed: its offset from UTC is a day or more")]
    TimeOffset(SmolStr),
    /// A character that YAML does not allow, such as U+007F.
    #[error("the control character U+{0:04X} is not allowed in YAML")]
    ControlCharacter(u32),
    /// A list or map that became empty below a key with a comment behind it.
    #[error("`{0}` has a comment behind its `:` and is empty now, which kustomize cannot print")]
    CommentedEmpty(SmolStr),
    /// A list or map below a key with a comment behind it, which a patch put where braces or brackets are written.
    #[error(
        "`{0}` has a comment behind its `:` and stands in braces or brackets now, which kustomize cannot print"
    )]
    CommentedInFlow(SmolStr),
    /// A text of several lines that begins with a tab: go-yaml writes it as a block that it cannot read.
    #[error("a text of several lines must not begin with a tab: kustomize cannot print it")]
    LeadingTab,
    /// `---` or `...` behind U+0085, which reads as a line break.
    #[error("a document marker behind U+0085 cannot be printed")]
    DocumentMarker,
}

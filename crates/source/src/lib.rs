//! Files to one YAML tree whose every node knows where it was written.
//!
//! [`read`] turns text into [`Node`]s with an [`Origin`] each, [`resolve`] says what a scalar means,
//! [`emit`] prints a tree as kustomize prints it, [`tree`] is the only way to files, and [`Finding`] is
//! what every check has to say, as plain data.
//!
//! This crate must not know Kubernetes, kustomize files or the terminal.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod de;
pub mod emit;
pub mod faithful;
pub mod finding;
pub mod finish;
pub mod history;
pub mod json;
pub mod node;
pub mod number;
pub mod origin;
pub mod read;
pub mod resolve;
pub mod source;
pub mod suggest;
pub mod tree;

pub use de::{DeError, Located, from_node};
pub use finding::{Finding, Related, ResourceId, Rule, Severity};
pub use history::{History, Input, Made};
pub use node::{Entry, Key, Mapping, Node, Removal, Scalar, Sequence, Style, Tag, Value};
pub use origin::{Origin, SourceId};
pub use source::{Source, Sources};
pub use tree::{FileKind, FileTree, TreeError};

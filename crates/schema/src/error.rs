//! What can go wrong before an object is looked at.

use crate::version::Version;

/// Why there is no catalog.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// The text is not a version such as `1.37`.
    #[error("`{0}` is not a Kubernetes version such as `1.37`")]
    MalformedVersion(String),
    /// There are no schemas for that version.
    #[error("there are no schemas for Kubernetes {version}; known: {}", list(known))]
    UnknownVersion {
        /// The version asked for.
        version: Version,
        /// The versions with schemas, oldest first.
        known: Vec<Version>,
    },
    /// The packed data is damaged, or of another layout.
    #[error("the packed schemas cannot be read")]
    Damaged,
}

fn list(versions: &[Version]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

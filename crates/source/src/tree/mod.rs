//! The only way to files: a directory, or memory, or one with others mounted into it.
//!
//! Paths are relative to the tree's root, with forward slashes and without `.` or `..`; the root is `""`.

mod directory;
mod memory;
mod mounted;
pub mod path;

pub use directory::Directory;
pub use memory::Memory;
pub use mounted::Mounted;

/// Whether a path is a file or a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
}

/// Why a path could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// Nothing is there.
    #[error("`{0}` does not exist")]
    Missing(String),
    /// The path, or what its symbolic links lead to, lies outside the tree.
    #[error("`{0}` lies outside the repository")]
    Outside(String),
    /// A directory where a file was asked for, a socket, a device.
    #[error("`{0}` is not a regular file")]
    NotAFile(String),
    /// A file over the limit.
    #[error("`{path}` is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The file.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A name that cannot be written in a kustomization file.
    #[error("the name of the directory `{0}` is not UTF-8: rename it")]
    NotUtf8(String),
    /// The operating system's own words.
    #[error("`{path}` cannot be read: {error}")]
    Io {
        /// The file.
        path: String,
        /// What the operating system said.
        error: std::io::Error,
    },
}

/// A tree of files. Every method follows symbolic links, and refuses what they lead to outside the tree.
pub trait FileTree: Send + Sync {
    /// The path with every symbolic link resolved, and what is there.
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError>;

    /// The bytes of a regular file.
    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError>;

    /// Every regular file below a directory, sorted; version control's own folders are left out, and symbolic
    /// links to directories are not entered.
    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError>;
}

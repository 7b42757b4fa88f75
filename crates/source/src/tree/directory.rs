//! A directory of the file system.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one way to the file system"
)]

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::{FileKind, FileTree, TreeError, path};

/// The most bytes that one file may have.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// How many symbolic links are followed on the way to one file, as many as Linux does.
const MAX_LINKS: usize = 40;

/// A directory of the file system. Nothing outside it is read, whatever symbolic links say.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    /// Directories resolved before: most files share theirs, and each would cost a system call a segment.
    resolved: RwLock<HashMap<String, String>>,
}

impl Directory {
    /// The tree below a directory; fails where there is none.
    pub fn open(root: impl AsRef<Path>) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        if root.is_dir() {
            Ok(Self { root, resolved: RwLock::default() })
        } else {
            Err(io::Error::new(io::ErrorKind::NotADirectory, "not a directory"))
        }
    }

    /// The root, without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn absolute(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.root.clone() } else { self.root.join(path) }
    }

    fn resolve_directory(&self, directory: &str) -> Result<String, TreeError> {
        if directory.is_empty() {
            return Ok(String::new());
        }
        if let Some(known) = self.resolved.read().unwrap_or_else(PoisonError::into_inner).get(directory) {
            return Ok(known.clone());
        }
        let (real, kind) = self.resolve_last(directory, MAX_LINKS)?;
        if kind != FileKind::Directory {
            return Err(TreeError::Missing(directory.to_owned()));
        }
        let mut resolved = self.resolved.write().unwrap_or_else(PoisonError::into_inner);
        resolved.insert(directory.to_owned(), real.clone());
        Ok(real)
    }

    fn resolve_last(&self, path: &str, links: usize) -> Result<(String, FileKind), TreeError> {
        if path.is_empty() {
            return Ok((String::new(), FileKind::Directory));
        }
        let parent = self.resolve_directory(path::parent(path))?;
        let real = path::join(&parent, path::file_name(path)).ok_or_else(|| outside(path))?;
        let absolute = self.absolute(&real);
        let metadata = fs::symlink_metadata(&absolute).map_err(|error| describe(path, error))?;
        if metadata.is_symlink() {
            self.follow(path, &parent, &absolute, links)
        } else if metadata.is_dir() {
            Ok((real, FileKind::Directory))
        } else if metadata.is_file() {
            Ok((real, FileKind::File))
        } else {
            Err(TreeError::NotAFile(path.to_owned()))
        }
    }

    fn follow(
        &self,
        path: &str,
        parent: &str,
        absolute: &Path,
        links: usize,
    ) -> Result<(String, FileKind), TreeError> {
        let left = links.checked_sub(1).ok_or_else(|| TreeError::Missing(path.to_owned()))?;
        let target = fs::read_link(absolute).map_err(|error| describe(path, error))?;
        let inside = target.strip_prefix(&self.root).ok();
        let text = inside.unwrap_or(&target).to_str().ok_or_else(|| outside(path))?;
        let base = if inside.is_some() { "" } else { parent };
        self.resolve_last(&path::join(base, text).ok_or_else(|| outside(path))?, left)
    }
}

impl FileTree for Directory {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        self.resolve_last(path, MAX_LINKS)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        let (real, kind) = self.resolve(path)?;
        if kind == FileKind::Directory {
            return Err(TreeError::NotAFile(path.to_owned()));
        }
        let mut bytes = Vec::new();
        let file = File::open(self.absolute(&real)).map_err(|error| describe(path, error))?;
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| describe(path, error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(TreeError::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
        }
        Ok(bytes)
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        let start = self.absolute(&self.resolve_directory(directory)?);
        let entries = walkdir::WalkDir::new(start).into_iter();
        let mut files = Vec::new();
        for entry in entries.filter_entry(|entry| !is_version_control(entry)) {
            let Ok(entry) = entry else { continue };
            if entry.file_type().is_dir() {
                continue;
            }
            if let Some(path) = entry.path().strip_prefix(&self.root).ok().and_then(Path::to_str) {
                files.push(path.replace('\\', "/"));
            }
        }
        files.sort();
        Ok(files)
    }
}

fn is_version_control(entry: &walkdir::DirEntry) -> bool {
    entry.file_type().is_dir() && entry.file_name() == ".git"
}

fn outside(path: &str) -> TreeError {
    TreeError::Outside(path.to_owned())
}

fn describe(path: &str, error: io::Error) -> TreeError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => TreeError::Missing(path.to_owned()),
        _ => TreeError::Io { path: path.to_owned(), error },
    }
}

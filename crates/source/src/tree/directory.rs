//! A directory of the file system.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one way to the file system"
)]

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::{FileKind, FileTree, TreeError, path};

/// The most bytes that one file may have.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// How many symbolic links are followed on the way to one file, as many as Linux does.
const MAX_LINKS: usize = 40;

/// The longest path, as on Linux: a longer one names nothing, and would cost a step a segment.
const MAX_PATH_BYTES: usize = 4096;

/// A directory of the file system. Nothing outside it is read, whatever symbolic links say.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    /// Directories seen before: most files share theirs, and each would cost a system call a segment.
    known: RwLock<HashSet<String>>,
}

impl Directory {
    /// The tree below a directory; fails where there is none.
    pub fn open(root: impl AsRef<Path>) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        if root.is_dir() {
            Ok(Self { root, known: RwLock::default() })
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

    /// What a path leads to. Every link on the way starts the walk again, with what it leads to in its place.
    fn resolve_links(&self, asked: &str) -> Result<(String, FileKind), TreeError> {
        let mut path = asked.to_owned();
        for _ in 0..=MAX_LINKS {
            match self.walk(asked, &path)? {
                Step::Done(real, kind) => return Ok((real, kind)),
                Step::Link(next) => path = next,
            }
        }
        Err(TreeError::Missing(asked.to_owned()))
    }

    /// Goes down a path, to its end or to the first link.
    fn walk(&self, asked: &str, path: &str) -> Result<Step, TreeError> {
        if path.len() > MAX_PATH_BYTES {
            return Err(TreeError::Missing(asked.to_owned()));
        }
        let mut real = self.known_beginning(path).to_owned();
        loop {
            let Some((segment, behind)) = next_segment(&path[real.len()..]) else {
                return Ok(Step::Done(real, FileKind::Directory));
            };
            let next = if real.is_empty() { segment.to_owned() } else { format!("{real}/{segment}") };
            let metadata =
                fs::symlink_metadata(self.absolute(&next)).map_err(|error| describe(asked, error))?;
            if metadata.is_symlink() {
                return self.follow(asked, &real, &next, behind).map(Step::Link);
            }
            if metadata.is_dir() {
                self.remember(&next);
                real = next;
            } else if !behind.is_empty() {
                return Err(TreeError::Missing(asked.to_owned()));
            } else if metadata.is_file() {
                return Ok(Step::Done(next, FileKind::File));
            } else {
                return Err(TreeError::NotAFile(asked.to_owned()));
            }
        }
    }

    /// What a link leads to, with the rest of the path behind it.
    fn follow(&self, asked: &str, parent: &str, link: &str, behind: &str) -> Result<String, TreeError> {
        let target = fs::read_link(self.absolute(link)).map_err(|error| describe(asked, error))?;
        let inside = target.strip_prefix(&self.root).ok();
        let text = inside.unwrap_or(&target).to_str().ok_or_else(|| outside(asked))?;
        let base = if inside.is_some() { "" } else { parent };
        let target = path::join(base, text).ok_or_else(|| outside(asked))?;
        path::join(&target, behind).ok_or_else(|| outside(asked))
    }

    /// The longest beginning of a path that is known to be a directory, no link on the way.
    fn known_beginning<'p>(&self, path: &'p str) -> &'p str {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut directory = path::parent(path);
        while !directory.is_empty() && !known.contains(directory) {
            directory = path::parent(directory);
        }
        directory
    }

    fn remember(&self, directory: &str) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(directory) {
            known.insert(directory.to_owned());
        }
    }

    fn real_directory(&self, directory: &str) -> Result<String, TreeError> {
        match self.resolve_links(directory)? {
            (real, FileKind::Directory) => Ok(real),
            (_, FileKind::File) => Err(TreeError::Missing(directory.to_owned())),
        }
    }
}

/// How far a walk down a path came.
enum Step {
    Done(String, FileKind),
    /// To a link: the whole path with what it leads to in its place.
    Link(String),
}

/// The first segment of a path and what is behind it.
fn next_segment(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    if rest.is_empty() { None } else { Some(rest.split_once('/').unwrap_or((rest, ""))) }
}

impl FileTree for Directory {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        self.resolve_links(path)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        let (real, kind) = self.resolve(path)?;
        if kind == FileKind::Directory {
            return Err(TreeError::NotAFile(path.to_owned()));
        }
        let mut bytes = Vec::new();
        let file = open(&self.absolute(&real)).map_err(|error| describe(path, error))?;
        // Between the look and the opening another file may have taken its place.
        if !file.metadata().map_err(|error| describe(path, error))?.is_file() {
            return Err(TreeError::NotAFile(path.to_owned()));
        }
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| describe(path, error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(TreeError::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
        }
        Ok(bytes)
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        let start = self.absolute(&self.real_directory(directory)?);
        let entries = walkdir::WalkDir::new(start).into_iter();
        let mut files = Vec::new();
        for entry in entries.filter_entry(|entry| !is_version_control(entry)) {
            let entry = entry.map_err(|error| unlisted(directory, error))?;
            let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            match relative.to_str() {
                // Whatever lies in a directory of such a name would be passed over in silence.
                None if entry.file_type().is_dir() => {
                    return Err(TreeError::NotUtf8(relative.to_string_lossy().into_owned()));
                }
                Some(path) if !entry.file_type().is_dir() => files.push(with_slashes(path)),
                _ => {}
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Opens a file without waiting for the other end, should it have become a pipe, and without following a link.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NO_WAIT_NO_FOLLOW);
    options.open(path)
}

/// `O_NONBLOCK | O_NOFOLLOW`.
#[cfg(all(target_os = "linux", not(any(target_arch = "aarch64", target_arch = "arm"))))]
const NO_WAIT_NO_FOLLOW: i32 = 0o4000 | 0o400_000;
#[cfg(all(target_os = "linux", any(target_arch = "aarch64", target_arch = "arm")))]
const NO_WAIT_NO_FOLLOW: i32 = 0o4000 | 0o100_000;
#[cfg(target_os = "macos")]
const NO_WAIT_NO_FOLLOW: i32 = 0x4 | 0x100;

fn with_slashes(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '/' {
        path.to_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// A directory that cannot be listed: what lies in it would be passed over in silence.
fn unlisted(directory: &str, error: walkdir::Error) -> TreeError {
    let path = error.path().map_or_else(|| directory.to_owned(), |path| path.display().to_string());
    TreeError::Io { path, error: error.into() }
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

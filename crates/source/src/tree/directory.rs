//! A directory of the file system.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the one way to the file system"
)]

use std::collections::{HashMap, HashSet};
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

/// The directory in which git keeps its own files.
const VERSION_CONTROL: &str = ".git";

/// A directory of the file system. Nothing outside it is read, whatever symbolic links say.
///
/// What was seen once is not asked for again: a tree shows its files as they were when it first came upon them.
#[derive(Debug)]
pub struct Directory {
    root: PathBuf,
    seen: RwLock<Seen>,
}

/// What a tree has come upon. Most files share their directories, and each would cost a system call a segment; a listing
/// tells all that lies in a directory at once.
#[derive(Debug, Default)]
struct Seen {
    kinds: HashMap<String, Kind>,
    /// The directories whose content is known to be all among the kinds.
    listed: HashSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Directory,
    Link,
    /// A pipe, a device and their like.
    Other,
}

impl From<fs::FileType> for Kind {
    fn from(file_type: fs::FileType) -> Self {
        if file_type.is_symlink() {
            Self::Link
        } else if file_type.is_dir() {
            Self::Directory
        } else if file_type.is_file() {
            Self::File
        } else {
            Self::Other
        }
    }
}

impl Directory {
    /// The tree below a directory; fails where there is none.
    pub fn open(root: impl AsRef<Path>) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        if root.is_dir() {
            Ok(Self { root, seen: RwLock::default() })
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
            match self.kind(&next).map_err(|error| describe(asked, error))? {
                Kind::Link => return self.follow(asked, &real, &next, behind).map(Step::Link),
                Kind::Directory => real = next,
                Kind::File | Kind::Other if !behind.is_empty() => {
                    return Err(TreeError::Missing(asked.to_owned()));
                }
                Kind::File => return Ok(Step::Done(next, FileKind::File)),
                Kind::Other => return Err(TreeError::NotAFile(asked.to_owned())),
            }
        }
    }

    /// What stands at a path whose directories are no links.
    fn kind(&self, path: &str) -> io::Result<Kind> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = seen.kinds.get(path) {
            return Ok(*kind);
        }
        // Elsewhere a name can be spelt in several ways. What belongs to git is never listed.
        if cfg!(target_os = "linux")
            && seen.listed.contains(path::parent(path))
            && path::file_name(path) != VERSION_CONTROL
        {
            return Err(io::ErrorKind::NotFound.into());
        }
        drop(seen);
        let kind = Kind::from(fs::symlink_metadata(self.absolute(path))?.file_type());
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.kinds.insert(path.to_owned(), kind);
        Ok(kind)
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
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let mut directory = path::parent(path);
        while !directory.is_empty() && seen.kinds.get(directory) != Some(&Kind::Directory) {
            directory = path::parent(directory);
        }
        directory
    }

    /// Remembers a listing: what lies below a directory, all of it.
    fn remember(&self, start: String, listing: &[(String, Kind)]) {
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        let directories = listing.iter().filter(|(_, kind)| *kind == Kind::Directory);
        seen.listed.extend(directories.map(|(path, _)| path.clone()));
        seen.listed.insert(start);
        seen.kinds.extend(listing.iter().cloned());
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
        let file = open(&self.absolute(&real)).map_err(|error| describe(path, error))?;
        // Between the look and the opening another file may have taken its place.
        let metadata = file.metadata().map_err(|error| describe(path, error))?;
        if !metadata.is_file() {
            return Err(TreeError::NotAFile(path.to_owned()));
        }
        // One byte more than there is, so that the end is found without another buffer.
        let size = usize::try_from(metadata.len().min(MAX_FILE_BYTES)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size + 1);
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| describe(path, error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(TreeError::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
        }
        Ok(bytes)
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        let real = self.real_directory(directory)?;
        let mut entries = walkdir::WalkDir::new(self.absolute(&real)).min_depth(1).into_iter();
        let mut listing = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|error| unlisted(directory, error))?;
            if is_version_control(&entry) {
                entries.skip_current_dir();
                continue;
            }
            let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            match relative.to_str() {
                Some(path) => listing.push((with_slashes(path), Kind::from(entry.file_type()))),
                // Whatever lies in a directory of such a name would be passed over in silence.
                None if entry.file_type().is_dir() => {
                    return Err(TreeError::NotUtf8(relative.to_string_lossy().into_owned()));
                }
                None => {}
            }
        }
        self.remember(real, &listing);
        let mut files: Vec<String> =
            listing.into_iter().filter(|(_, kind)| *kind != Kind::Directory).map(|(path, _)| path).collect();
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
    entry.file_type().is_dir() && entry.file_name() == VERSION_CONTROL
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

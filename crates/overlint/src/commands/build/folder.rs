//! A folder of rendered overlays: only what changes is written, each file as a whole, and nothing outside it.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use overlint_kustomize::kustomization::is_kustomization_file;
use overlint_source::tree::path;

/// The file of what lies at the root itself.
pub(super) const AT_ROOT: &str = "root.yaml";

/// Whether a file had to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Changed,
    Same,
}

/// A folder that rendered overlays are written to.
pub(super) struct Folder {
    path: PathBuf,
}

/// Where the overlay of a directory goes, as a path below the folder.
pub(super) fn file_of(directory: &str) -> String {
    if directory == "." { AT_ROOT.to_owned() } else { format!("{directory}.yaml") }
}

impl Folder {
    /// Opens the folder, which is made where it is not there. It must not hold the sources: what a person wrote might
    /// have the name of what is rendered.
    pub(super) fn open(path: &Path, sources: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        fs::create_dir_all(path).with_context(|| format!("the directory `{shown}` cannot be made"))?;
        let path = path.canonicalize().with_context(|| format!("`{shown}` cannot be opened"))?;
        if sources.starts_with(&path) {
            bail!("the sources lie in `{shown}`; render into a directory of its own");
        }
        Ok(Self { path })
    }

    /// Writes a file, unless it has these bytes already. It appears as a whole, under its own name: where a link
    /// stands, the link is replaced and not followed.
    pub(super) fn write(&self, file: &str, text: &str) -> io::Result<Written> {
        if file.split('/').any(|segment| segment == "..") {
            return Err(io::Error::other("it would lie outside"));
        }
        if is_kustomization_file(path::file_name(file)) {
            return Err(io::Error::other("it would be taken for a kustomization"));
        }
        let target = self.path.join(file);
        if is_same(&target, text)? {
            return Ok(Written::Same);
        }
        let parent = self.make(path::parent(file))?;
        let mut temporary = temporary().tempfile_in(parent)?;
        temporary.write_all(text.as_bytes())?;
        temporary.persist(target)?;
        Ok(Written::Changed)
    }

    /// Makes a directory below the folder, through no link.
    fn make(&self, directory: &str) -> io::Result<PathBuf> {
        let mut made = self.path.clone();
        for segment in directory.split('/').filter(|segment| !segment.is_empty()) {
            made.push(segment);
            match fs::create_dir(&made) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ if !fs::symlink_metadata(&made)?.is_dir() => {
                    return Err(io::Error::other(format!("`{}` is no directory", made.display())));
                }
                _ => {}
            }
        }
        Ok(made)
    }

    /// The YAML files in the folder, hidden ones aside, that are none of these, as paths below it.
    pub(super) fn others(&self, files: &HashSet<&str>) -> io::Result<Vec<String>> {
        let (mut others, mut open) = (Vec::new(), vec![String::new()]);
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(self.path.join(&directory))? {
                let entry = entry?;
                let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
                if name.starts_with('.') {
                    continue;
                }
                let file = path::join(&directory, &name).unwrap_or(name);
                if entry.file_type()?.is_dir() {
                    open.push(file);
                } else if Path::new(&file).extension() == Some("yaml".as_ref())
                    && !files.contains(file.as_str())
                {
                    others.push(file);
                }
            }
        }
        others.sort();
        Ok(others)
    }
}

/// Whether a regular file with these bytes lies there.
fn is_same(target: &Path, text: &str) -> io::Result<bool> {
    let same_size = |metadata: Metadata| metadata.is_file() && metadata.len() == text.len() as u64;
    match fs::symlink_metadata(target) {
        Ok(metadata) => Ok(same_size(metadata) && fs::read(target)? == text.as_bytes()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// A file that is as open to others as any that the user makes.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".overlint-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

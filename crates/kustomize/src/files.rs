//! Reading the files that a kustomization names, within the limits that kustomize sets.

use std::cell::Cell;
use std::sync::Arc;

use overlint_source::read::{Limits, Place, ReadError, decode};
use overlint_source::suggest::closest;
use overlint_source::tree::path;
use overlint_source::{FileKind, FileTree, Origin, SourceId, Sources, Style, TreeError};

use crate::budget::limit;
use crate::error::{BuildError, Fault, Result};
use crate::kustomization::Text;
use crate::remote::{Remotes, is_remote_file};
use crate::target::{failed, not_allowed};

/// Where the files of a kustomization may lie: kustomize's `--load-restrictor`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadRestrictor {
    /// In or below the directory of the kustomization that names them.
    #[default]
    RootOnly,
    /// Anywhere in the tree; within what was fetched the rule stays.
    None,
}

/// How many bytes of files and compiled patterns one kustomization may hold, each file as often as it is named.
pub(crate) const MAX_READ: usize = 64 << 20;

/// The way to the files of one kustomization.
#[derive(Clone, Copy)]
pub(crate) struct Files<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) sources: &'a Sources,
    pub(crate) directory: &'a str,
    pub(crate) restrictor: LoadRestrictor,
    pub(crate) remotes: Option<&'a Remotes<'a>>,
    /// How many bytes of files and patterns are held for this kustomization.
    pub(crate) read: &'a Cell<usize>,
}

/// A text file that was read.
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) source: SourceId,
    pub(crate) text: Arc<str>,
}

impl Files<'_> {
    /// The real path of a file that a kustomization names, checked against the restrictor.
    pub(crate) fn resolve(&self, name: &Text) -> Result<String> {
        if is_remote_file(&name.text) {
            let remotes = self.remotes.ok_or_else(|| not_allowed(name))?;
            return remotes.file(&name.text).map_err(|error| failed(name, &error));
        }
        let asked = name.origin;
        let relative = path::join(self.directory, name.as_str()).ok_or_else(|| self.outside(name))?;
        match self.tree.resolve(&relative) {
            Ok((real, FileKind::File)) => {
                if self.may_lie_anywhere() || path::is_within(&real, self.directory) {
                    Ok(real)
                } else {
                    Err(self.outside(name))
                }
            }
            Ok((_, FileKind::Directory)) => {
                let message = format!("`{}` is a directory; a file is needed here", name.text);
                Err(BuildError::new(Fault::MissingFile, asked, message))
            }
            Err(TreeError::Outside(_)) => Err(self.outside(name)),
            Err(TreeError::Missing(_)) => Err(not_there(self.tree, self.directory, name)),
            Err(error) => Err(BuildError::new(Fault::MissingFile, asked, error.to_string())),
        }
    }

    /// Whether the restrictor is lifted. In what was fetched it never is.
    fn may_lie_anywhere(&self) -> bool {
        self.restrictor == LoadRestrictor::None && path::split_mount(self.directory).is_none()
    }

    /// A file that lies where a kustomization may not read.
    pub(crate) fn outside(&self, name: &Text) -> BuildError {
        let directory = path::relative(self.directory, "");
        let message = format!("`{}` does not lie in or below `{directory}`", name.text);
        BuildError::new(Fault::Outside, name.origin, message).help(
            "move the file below the kustomization, make its folder a base, or allow it with \
             `--load-restrictor LoadRestrictionsNone`",
        )
    }

    /// The bytes of a file that a kustomization names, with its real path.
    pub(crate) fn bytes(&self, name: &Text) -> Result<(String, Vec<u8>)> {
        let real = self.resolve(name)?;
        let bytes = self.read(&real, name.origin)?;
        Ok((real, bytes))
    }

    /// The text of a YAML file that a kustomization names.
    pub(crate) fn text(&self, name: &Text) -> Result<TextFile> {
        let (real, bytes) = self.bytes(name)?;
        self.decode_text(real, &bytes)
    }

    /// The text of a file at a real path.
    pub(crate) fn text_at(&self, real: &str, asked: Origin) -> Result<TextFile> {
        let bytes = self.read(real, asked)?;
        self.decode_text(real.to_owned(), &bytes)
    }

    fn read(&self, real: &str, asked: Origin) -> Result<Vec<u8>> {
        let bytes = self.tree.read(real).map_err(|error| unreadable(&error, asked))?;
        self.charge(bytes.len(), asked)?;
        Ok(bytes)
    }

    /// Charges bytes that this kustomization makes the program hold.
    pub(crate) fn charge(&self, bytes: usize, asked: Origin) -> Result<()> {
        self.read.set(self.read.get().saturating_add(bytes));
        if self.read.get() <= MAX_READ {
            return Ok(());
        }
        let message = format!(
            "with this the kustomization goes over the limit of {MAX_READ} bytes for files and patterns"
        );
        Err(limit(asked, message))
    }

    /// The text of a file that was read.
    pub(crate) fn decode_text(&self, path: String, bytes: &[u8]) -> Result<TextFile> {
        match decode(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                let source = self.sources.add(path.as_str(), text.clone());
                Ok(TextFile { path, source, text })
            }
            Err(error) => {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let source = self.sources.add(path.as_str(), text);
                let message = format!("`{path}` is not text: {}", error.message);
                Err(BuildError::new(Fault::Syntax, Origin::start_of(source), message))
            }
        }
    }

    /// Where a part of a scalar stands, by its first byte in the text; the whole where the source spells it otherwise.
    pub(crate) fn part_of(&self, text: &Text, start: usize, part: &str) -> Origin {
        let Origin { source, line, column, .. } = text.origin;
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let file = self.sources.get(source);
        let written = file.as_ref().and_then(|file| file.line(line)).unwrap_or_default();
        let at = written
            .char_indices()
            .nth((column as usize).saturating_sub(1))
            .map_or(written.len(), |(at, _)| at);
        let quote = written[at..].starts_with(['"', '\'']);
        if !written[at + usize::from(quote)..].starts_with(text.as_str()) {
            return text.origin;
        }
        let column = column + u32::from(quote) + count(&text.text[..start]);
        Origin { source, line, column, length: count(part).max(1) }
    }

    /// Where the text of a scalar stands.
    pub(crate) fn place_of(&self, text: &Text) -> Place {
        place_of(self.sources, text)
    }
}

/// Where the text of a scalar stands: a literal block has the lines of its file, anything else one place.
pub(crate) fn place_of(sources: &Sources, text: &Text) -> Place {
    let at = Place::At(text.origin);
    if text.style != Style::Literal {
        return at;
    }
    let Some(source) = sources.get(text.origin.source) else { return at };
    let Some((skipped, first)) = text.text.split('\n').enumerate().find(|(_, line)| !line.is_empty()) else {
        return at;
    };
    let line = text.origin.line + 1 + u32::try_from(skipped).unwrap_or(0);
    let Some(written) = source.line(line) else { return at };
    match written.strip_suffix(first) {
        Some(indent) => Place::Within {
            source: text.origin.source,
            first_line: text.origin.line + 1,
            indent: u32::try_from(indent.len()).unwrap_or(0),
        },
        None => at,
    }
}

/// A file that is there and cannot be read.
pub(crate) fn unreadable(error: &TreeError, asked: Origin) -> BuildError {
    let fault = if let TreeError::TooLarge { .. } = error { Fault::Limit } else { Fault::MissingFile };
    BuildError::new(fault, asked, error.to_string())
}

/// A path of a kustomization file that leads nowhere, with the one that was meant, if one is close.
pub(crate) fn not_there(tree: &dyn FileTree, directory: &str, name: &Text) -> BuildError {
    let error = BuildError::new(Fault::MissingFile, name.origin, format!("`{}` does not exist", name.text));
    let written = name.text.trim_end_matches('/');
    match path::join(directory, written).and_then(|wanted| sibling(tree, &wanted)) {
        Some(near) => {
            let before = written.strip_suffix(path::file_name(written)).unwrap_or_default();
            error.help(format!("did you mean `{before}{near}`?"))
        }
        None => error.help("correct the path, or add what it names"),
    }
}

/// The file or directory beside a path that is called nearly the same. The root is not searched: it may be huge.
fn sibling(tree: &dyn FileTree, wanted: &str) -> Option<String> {
    let parent = path::parent(wanted);
    if parent.is_empty() {
        return None;
    }
    let below = tree.files(parent).ok()?;
    let names =
        below.iter().filter_map(|file| file.strip_prefix(parent)?.strip_prefix('/')?.split('/').next());
    closest(path::file_name(wanted), names).map(str::to_owned)
}

/// What a path leads to, if that lies within the directory.
pub(crate) fn resolve_within(tree: &dyn FileTree, file: &str, directory: &str) -> Option<(String, FileKind)> {
    tree.resolve(file).ok().filter(|(real, _)| path::is_within(real, directory))
}

/// A reader's error as a build error.
pub(crate) fn syntax(error: &ReadError, file: &str) -> BuildError {
    let fault = if error.is_limit {
        BuildError::new(Fault::Limit, error.origin, error.message.clone())
    } else {
        let message = format!("`{file}` is not valid YAML: {}", error.message);
        BuildError::new(Fault::Syntax, error.origin, message).help("correct the syntax")
    };
    match &error.related {
        Some((origin, message)) => fault.related(*origin, message.clone()),
        None => fault,
    }
}

/// The reader's limits for every file of a build.
pub(crate) fn limits() -> Limits {
    Limits::default()
}

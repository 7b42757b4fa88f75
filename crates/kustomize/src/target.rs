//! What an entry of `resources` or `components` leads to: a file, a directory, or something to fetch.
//!
//! Source of the rules: `accumulateResources` in `api/internal/target/kusttarget.go` and `api/internal/loader` of
//! kustomize 5.8.2.

use overlint_source::read::{Place, decode};
use overlint_source::tree::path;
use overlint_source::{FileKind, FileTree, Node, Sources, TreeError};
use smol_str::SmolStr;

use crate::documents::read_objects;
use crate::error::{BuildError, Fault};
use crate::files::{not_there, place_of};
use crate::kustomization::Text;
use crate::remote::{RemoteError, Remotes, RepoSpec, Transport, is_remote_file};

/// What an entry leads to.
pub(crate) enum Found {
    /// A file, by its path in the tree.
    File(String),
    /// Another directory.
    Directory(String),
    /// A directory of a repository that was fetched, and what there is to say of its URL.
    Clone { directory: String, url: SmolStr, note: Option<BuildError> },
    /// Not a path at all, but the objects themselves.
    Inline(Vec<Node>),
    /// Nothing that can be built.
    Nowhere(BuildError),
}

/// Where entries are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Finder<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) sources: &'a Sources,
    /// Without it nothing is fetched.
    pub(crate) remotes: Option<&'a Remotes<'a>>,
}

impl Finder<'_> {
    /// What an entry of `resources` leads to: a file of that name, or a repository, or a directory.
    pub(crate) fn resource(&self, directory: &str, text: &Text) -> Found {
        if is_remote_file(&text.text) { self.url(directory, text) } else { self.local(directory, text) }
    }

    /// What an entry of `components` leads to: a repository, or else a directory.
    pub(crate) fn component(&self, directory: &str, text: &Text) -> Found {
        match RepoSpec::parse(&text.text) {
            Some(spec) => self.repository(directory, text, &spec),
            None => self.local(directory, text),
        }
    }

    /// What an entry of `generators`, `transformers` or `validators` leads to. What reads as objects is no path, even
    /// where it holds none.
    pub(crate) fn plugin(&self, directory: &str, text: &Text) -> Found {
        let objects = read_objects(&text.text, place_of(self.sources, text), "configuration");
        objects.map_or_else(|_| self.resource(directory, text), Found::Inline)
    }

    fn local(&self, directory: &str, text: &Text) -> Found {
        let name = text.as_str();
        if name.starts_with('/') {
            let message = format!("`{name}` is an absolute path");
            return Found::Nowhere(
                BuildError::new(Fault::Outside, text.origin, message)
                    .help("write the path relative to this kustomization"),
            );
        }
        let found = path::join(directory, name).map(|joined| self.tree.resolve(&joined));
        if let Some(Ok((real, FileKind::File))) = found {
            return Found::File(real);
        }
        if let Some(spec) = RepoSpec::parse(name) {
            return self.repository(directory, text, &spec);
        }
        match found {
            Some(Ok((real, _))) => Found::Directory(real),
            None | Some(Err(TreeError::Outside(_))) => Found::Nowhere(outside(directory, text)),
            Some(Err(_)) => Found::Nowhere(missing(self.tree, directory, text)),
        }
    }

    /// What lies behind an `http` or `https` URL. kustomize always asks for a file first; what plainly names a repository
    /// is one here, since a commit that was fetched once must not have its host asked again in each run.
    fn url(&self, directory: &str, text: &Text) -> Found {
        let Some(remotes) = self.remotes else { return Found::Nowhere(not_allowed(text)) };
        let Some(spec) = RepoSpec::parse(&text.text) else {
            let file = remotes.file(&text.text).map(Found::File);
            return file.unwrap_or_else(|error| Found::Nowhere(failed(text, &error)));
        };
        if spec.is_explicit() {
            return match self.repository(directory, text, &spec) {
                Found::Nowhere(error) if !spec.is_divided => {
                    self.manifest(remotes, text).unwrap_or(Found::Nowhere(error))
                }
                found => found,
            };
        }
        if let Some(file) = self.manifest(remotes, text) {
            return file;
        }
        match (self.repository(directory, text, &spec), remotes.file(&text.text)) {
            // What is wrong with the file is the better thing to say.
            (Found::Nowhere(_), Ok(file)) if spec.is_manifest() => Found::File(file),
            (Found::Nowhere(_), Err(error)) if spec.is_manifest() => Found::Nowhere(failed(text, &error)),
            (found, _) => found,
        }
    }

    /// The file of that URL, if it is one of objects and not, as is usual, a page for people.
    fn manifest(&self, remotes: &Remotes<'_>, text: &Text) -> Option<Found> {
        let file = remotes.file(&text.text).ok().filter(|file| self.holds_objects(file));
        file.map(Found::File)
    }

    fn holds_objects(&self, file: &str) -> bool {
        let Ok(bytes) = self.tree.read(file) else { return false };
        let Ok(text) = decode(&bytes) else { return false };
        let source = self.sources.add(file, text.as_ref());
        read_objects(&text, Place::of(source), file).is_ok()
    }

    fn repository(&self, directory: &str, text: &Text, spec: &RepoSpec) -> Found {
        let Some(remotes) = self.remotes else { return Found::Nowhere(not_allowed(text)) };
        if spec.transport() == Transport::File && is_from_network(directory) {
            let message = format!("`{}` would lead from a remote repository to this machine", shown(text));
            return Found::Nowhere(BuildError::new(Fault::Outside, text.origin, message));
        }
        match remotes.base(spec) {
            Ok(base) => Found::Clone {
                directory: base.directory,
                url: text.text.clone(),
                note: base.floats.then(|| floating(text, spec)),
            },
            Err(error) => Found::Nowhere(failed(text, &error)),
        }
    }
}

/// Whether a directory lies in a repository that came from another machine.
fn is_from_network(directory: &str) -> bool {
    path::split_mount(directory).is_some_and(|(mount, _)| !mount.starts_with("file://"))
}

fn shown(text: &Text) -> String {
    crate::remote::without_password(&text.text)
}

fn outside(directory: &str, text: &Text) -> BuildError {
    let message = format!("`{}` lies outside the repository", text.text);
    let error = BuildError::new(Fault::Outside, text.origin, message);
    match path::split_mount(directory) {
        Some(_) => error.help("name what lies within the repository that this comes from"),
        None => error.help("name the directory that holds both with `--root`"),
    }
}

fn missing(tree: &dyn FileTree, directory: &str, text: &Text) -> BuildError {
    let error = not_there(tree, directory, text);
    if text.text.contains("://") || text.text.contains("?ref=") || text.text.contains(".git/") {
        error.help("kustomize takes this for a path; a repository begins with `https://` or `ssh://`")
    } else {
        error
    }
}

/// A remote base or file that nothing allows to be fetched.
pub(crate) fn not_allowed(text: &Text) -> BuildError {
    let message = format!("`{}` is remote, and nothing allows it to be fetched", shown(text));
    BuildError::new(Fault::Remote, text.origin, message)
        .help("allow it with `--allow-remote`, or copy what it names into the repository")
}

/// A remote base or file that cannot be had.
pub(crate) fn failed(text: &Text, error: &RemoteError) -> BuildError {
    let message = format!("`{}` cannot be fetched: {error}", shown(text));
    BuildError::new(Fault::Fetch, text.origin, message).help("correct the URL, or copy what it names")
}

fn floating(text: &Text, spec: &RepoSpec) -> BuildError {
    let what = match &*spec.reference {
        "" => "has no `ref`".to_owned(),
        branch => format!("follows the branch `{branch}`"),
    };
    let message = format!("`{}` {what}: what it builds may change from one day to the next", shown(text));
    BuildError::new(Fault::FloatingRemote, text.origin, message)
        .help("pin it with `?ref=` and the hash of a commit, or a tag")
}

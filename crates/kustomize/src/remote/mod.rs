//! Remote bases and files: what kustomize takes for one, and the way to them, if there is one.
//!
//! Source of the rules: `api/internal/loader/fileloader.go` of kustomize 5.8.2. This crate fetches nothing by itself:
//! what fetches is a [`Remote`] that the caller gives, and without one everything remote is refused.

mod query;
mod spec;
mod validate;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use overlint_source::tree::{Mounted, path};
use overlint_source::{FileKind, FileTree, TreeError};

pub use spec::{RepoSpec, without_password};
pub use validate::{Transport, check_file_url};

/// How many repositories and files one run may fetch.
const MAX_FETCHED: usize = 200;

/// How many bytes the files of one run that are fetched one by one may hold.
const MAX_FILE_BYTES: usize = 256 << 20;

/// What fetches. Nothing of what it is given has to be checked again: hosts and refs are valid.
pub trait Remote: Sync {
    /// The files of a repository, as they are at the ref of the spec. Submodules are not fetched.
    fn repository(&self, spec: &RepoSpec) -> Result<Repository, RemoteError>;

    /// The bytes of a file, by its `http` or `https` URL.
    fn file(&self, url: &str) -> Result<Vec<u8>, RemoteError>;
}

/// A repository that was fetched.
pub struct Repository {
    /// Its files, without those of version control.
    pub tree: Box<dyn FileTree>,
    /// Whether the ref is one that moves: a branch, or none.
    pub floats: bool,
}

/// Why something was not fetched, in lower case without a full stop.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct RemoteError(pub String);

/// The remote bases and files of a run, each fetched once. They lie in the tree that is read from, below the URL that
/// they come from.
pub struct Remotes<'a> {
    tree: Mounted<'a>,
    fetcher: &'a dyn Remote,
    fetched: Mutex<HashMap<String, Arc<OnceLock<Fetched>>>>,
    file_bytes: Mutex<usize>,
}

type Fetched = Result<Floats, RemoteError>;
type Floats = bool;

/// A directory of a repository that was fetched.
#[derive(Clone, Debug)]
pub struct Base {
    /// Its path in the tree.
    pub directory: String,
    /// Whether the same URL may lead to other files tomorrow.
    pub floats: bool,
}

impl<'a> Remotes<'a> {
    /// Remote bases and files beside what lies in a tree.
    pub fn new(tree: &'a dyn FileTree, fetcher: &'a dyn Remote) -> Self {
        Self { tree: Mounted::over(tree), fetcher, fetched: Mutex::default(), file_bytes: Mutex::default() }
    }

    /// The tree with all that was fetched in it.
    pub fn tree(&self) -> &dyn FileTree {
        &self.tree
    }

    /// Fetches a repository, unless it is there already, and finds the directory that is meant.
    pub fn base(&self, spec: &RepoSpec) -> Result<Base, RemoteError> {
        let mount = mount_of(spec);
        let floats = self.once(&mount, || {
            validate::check(spec)?;
            let Repository { tree, floats } = self.fetcher.repository(spec)?;
            self.tree.mount(&mount, tree);
            Ok(floats)
        })?;
        let refuse = |what: &str| Err(RemoteError(format!("`{}` {what} the repository", spec.directory)));
        let Some(root) = spec.root() else { return refuse("leads out of") };
        match self.tree.resolve(&path::in_mount(&mount, &root)) {
            Ok((directory, FileKind::Directory)) => Ok(Base { directory, floats }),
            Ok((_, FileKind::File)) => refuse("is a file, and no directory, of"),
            Err(TreeError::Outside(_)) => refuse("leads out of"),
            Err(_) => refuse("is no directory of"),
        }
    }

    /// Fetches a file, unless it is there already, and says its path in the tree.
    pub fn file(&self, url: &str) -> Result<String, RemoteError> {
        let shown = without_password(url);
        self.once(&shown, || {
            check_file_url(url)?;
            let bytes = self.fetcher.file(url)?;
            self.charge(bytes.len())?;
            self.tree.add_file(&shown, bytes);
            Ok(false)
        })?;
        Ok(shown)
    }

    fn once(&self, key: &str, fetch: impl FnOnce() -> Fetched) -> Fetched {
        let cell = {
            let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
            if fetched.len() >= MAX_FETCHED && !fetched.contains_key(key) {
                return Err(RemoteError(format!("a run may fetch {MAX_FETCHED} repositories and files")));
            }
            fetched.entry(key.to_owned()).or_default().clone()
        };
        cell.get_or_init(fetch).clone()
    }

    fn charge(&self, bytes: usize) -> Result<(), RemoteError> {
        let mut total = self.file_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *total = total.saturating_add(bytes);
        if *total <= MAX_FILE_BYTES {
            return Ok(());
        }
        Err(RemoteError(format!("a run may fetch {MAX_FILE_BYTES} bytes of files")))
    }
}

/// What a repository at a ref is called in the tree. Passwords are left out, and what is not valid is never mounted.
fn mount_of(spec: &RepoSpec) -> String {
    match &*spec.reference {
        "" => spec.shown(),
        reference => format!("{}?ref={reference}", spec.shown()),
    }
}

/// Whether kustomize would fetch a file by this name.
pub(crate) fn is_remote_file(name: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| name.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

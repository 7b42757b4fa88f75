//! Fetching remote bases with `git` and remote files with `curl`, both as separate programs that are held on a short
//! line: besides the kustomize of `overlint verify`, nothing else is ever run, and only if asked to.

mod address;
mod curl;
mod git;
pub(crate) mod program;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use overlint_kustomize::remote::{Remote, RemoteError, RepoSpec, Repository};

use curl::Curl;
use git::Git;

/// Fetches by running programs.
pub(crate) struct Fetcher {
    git: Git,
    curl: Curl,
}

impl Fetcher {
    /// One that keeps what it fetches in this directory, or else in the user's cache.
    pub(crate) fn new(cache: Option<&Path>) -> anyhow::Result<Self> {
        let cache = match cache {
            Some(cache) => cache.to_owned(),
            None => {
                user_cache().context("there is no directory for the cache; name one with `--cache-dir`")?
            }
        };
        let cache = std::path::absolute(&cache).with_context(|| format!("`{}`", cache.display()))?;
        Ok(Self { git: Git::new(cache.join("git")), curl: Curl::default() })
    }
}

impl Remote for Fetcher {
    fn repository(&self, spec: &RepoSpec) -> Result<Repository, RemoteError> {
        self.git.repository(spec)
    }

    fn file(&self, url: &str) -> Result<Vec<u8>, RemoteError> {
        self.curl.file(url)
    }
}

/// The folder for this program where the system keeps caches.
fn user_cache() -> Option<PathBuf> {
    let directory = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        directory("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        directory("HOME").map(|home| home.join("Library/Caches"))
    } else {
        directory("XDG_CACHE_HOME").or_else(|| directory("HOME").map(|home| home.join(".cache")))
    };
    caches.map(|caches| caches.join("overlint"))
}

//! One input: a tree of files, the directory that is built, and the flags of the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A file with its bytes.
    File(Vec<u8>),
    /// A symbolic link and what it says.
    Link(String),
}

/// The directory that an input's objects are written to, from the root of its tree.
pub(crate) const FILES: &str = "../files";

/// The flags of `kustomize build` that change what is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// `--load-restrictor LoadRestrictionsNone`.
    pub(crate) load_anything: bool,
    /// `--reorder`, where it is given.
    pub(crate) reorder: Option<&'static str>,
    /// `--enable-managedby-label`.
    pub(crate) managed_by: bool,
    /// `--output` with a directory.
    pub(crate) files: bool,
}

impl Flags {
    /// As they are written on the command line.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut arguments = Vec::new();
        if self.load_anything {
            arguments.extend(["--load-restrictor", "LoadRestrictionsNone"]);
        }
        if let Some(order) = self.reorder {
            arguments.extend(["--reorder", order]);
        }
        if self.managed_by {
            arguments.push("--enable-managedby-label");
        }
        if self.files {
            arguments.extend(["--output", FILES]);
        }
        arguments
    }
}

/// One input of the differential test.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    /// What makes this input again.
    pub(crate) seed: u64,
    /// The tree, by path from its root.
    pub(crate) entries: BTreeMap<String, Entry>,
    /// The directory that is built.
    pub(crate) directory: String,
    /// The flags of the build.
    pub(crate) flags: Flags,
    /// What the input shows: fields, traps and more, see `coverage.rs`.
    pub(crate) features: BTreeSet<String>,
}

impl Input {
    /// The arguments of `kustomize build`, run at the root of the tree.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut arguments = self.flags.arguments();
        arguments.push(if self.directory.is_empty() { "." } else { &self.directory });
        arguments
    }

    /// Whether the directory that is built holds a kustomization.
    pub(crate) fn has_root(&self) -> bool {
        let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
        names.iter().any(|name| {
            self.entries.contains_key(format!("{}/{name}", self.directory).trim_start_matches('/'))
        })
    }

    /// Writes the tree into an empty directory.
    pub(crate) fn write(&self, root: &Path) -> Result<()> {
        for (path, entry) in &self.entries {
            let place = root.join(path);
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            match entry {
                Entry::File(bytes) => fs::write(&place, bytes),
                Entry::Link(target) => link(target, &place),
            }
            .with_context(|| format!("writing {}", place.display()))?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn link(target: &str, place: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

/// Elsewhere a link is not for everybody to make, so the input goes without.
#[cfg(not(unix))]
fn link(_target: &str, _place: &Path) -> std::io::Result<()> {
    Ok(())
}

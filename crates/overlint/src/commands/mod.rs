//! The commands, one file each.

pub(crate) mod baseline;
mod build;
mod check;
mod each;
mod explain;
mod init;
mod list;
mod rules;
mod schemas;
mod validate;
mod verify;
mod why;

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use overlint_policy::{Policy, Registry};
use overlint_source::tree::{Directory, path};
use overlint_source::{FileTree, Finding, Sources, TreeError};

use crate::args::{Args, Check, Command, Fetching, MissingSchemas, Reading};
use crate::config::{Config, FILE_NAME, MISSPELT_NAME};
use crate::exit::Exit;
use crate::output::show_faults;
use crate::remote::Fetcher;
use crate::repository::Repository;
use crate::revision;
use rules::rules;
pub(crate) use validate::Selector;

/// Runs the command that was asked for.
pub(crate) fn run(
    args: &Args,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let default = Command::Check(Check::default());
    match args.command.as_ref().unwrap_or(&default) {
        Command::Check(args) => check::run(args, registry, out, err),
        Command::Validate(args) => validate::run(args, registry, out, err),
        Command::Build(args) => build::run(args, registry, out, err),
        Command::Verify(args) => verify::run(args, registry, out, err),
        Command::Why(args) => why::run(args, out, err),
        Command::Explain(args) => explain::run(args, registry, out),
        Command::List(args) => list::run(args, registry, out, err),
        Command::Init(args) => init::run(args, registry, out),
    }
}

/// The built-in policies with a team's own.
pub(crate) fn registry(own: &[&'static dyn Policy]) -> Registry {
    Registry::new(overlint_policies::POLICIES).with(own).with_rules(rules::others().map(|(_, rule)| rule))
}

/// What a command that looks at overlays works on.
struct Opened {
    repository: Repository,
    sources: Sources,
    config: Config,
}

impl Opened {
    /// Opens the repository that holds the paths and reads its configuration; nothing where that is faulty, which has
    /// then been shown.
    fn open(
        paths: &[PathBuf],
        reading: &Reading,
        registry: &Registry,
        err: &mut dyn Write,
    ) -> anyhow::Result<Option<Self>> {
        let repository = Repository::open(paths, reading.root.as_deref())?;
        let sources = Sources::default();
        let config = match (&reading.config, &reading.config_from) {
            (Some(file), _) => load_elsewhere(&repository, file, registry, &sources)?,
            (None, Some(revision)) => load_from_revision(&repository, revision, registry, &sources)?,
            (None, None) => load_from_root(&repository.tree, &repository.root, registry, &sources)?,
        };
        Ok(match config {
            Ok(config) => Some(Self { repository, sources, config }),
            Err(findings) => {
                show_faults(&findings, &sources, &repository.here, err);
                None
            }
        })
    }

    /// Lets flags have their way before the configuration.
    fn overridden(mut self, missing: &MissingSchemas) -> Self {
        self.config.missing_schemas = missing.level.unwrap_or(self.config.missing_schemas);
        self
    }

    /// What fetches remote bases and files, where a flag or the configuration allows it.
    fn fetcher(&self, fetching: &Fetching) -> anyhow::Result<Option<Fetcher>> {
        let allowed = fetching.allow_remote || self.config.allows_remotes;
        allowed.then(|| Fetcher::new(fetching.cache_dir.as_deref())).transpose()
    }

    /// The check that was asked for. It fetches nothing.
    fn check(&self, reading: &Reading) -> crate::check::Check<'_> {
        crate::check::Check {
            tree: &self.repository.tree,
            sources: &self.sources,
            config: &self.config,
            root: &self.repository.root,
            paths: &self.repository.paths,
            load_restrictor: reading.load_restrictor.into(),
            remotes: None,
            helm: None,
            kubernetes: &[],
        }
    }
}

/// The configuration at the root; without one the default. What stands there and is no regular file of the
/// repository is an error: checks that vanish without a word would be worse.
pub(crate) fn load_from_root(
    tree: &dyn FileTree,
    root: &str,
    registry: &Registry,
    sources: &Sources,
) -> anyhow::Result<Result<Config, Vec<Finding>>> {
    let at_root = |name| path::join(root, name).unwrap_or_default();
    let file = at_root(FILE_NAME);
    match tree.resolve(&file) {
        Ok(_) => Config::load(tree, &file, &file, registry, sources),
        Err(TreeError::Missing(_)) if tree.resolve(&at_root(MISSPELT_NAME)).is_ok() => {
            bail!("`{MISSPELT_NAME}` is not read; rename it to `{FILE_NAME}`")
        }
        Err(TreeError::Missing(_)) => Ok(Config::default_of(registry)),
        Err(error) => Err(error).context("the configuration cannot be read"),
    }
}

/// The configuration at the root as a git revision has it; without one there the default.
fn load_from_revision(
    repository: &Repository,
    revision: &str,
    registry: &Registry,
    sources: &Sources,
) -> anyhow::Result<Result<Config, Vec<Finding>>> {
    match revision::read(&repository.root_directory(), revision, FILE_NAME)? {
        Some(bytes) => Config::from_bytes(&bytes, &format!("{FILE_NAME}@{revision}"), registry, sources),
        None => Ok(Config::default_of(registry)),
    }
}

/// A configuration that a flag names, wherever it lies.
fn load_elsewhere(
    repository: &Repository,
    file: &Path,
    registry: &Registry,
    sources: &Sources,
) -> anyhow::Result<Result<Config, Vec<Finding>>> {
    let shown = file.display().to_string();
    let real = file.canonicalize().with_context(|| format!("the configuration `{shown}` cannot be read"))?;
    let name = real.file_name().and_then(OsStr::to_str).with_context(|| format!("`{shown}` is no file"))?;
    let tree = Directory::open(real.parent().unwrap_or(&real))?;
    let inside = real.strip_prefix(repository.tree.root()).ok();
    let place = inside.unwrap_or(&real).to_string_lossy().replace('\\', "/");
    Config::load(&tree, name, &place, registry, sources)
}

/// How much stack each thread has, whatever the environment says: enough for everything that the reader lets pass.
pub(crate) const STACK: usize = 2 << 20;

/// The paths as they were typed, for a message.
fn typed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ")
}

fn overlays(count: usize) -> String {
    format!("{count} overlay{}", if count == 1 { "" } else { "s" })
}

fn with_threads<T: Send>(jobs: Option<u16>, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let threads = jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    Ok(pool.context("no threads can be started")?.install(work))
}

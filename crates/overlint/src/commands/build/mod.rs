//! `overlint build`.
//!
//! Source of the rules: `kustomize/commands/build` of kustomize 5.8.2.

mod all;
mod files;
mod folder;

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::slice;

use anyhow::{Context as _, anyhow, bail};
use overlint_kustomize::remote::{Remotes, RepoSpec};
use overlint_kustomize::{BuildError, Builder, Built, Outcome, Output};
use overlint_policy::Registry;
use overlint_source::tree::Memory;
use overlint_source::{FileTree, Sources};

use crate::args;
use crate::commands::with_threads;
use crate::exit::Exit;
use crate::output::show_faults;
use crate::remote::Fetcher;
use crate::repository::Repository;

/// Prints what `kustomize build` prints, or what is wrong, and then nothing else.
pub(crate) fn run(
    args: &args::Build,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if let Some(flag) = args.functions.refused() {
        bail!(
            "`{flag}` is refused: Overlint runs no plugins and no functions; build what needs them with kustomize"
        );
    }
    let output = args.output.as_ref().filter(|output| !output.is_empty()).map(Path::new);
    match (args.all, output, args.paths.as_slice()) {
        (true, Some(output), _) => all::run(args, output, registry, out, err),
        (true, None, _) => bail!("`--all` needs a directory to write to: `--output DIR`"),
        (false, _, [directory]) => one(args, directory, output, out, err),
        (false, ..) => bail!("specify one directory, or `--all` to build every overlay of several"),
    }
}

fn one(
    args: &args::Build,
    directory: &PathBuf,
    output: Option<&Path>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let sources = Sources::default();
    let output = Target::of(output);
    let (built, here) = match directory.to_str().and_then(RepoSpec::parse) {
        Some(spec) => (build_remote(args, &spec, output, &sources)?, String::new()),
        None => build_local(args, directory, output, &sources)?,
    };
    match built {
        Ok(built) => output.write(&built, out).map(|()| Exit::Clean),
        Err(faults) => {
            let findings: Vec<_> = faults.iter().map(BuildError::to_finding).collect();
            show_faults(&findings, &sources, &here, err);
            Ok(Exit::Findings)
        }
    }
}

/// Where the resources go.
#[derive(Clone, Copy)]
enum Target<'a> {
    StandardOutput,
    File(&'a Path),
    /// Each object to a file of its own.
    Directory(&'a Path),
}

impl<'a> Target<'a> {
    fn of(output: Option<&'a Path>) -> Self {
        match output {
            Some(directory) if directory.is_dir() => Self::Directory(directory),
            Some(file) => Self::File(file),
            None => Self::StandardOutput,
        }
    }

    /// What is built for it.
    fn output(self) -> Output {
        if matches!(self, Self::Directory(_)) { Output::Files } else { Output::Stream }
    }

    fn write(self, built: &Built, out: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Directory(directory) => files::write(built, directory),
            Self::File(file) => fs::write(file, built.print())
                .with_context(|| format!("`{}` cannot be written", file.display())),
            Self::StandardOutput => match out.write_all(built.print().as_bytes()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(error).context("the output cannot be written")
                }
                _ => Ok(()),
            },
        }
    }
}

fn build_local(
    args: &args::Build,
    directory: &PathBuf,
    output: Target<'_>,
    sources: &Sources,
) -> anyhow::Result<(Outcome<Built>, String)> {
    let repository = Repository::open(slice::from_ref(directory), args.root.as_deref())?;
    let helm = args.charts.helm(args.fetching.allow_remote);
    let mut builder = builder(args, output, &repository.tree, sources);
    if let Some((helm, options)) = &helm {
        builder = builder.helm(helm, options);
    }
    let built = if args.fetching.allow_remote {
        let fetcher = Fetcher::new(args.fetching.cache_dir.as_deref())?;
        let remotes = Remotes::new(&repository.tree, &fetcher);
        let builder = builder.remotes(&remotes);
        with_threads(None, || builder.build(&repository.paths[0]))?
    } else {
        with_threads(None, || builder.build(&repository.paths[0]))?
    };
    Ok((built, repository.here))
}

/// A repository that is named itself: kustomize looks for a directory of that name only after it.
fn build_remote(
    args: &args::Build,
    spec: &RepoSpec,
    output: Target<'_>,
    sources: &Sources,
) -> anyhow::Result<Outcome<Built>> {
    let shown = spec.shown();
    if !args.fetching.allow_remote {
        bail!("`{shown}` is remote; allow it to be fetched with `--allow-remote`");
    }
    let (nothing, fetcher) = (Memory::default(), Fetcher::new(args.fetching.cache_dir.as_deref())?);
    let remotes = Remotes::new(&nothing, &fetcher);
    let base = remotes.base(spec).map_err(|error| anyhow!("`{shown}` cannot be fetched: {error}"))?;
    let helm = args.charts.helm(true);
    let mut builder = builder(args, output, &nothing, sources).remotes(&remotes);
    if let Some((helm, options)) = &helm {
        builder = builder.helm(helm, options);
    }
    with_threads(None, || builder.build(&base.directory))
}

fn builder<'a>(
    args: &args::Build,
    output: Target<'_>,
    tree: &'a dyn FileTree,
    sources: &'a Sources,
) -> Builder<'a> {
    let builder = Builder::new(tree, sources).load_restrictor(args.load_restrictor.into());
    with_options(args, builder).output(output.output())
}

/// What `build` can be asked for, and other commands cannot.
fn with_options<'a>(args: &args::Build, builder: Builder<'a>) -> Builder<'a> {
    builder.reorder(args.reorder.into()).managed_by_label(labels_managed_by(args))
}

/// Where the flag does not switch it on, kustomize's own environment variable may.
fn labels_managed_by(args: &args::Build) -> bool {
    args.enable_managedby_label == Some(true) || env::var_os(MANAGED_BY).is_some_and(|value| value == "on")
}

/// What switches the label on in the environment.
pub(super) const MANAGED_BY: &str = "KUSTOMIZE_ENABLE_MANAGEDBY_LABEL";

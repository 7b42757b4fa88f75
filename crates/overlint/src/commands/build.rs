//! `overlint build`.

use std::io::{self, Write};
use std::slice;

use anyhow::{Context as _, anyhow, bail};
use overlint_kustomize::remote::{Remotes, RepoSpec};
use overlint_kustomize::{BuildError, Builder, Built, Outcome};
use overlint_source::tree::Memory;
use overlint_source::{FileTree, Sources};

use crate::args;
use crate::commands::with_threads;
use crate::exit::Exit;
use crate::output::show_faults;
use crate::remote::Fetcher;
use crate::repository::Repository;

/// Prints what `kustomize build` prints, or what is wrong, and then nothing else.
pub(crate) fn run(args: &args::Build, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let sources = Sources::default();
    let (built, here) = match args.directory.to_str().and_then(RepoSpec::parse) {
        Some(spec) => (build_remote(args, &spec, &sources)?, String::new()),
        None => build_local(args, &sources)?,
    };
    match built {
        Ok(built) => match out.write_all(built.print().as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("the output cannot be written")
            }
            _ => Ok(Exit::Clean),
        },
        Err(faults) => {
            let findings: Vec<_> = faults.iter().map(BuildError::to_finding).collect();
            show_faults(&findings, &sources, &here, err);
            Ok(Exit::Findings)
        }
    }
}

fn build_local(args: &args::Build, sources: &Sources) -> anyhow::Result<(Outcome<Built>, String)> {
    let repository = Repository::open(slice::from_ref(&args.directory), args.root.as_deref())?;
    let built = if args.fetching.allow_remote {
        let fetcher = Fetcher::new(args.fetching.cache_dir.as_deref())?;
        let remotes = Remotes::new(&repository.tree, &fetcher);
        let builder = builder(args, &repository.tree, sources).remotes(&remotes);
        with_threads(None, || builder.build(&repository.paths[0]))?
    } else {
        let builder = builder(args, &repository.tree, sources);
        with_threads(None, || builder.build(&repository.paths[0]))?
    };
    Ok((built, repository.here))
}

/// A repository that is named itself: kustomize looks for a directory of that name only after it.
fn build_remote(args: &args::Build, spec: &RepoSpec, sources: &Sources) -> anyhow::Result<Outcome<Built>> {
    let shown = spec.shown();
    if !args.fetching.allow_remote {
        bail!("`{shown}` is remote; allow it to be fetched with `--allow-remote`");
    }
    let (nothing, fetcher) = (Memory::default(), Fetcher::new(args.fetching.cache_dir.as_deref())?);
    let remotes = Remotes::new(&nothing, &fetcher);
    let base = remotes.base(spec).map_err(|error| anyhow!("`{shown}` cannot be fetched: {error}"))?;
    let builder = builder(args, &nothing, sources).remotes(&remotes);
    with_threads(None, || builder.build(&base.directory))
}

fn builder<'a>(args: &args::Build, tree: &'a dyn FileTree, sources: &'a Sources) -> Builder<'a> {
    Builder::new(tree, sources)
        .load_restrictor(args.load_restrictor.into())
        .reorder(args.reorder.into())
        .managed_by_label(args.enable_managedby_label)
}

//! `overlint build`.

use std::io::{self, Write};
use std::slice;

use anyhow::Context as _;
use overlint_kustomize::{BuildError, Builder};
use overlint_source::Sources;

use crate::args;
use crate::commands::with_threads;
use crate::exit::Exit;
use crate::output::show_faults;
use crate::repository::Repository;

/// Prints what `kustomize build` prints, or what is wrong, and then nothing else.
pub(crate) fn run(args: &args::Build, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let repository = Repository::open(slice::from_ref(&args.directory), args.root.as_deref())?;
    let sources = Sources::default();
    let mut builder = Builder::new(&repository.tree, &sources)
        .load_restrictor(args.load_restrictor.into())
        .reorder(args.reorder.into())
        .managed_by_label(args.enable_managedby_label);
    let helm = args.charts.helm();
    if let Some((helm, options)) = &helm {
        builder = builder.helm(helm, options);
    }
    match with_threads(None, || builder.build(&repository.paths[0]))? {
        Ok(built) => match out.write_all(built.print().as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("the output cannot be written")
            }
            _ => Ok(Exit::Clean),
        },
        Err(faults) => {
            let findings: Vec<_> = faults.iter().map(BuildError::to_finding).collect();
            show_faults(&findings, &sources, &repository.here, err);
            Ok(Exit::Findings)
        }
    }
}

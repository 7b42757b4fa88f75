//! `overlint check`.

use std::io::Write;

use anyhow::Context as _;
use overlint_kustomize::Helm;
use overlint_kustomize::remote::Remotes;
use overlint_policy::Registry;
use overlint_report::HumanOptions;

use crate::args;
use crate::commands::{Opened, baseline, rules, typed, with_threads};
use crate::exit::Exit;
use crate::output::{Look, Output, is_colored};

/// Checks, reports, and says how it went.
pub(crate) fn run(
    args: &args::Check,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut outputs = Output::parse_all(&args.formats)?;
    let Some(mut opened) = Opened::open(&args.paths, &args.reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    opened.config.exceptions.baseline = baseline::read(&opened, &args.known, &args.reading)?;
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let helm = args.charts.helm(fetcher.is_some());
    let helm = helm.as_ref().map(|(helm, options)| (helm as &dyn Helm, options));
    let check = crate::check::Check { remotes: remotes.as_ref(), helm, ..opened.check(&args.reading) };
    let mut report = with_threads(args.jobs, || check.check())?
        .with_context(|| format!("nothing can be checked in {}", typed(&args.paths)))?;
    baseline::write_instead(&opened, &args.known, &mut report, err)?;
    let Opened { repository, sources, config } = &opened;
    let human = HumanOptions {
        color: is_colored(args.color),
        verbose: args.verbose,
        prefix: repository.here.clone(),
        ..HumanOptions::default()
    };
    let kubernetes = vec![config.catalog.version().to_string()];
    let look = Look::new(human, &repository.root, kubernetes, args.fail_on.into(), rules(registry));
    for output in &mut outputs {
        output.write(&report, sources, &look, out)?;
    }
    Ok(if report.summary.fails_at(args.fail_on.into()) { Exit::Findings } else { Exit::Clean })
}

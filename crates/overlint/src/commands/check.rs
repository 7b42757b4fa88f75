//! `overlint check`.

use std::io::Write;

use anyhow::Context as _;
use overlint_kustomize::Helm;
use overlint_kustomize::remote::Remotes;
use overlint_policy::Registry;
use overlint_report::HumanOptions;
use overlint_schema::Catalog;

use crate::args::{self, Reporting};
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
    let mut outputs = Output::parse_all(&args.reporting.formats)?;
    let Some(opened) = Opened::open(&args.paths, &args.reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let mut opened = opened.overridden(&args.missing);
    if !opened.read_schemas(&args.schemas, err)? {
        return Ok(Exit::CouldNotRun);
    }
    opened.config.exceptions.baseline = baseline::read(&opened, &args.known, &args.reading)?;
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let helm = args.charts.helm(fetcher.is_some());
    let helm = helm.as_ref().map(|(helm, options)| (helm as &dyn Helm, options));
    let kubernetes = args.kubernetes.catalogs();
    let check = crate::check::Check {
        remotes: remotes.as_ref(),
        helm,
        kubernetes: &kubernetes,
        ..opened.check(&args.reading)
    };
    let mut report = with_threads(args.reporting.jobs, || check.check())?
        .with_context(|| format!("nothing can be checked in {}", typed(&args.paths)))?;
    baseline::write_instead(&opened, &args.known, &mut report, err)?;
    let Opened { repository, sources, config } = &opened;
    let versions = versions(&kubernetes);
    let human = human(&args.reporting, repository.here.clone(), &versions);
    let fail_on = args.reporting.fail_on.into();
    let versions = if versions.is_empty() { config.kubernetes.versions() } else { versions };
    let look = Look::new(human, &repository.root, versions, fail_on, rules(registry));
    Output::write_all(&mut outputs, &report, sources, &look, out)?;
    Ok(if report.summary.fails_at(fail_on) { Exit::Findings } else { Exit::Clean })
}

/// How the human format looks; paths are shown relative to `prefix`. `versions` are those that are compared.
pub(super) fn human(reporting: &Reporting, prefix: String, versions: &[String]) -> HumanOptions {
    let color = is_colored(reporting.color);
    let kubernetes = if versions.len() > 1 { versions.to_vec() } else { Vec::new() };
    HumanOptions { color, verbose: reporting.verbose, prefix, kubernetes, ..HumanOptions::default() }
}

/// The versions of Kubernetes, as reports write them.
pub(super) fn versions(kubernetes: &[Catalog]) -> Vec<String> {
    kubernetes.iter().map(|catalog| catalog.version().to_string()).collect()
}

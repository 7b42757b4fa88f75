//! `overlint check`.

use std::io::Write;

use anyhow::Context as _;
use overlint_kustomize::Helm;
use overlint_kustomize::remote::Remotes;
use overlint_report::{HumanOptions, JsonOptions, Report};

use crate::args::{self, FailOn, Reporting};
use crate::commands::{Opened, typed, with_threads};
use crate::exit::Exit;
use crate::output::{Look, Output, is_colored};

/// Checks, reports, and says how it went.
pub(crate) fn run(args: &args::Check, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut outputs = Output::parse_all(&args.reporting.formats)?;
    let Some(opened) = Opened::open(&args.paths, &args.reading, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let fetcher = opened.fetcher(&args.fetching)?;
    let remotes = fetcher.as_ref().map(|fetcher| Remotes::new(&opened.repository.tree, fetcher));
    let helm = args.charts.helm(fetcher.is_some());
    let helm = helm.as_ref().map(|(helm, options)| (helm as &dyn Helm, options));
    let missing_schemas = args.missing.level.unwrap_or(opened.config.missing_schemas);
    let check = opened.check(&args.reading);
    let check = crate::check::Check { remotes: remotes.as_ref(), helm, missing_schemas, ..check };
    let report = with_threads(args.reporting.jobs, || check.check())?
        .with_context(|| format!("nothing can be checked in {}", typed(&args.paths)))?;
    let Opened { repository, sources, config } = &opened;
    let look = Look {
        human: human(&args.reporting, repository.here.clone()),
        json: JsonOptions {
            prefix: repository.root.clone(),
            kubernetes: vec![config.catalog.version().to_string()],
        },
    };
    Output::write_all(&mut outputs, &report, sources, &look, out)?;
    Ok(exit(&report, &args.reporting))
}

/// How the human format looks; paths are shown relative to `prefix`.
pub(super) fn human(reporting: &Reporting, prefix: String) -> HumanOptions {
    let color = is_colored(reporting.color);
    HumanOptions { color, verbose: reporting.verbose, prefix, ..HumanOptions::default() }
}

/// How a run with this report ends.
pub(super) fn exit(report: &Report, reporting: &Reporting) -> Exit {
    let summary = &report.summary;
    let failed = match reporting.fail_on {
        FailOn::Error => summary.errors > 0,
        FailOn::Warning => summary.errors + summary.warnings > 0,
    };
    if failed { Exit::Findings } else { Exit::Clean }
}

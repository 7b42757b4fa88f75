//! `overlint check`.

use std::io::Write;

use anyhow::Context as _;
use overlint_report::{HumanOptions, JsonOptions};

use crate::args::{self, FailOn};
use crate::check::Check;
use crate::commands::Opened;
use crate::exit::Exit;
use crate::output::{Look, Output, is_colored};

/// Checks, reports, and says how it went.
pub(crate) fn run(args: &args::Check, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let outputs = args.formats.iter().map(|text| Output::parse(text)).collect::<anyhow::Result<Vec<_>>>()?;
    let Some(Opened { repository, sources, config }) = Opened::open(&args.paths, &args.reading, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let check = Check {
        tree: &repository.tree,
        sources: &sources,
        config: &config,
        root: &repository.root,
        paths: &repository.paths,
        load_restrictor: args.reading.load_restrictor.into(),
    };
    let report = with_threads(args.jobs, || check.check())??;
    let look = Look {
        human: HumanOptions {
            color: is_colored(args.color),
            verbose: args.verbose,
            prefix: repository.here.clone(),
            ..HumanOptions::default()
        },
        json: JsonOptions {
            prefix: repository.root.clone(),
            kubernetes: vec![config.catalog.version().to_string()],
        },
    };
    for output in &outputs {
        output.write(&report, &sources, &look, out)?;
    }
    let summary = &report.summary;
    let failed = match args.fail_on {
        FailOn::Error => summary.errors > 0,
        FailOn::Warning => summary.errors + summary.warnings > 0,
    };
    Ok(if failed { Exit::Findings } else { Exit::Clean })
}

fn with_threads<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let Some(jobs) = jobs else { return Ok(work()) };
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("no threads can be started")?;
    Ok(pool.install(work))
}

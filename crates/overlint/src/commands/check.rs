//! `overlint check`.

use std::io::Write;

use anyhow::Context as _;
use overlint_report::{HumanOptions, JsonOptions};
use overlint_source::Sources;

use crate::args::{self, FailOn};
use crate::check::Check;
use crate::commands::registry;
use crate::config::Config;
use crate::exit::Exit;
use crate::output::{Look, Output, is_colored, show_faults};
use crate::repository::Repository;

/// Checks, reports, and says how it went.
pub(crate) fn run(args: &args::Check, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    let outputs = args.formats.iter().map(|text| Output::parse(text)).collect::<anyhow::Result<Vec<_>>>()?;
    let repository = Repository::open(&args.paths, args.reading.root.as_deref())?;
    let sources = Sources::default();
    let Some(config) = load_config(&repository, &args.reading, &sources, err)? else {
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
            prefix: repository.root.clone(),
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

/// The configuration, or nothing where it is faulty, which has then been shown.
pub(super) fn load_config(
    repository: &Repository,
    reading: &args::Reading,
    sources: &Sources,
    err: &mut dyn Write,
) -> anyhow::Result<Option<Config>> {
    let registry = registry();
    let config = match reading.config.clone().or_else(|| repository.config_file()) {
        Some(file) => Config::load(&file, &registry, sources)?,
        None => Config::default_of(&registry),
    };
    Ok(match config {
        Ok(config) => Some(config),
        Err(findings) => {
            show_faults(&findings, sources, "", err);
            None
        }
    })
}

fn with_threads<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let Some(jobs) = jobs else { return Ok(work()) };
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("no threads can be started")?;
    Ok(pool.install(work))
}

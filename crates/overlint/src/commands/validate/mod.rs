//! `overlint validate`: manifests as they are, without kustomize and without policies.

mod inputs;
mod judge;
mod selector;
mod stream;

use std::io::Write;
use std::time::Instant;

use anyhow::{Context as _, bail};
use overlint_policy::Registry;
use overlint_report::{Report, Summary};
use overlint_schema::Catalog;
use overlint_source::{Rule, Severity, finding};
use rayon::prelude::*;

pub(crate) use selector::Selector;

use self::inputs::{Input, Inputs};
use self::judge::{Judge, Judged, REJECTED};
use super::check::human;
use crate::args::{self, LoadRestrictor, Reading};
use crate::commands::{Opened, rules, typed, with_threads};
use crate::exit::Exit;
use crate::output::{Look, Output};

/// The rules that only `validate` has.
pub(crate) static RULES: &[Rule] = &[Rule {
    id: REJECTED,
    summary: "an object is of a kind that `--reject` names",
    documentation: "`overlint validate --reject KIND,...` takes each object of these kinds for an error, such as Secrets \
                    that must not lie among rendered manifests.",
    severity: Severity::Error,
}];

/// Validates, reports, and says how it went.
pub(crate) fn run(
    args: &args::Validate,
    registry: &Registry,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let mut outputs = Output::parse_all(&args.reporting.formats)?;
    let paths = inputs::paths(&args.paths)?;
    let reading = Reading {
        config: args.config.clone(),
        config_from: args.config_from.clone(),
        root: args.root.clone(),
        load_restrictor: LoadRestrictor::RootOnly,
    };
    let directories = inputs::directories(&paths)?;
    let Some(opened) = Opened::open(&directories, &reading, registry, err)? else {
        return Ok(Exit::CouldNotRun);
    };
    let opened = opened.overridden(&args.missing);
    let inputs = Inputs::find(&opened.repository, &paths, &args.ignore_filename_pattern)?;
    let catalog = catalog(args, &opened)?;
    let judge = Judge { opened: &opened, catalog: &catalog, args };
    let outcomes = with_threads(args.reporting.jobs, || judge_all(&judge, inputs.all))?;
    let report = report(&judge, outcomes, start);
    if report.summary.resources == 0 && report.findings.is_empty() {
        let place = if args.paths.is_empty() { "standard input".to_owned() } else { typed(&paths) };
        bail!("there is no Kubernetes object in {place}");
    }
    let kubernetes = vec![catalog.version().to_string()];
    let human = human(&args.reporting, String::new(), &[]);
    let fail_on = args.reporting.fail_on.into();
    let look = Look::new(human, "", kubernetes, fail_on, rules(registry));
    Output::write_all(&mut outputs, &report, &opened.sources, &look, out)?;
    Ok(if report.summary.fails_at(fail_on) { Exit::Findings } else { Exit::Clean })
}

fn catalog(args: &args::Validate, opened: &Opened) -> anyhow::Result<Catalog> {
    match args.kubernetes_version {
        Some(version) => Catalog::kubernetes(version).context("`--kubernetes-version` cannot be used"),
        None => Ok(*opened.config.kubernetes.otherwise()),
    }
}

/// Judges every input on its own; the outcomes come in the order of the inputs.
fn judge_all(judge: &Judge<'_>, inputs: Vec<Input>) -> Vec<Judged> {
    inputs.into_par_iter().map(|input| judge.judge(input)).collect()
}

fn report(judge: &Judge<'_>, outcomes: Vec<Judged>, start: Instant) -> Report {
    let mut all = Judged::default();
    for outcome in outcomes {
        all.absorb(outcome);
    }
    let mut findings = finding::merge(all.findings);
    overlint_report::sort(&mut findings, &judge.opened.sources);
    let mut summary = Summary {
        resources: all.resources,
        valid: all.valid,
        invalid: all.invalid,
        skipped: all.skipped,
        files: judge.opened.sources.files(),
        ..Summary::default()
    };
    summary.count(&findings);
    summary.seconds = start.elapsed().as_secs_f64();
    Report { summary, findings, unjudged: all.unjudged }
}

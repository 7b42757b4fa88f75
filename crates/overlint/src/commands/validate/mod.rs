//! `overlint validate`: manifests as they are, without kustomize and without policies.

mod definitions;
mod follower;
mod inputs;
mod judge;
mod selector;
mod stream;

use std::io::Write;
use std::time::Instant;

use anyhow::bail;
use overlint_policy::Registry;
use overlint_report::{Report, Summary};
use overlint_source::{Rule, Severity, finding};
use rayon::prelude::*;

pub(crate) use selector::Selector;

use self::follower::REJECTED;
use self::inputs::{Input, Inputs};
use self::judge::{Judge, Judged};
use super::check::{human, versions};
use crate::args::{self, LoadRestrictor, Reading};
use crate::commands::{Opened, rules, typed, with_threads};
use crate::exceptions::Closing;
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
    let mut opened = opened.overridden(&args.missing);
    if !opened.read_schemas(&args.schemas, err)? {
        return Ok(Exit::CouldNotRun);
    }
    let inputs = Inputs::find(&opened.repository, &paths, &args.ignore_filename_pattern)?;
    let kubernetes = args.kubernetes.catalogs();
    let outcomes = with_threads(args.reporting.jobs, || {
        let custom = definitions::definitions(&opened, &inputs.all);
        let judge = Judge { opened: &opened, kubernetes: &kubernetes, custom: &custom, args };
        judge_all(&judge, inputs.all)
    })?;
    let report = report(&opened, outcomes, start);
    if report.summary.resources == 0 && report.findings.is_empty() {
        let place = if args.paths.is_empty() { "standard input".to_owned() } else { typed(&paths) };
        bail!("there is no Kubernetes object in {place}");
    }
    let versions = versions(&kubernetes);
    let human = human(&args.reporting, String::new(), &versions);
    let versions = if versions.is_empty() { opened.config.kubernetes.versions() } else { versions };
    let fail_on = args.reporting.fail_on.into();
    let look = Look::new(human, "", versions, fail_on, rules(registry));
    Output::write_all(&mut outputs, &report, &opened.sources, &look, out)?;
    Ok(if report.summary.fails_at(fail_on) { Exit::Findings } else { Exit::Clean })
}

/// Judges every input on its own; the outcomes come in the order of the inputs.
fn judge_all(judge: &Judge<'_>, inputs: Vec<Input>) -> Vec<Judged> {
    inputs.into_par_iter().map(|input| judge.judge(input)).collect()
}

fn report(opened: &Opened, outcomes: Vec<Judged>, start: Instant) -> Report {
    let mut all = Judged::default();
    for outcome in outcomes {
        all.absorb(outcome);
    }
    let mut findings = finding::merge(all.findings);
    overlint_report::sort(&mut findings, &opened.sources);
    // A part of the repository does not tell which exceptions are used.
    let run = Closing { sources: &opened.sources, is_whole: false, overlays: &[], is_own: &|_| true };
    let about = opened.config.exceptions.about(&all.tally, &run);
    let suppressed = opened.config.exceptions.finish(&mut findings, all.tally, &run);
    findings.extend(about);
    overlint_report::sort(&mut findings, &opened.sources);
    let mut summary = Summary {
        resources: all.resources,
        valid: all.valid,
        invalid: all.invalid,
        skipped: all.skipped,
        files: opened.sources.files(),
        suppressed,
        ..Summary::default()
    };
    summary.count(&findings);
    summary.seconds = start.elapsed().as_secs_f64();
    Report { summary, findings, unjudged: all.unjudged }
}

//! `cargo xtask differential`: our build against kustomize itself, on generated inputs.
//!
//! An input is a tree with a directory to build and flags. Two inputs of three are made from nothing by `generate`,
//! the third is a changed overlay of a real repository (`mutate`), where those lie beside this one. Where kustomize
//! builds an input we must print the same bytes; where it fails we must fail, at a file and line.

mod coverage;
mod generate;
mod input;
mod keep;
mod mutate;
mod options;
mod random;
mod run;
mod shrink;
mod worker;
mod yaml;

use std::io::Write;
use std::time::Instant;

use anyhow::{Result, ensure};

use coverage::FULL_RUN;
use options::Options;
use worker::Report;

/// Runs the inputs that the arguments ask for, and prints what differs and what was covered.
pub(crate) fn run(args: &[String], out: &mut dyn Write) -> Result<()> {
    let options = Options::parse(args)?;
    super::goldens::check_version(&options.kustomize)?;
    let start = Instant::now();
    let report = worker::run_all(&options, out)?;
    writeln!(out, "\n{}", report.coverage.table())?;
    for (verdict, count) in &report.verdicts {
        writeln!(out, "{:<36}{count:>8}", verdict.describe())?;
    }
    writeln!(out, "in {} s", start.elapsed().as_secs())?;
    judge(&options, &report)
}

fn judge(options: &Options, report: &Report) -> Result<()> {
    let mut faults: Vec<String> = Vec::new();
    let count = |wanted: fn(&run::Verdict) -> bool| -> u64 {
        report.verdicts.iter().filter(|(verdict, _)| wanted(verdict)).map(|(_, count)| count).sum()
    };
    let differences = count(|verdict| verdict.is_difference());
    if differences > 0 {
        faults.push(format!("{differences} inputs differ"));
    }
    let not_there = count(|verdict| *verdict == run::Verdict::NotThereYet);
    if not_there > 0 && !options.tolerate_unsupported {
        faults.push(format!("{not_there} inputs are not built yet"));
    }
    if options.count >= FULL_RUN && !options.chooses() {
        faults.extend(report.coverage.missing());
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

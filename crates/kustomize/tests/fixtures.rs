//! Every case of `testdata/kustomize`, held against what kustomize itself printed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use overlint_kustomize::{Builder, Built, File, LoadRestrictor, Output, RULES};
use overlint_source::Sources;
use overlint_source::tree::Directory;
use rayon::prelude::*;

/// Rules that no case can show, since what breaks them is not wrong for kustomize, lies elsewhere, or needs Helm;
/// `remotes.rs` and `charts.rs` have them.
const SHOWN_ELSEWHERE: &[&str] =
    &["failed-fetch", "floating-remote", "invalid-chart", "remote-not-allowed", "unsupported-field"];

/// Lines that are shown before the first difference.
const CONTEXT: usize = 6;

#[test]
fn every_case_builds_as_kustomize_builds_it() {
    let cases = cases();
    let failures: Vec<String> = cases.par_iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{} of {} cases\n\n{}", failures.len(), cases.len(), failures.join("\n\n"));
    assert!(cases.len() >= 70, "only {} cases were found", cases.len());
}

#[test]
fn every_case_is_written_to_files_as_kustomize_writes_it() {
    let cases = cases();
    let failures: Vec<String> = cases.par_iter().filter_map(|case| check_files(case).err()).collect();
    assert!(failures.is_empty(), "{} of {} cases\n\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}

#[test]
fn every_rule_has_a_case_that_breaks_it() {
    let refusals = cases().into_iter().filter_map(|case| fs::read_to_string(case.join("expected.err")).ok());
    let broken: BTreeSet<String> =
        refusals.filter_map(|text| text.split_whitespace().next().map(str::to_owned)).collect();
    let unbroken: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !broken.contains(*id) && !SHOWN_ELSEWHERE.contains(id))
        .collect();
    assert!(unbroken.is_empty(), "no case breaks {unbroken:?}");
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/kustomize");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn check(case: &Path) -> Result<(), String> {
    let args = fs::read_to_string(case.join("args")).unwrap();
    let expected = fs::read_to_string(case.join("expected.yaml")).ok();
    let refusal = fs::read_to_string(case.join("expected.err")).ok();
    let printed = build(case, &args, Output::Stream).map(|built| built.print());
    let verdict = match (printed, expected, refusal) {
        (Ok(printed), Some(expected), None) => compare(&expected, &printed),
        (Err(place), None, Some(refusal)) => {
            let wanted = refusal.lines().next().unwrap_or_default();
            if place.starts_with(&format!("{wanted}: ")) {
                Ok(())
            } else {
                Err(format!("  wanted: {wanted}\n  got:    {place}"))
            }
        }
        (Ok(printed), _, _) => Err(format!("  it must not build, and gives\n{printed}")),
        (Err(place), _, _) => Err(format!("  it must build: {place}")),
    };
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    verdict.map_err(|why| format!("{name}\n{why}"))
}

/// Without a listing, kustomize writes no files.
fn check_files(case: &Path) -> Result<(), String> {
    let args = fs::read_to_string(case.join("args")).unwrap();
    let expected = fs::read_to_string(case.join("expected.files")).ok();
    let written = build(case, &args, Output::Files).map(|built| listing(built.files().unwrap()));
    let verdict = match (written, expected) {
        (Ok(written), Some(expected)) => compare(&expected, &written),
        (Err(_), None) => Ok(()),
        (Ok(written), None) => Err(format!("  no files must be written, and these are\n{written}")),
        (Err(place), Some(_)) => Err(format!("  files must be written: {place}")),
    };
    let name = case.file_name().unwrap_or_default().to_string_lossy();
    verdict.map_err(|why| format!("{name}\n{why}"))
}

/// The files by their names, as `cargo xtask goldens` has them.
fn listing(mut files: Vec<File>) -> String {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files.iter().flat_map(|File { name, text }| ["# ", name, "\n", text]).collect()
}

/// What is built, or `RULE FILE:LINE: MESSAGE`.
fn build(case: &Path, args: &str, output: Output) -> Result<Built, String> {
    let tree = Directory::open(case.join("in")).unwrap();
    let sources = Sources::default();
    let directory = args.split_whitespace().last().unwrap_or(".");
    let directory = if directory == "." { "" } else { directory };
    let mut builder = Builder::new(&tree, &sources).output(output);
    if args.contains("LoadRestrictionsNone") {
        builder = builder.load_restrictor(LoadRestrictor::None);
    }
    builder.build(directory).map_err(|errors| {
        let shown = errors.iter().map(|error| {
            let origin = error.origin();
            let (rule, path) = (error.fault().rule(), sources.path(origin.source));
            format!("{rule} {path}:{}: {}", origin.line, error.message())
        });
        shown.collect::<Vec<_>>().join("\n")
    })
}

fn compare(expected: &str, printed: &str) -> Result<(), String> {
    if expected == printed {
        return Ok(());
    }
    let (wanted, got): (Vec<&str>, Vec<&str>) =
        (expected.split('\n').collect(), printed.split('\n').collect());
    let first = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let mut shown = String::new();
    for line in &wanted[first.saturating_sub(CONTEXT)..first] {
        writeln!(shown, "    {line}").unwrap();
    }
    for (sign, lines) in [('-', &wanted), ('+', &got)] {
        for line in lines.iter().skip(first).take(3) {
            writeln!(shown, "  {sign} {line}").unwrap();
        }
    }
    Err(format!("  line {} differs (- kustomize, + ours)\n{shown}", first + 1))
}

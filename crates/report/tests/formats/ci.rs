//! The formats of CI systems, read by readers that others wrote.

use std::process::Command;

use overlint_report::{JunitOptions, Report, SarifOptions, Summary, github, junit, sarif};
use overlint_source::{Rule, Severity, Sources};

use crate::sample::report;

static RULE: Rule = Rule {
    id: "unknown-field",
    summary: "a field is not in the schema",
    documentation: "## What it does\n\nFinds it.",
    severity: Severity::Error,
};

fn text(write: impl FnOnce(&Report, &Sources, &mut Vec<u8>) -> std::io::Result<()>) -> String {
    let sources = Sources::default();
    let report = report(&sources);
    written(&report, &sources, write)
}

fn written(
    report: &Report,
    sources: &Sources,
    write: impl FnOnce(&Report, &Sources, &mut Vec<u8>) -> std::io::Result<()>,
) -> String {
    let mut out = Vec::new();
    write(report, sources, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("the report is text")
}

fn sarif_options() -> SarifOptions {
    SarifOptions { prefix: "tree".to_owned(), version: "1.2.3".to_owned(), rules: vec![&RULE] }
}

fn junit_options() -> JunitOptions {
    JunitOptions { prefix: "tree".to_owned(), fails_at: Severity::Error }
}

fn sarif_text() -> String {
    text(|report, sources, out| sarif::write(report, sources, &sarif_options(), out))
}

fn junit_text() -> String {
    text(|report, sources, out| junit::write(report, sources, &junit_options(), out))
}

#[test]
fn annotations_of_github() {
    insta::assert_snapshot!(text(|report, sources, out| github::write(report, sources, "tree", out)));
}

#[test]
fn junit_xml() {
    insta::assert_snapshot!(junit_text());
}

#[test]
fn sarif_in_full() {
    let value: serde_json::Value = serde_json::from_str(&sarif_text()).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"));
}

/// The schema of the standard, as the package `serde-sarif` carries it.
fn official_schema() -> serde_json::Value {
    let cargo = std::env::var("CARGO").expect("cargo runs the tests");
    let metadata =
        Command::new(cargo).args(["metadata", "--format-version=1", "--locked", "--offline"]).output();
    let metadata: serde_json::Value =
        serde_json::from_slice(&metadata.expect("cargo runs").stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let package =
        packages.iter().find(|package| package["name"] == "serde-sarif").expect("a dependency of tests");
    let manifest = std::path::Path::new(package["manifest_path"].as_str().expect("a path"));
    let schema = std::fs::read_to_string(manifest.with_file_name("src/schema.json")).expect("the schema");
    serde_json::from_str(&schema).expect("JSON")
}

#[test]
fn sarif_keeps_the_official_schema() {
    let validator = jsonschema::validator_for(&official_schema()).expect("the schema of the standard");
    let value: serde_json::Value = serde_json::from_str(&sarif_text()).expect("JSON");
    let errors: Vec<_> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert_eq!(errors, [""; 0]);
    let mut broken = value;
    broken["runs"][0]["results"][0]["message"] = "no object".into();
    assert!(!validator.is_valid(&broken), "the schema refuses what is wrong");
}

#[test]
fn sarif_is_read_by_another_program() {
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&sarif_text()).expect("a SARIF log");
    let results = log.runs[0].results.as_ref().expect("results");
    assert_eq!(results.len(), report(&Sources::default()).findings.len());
    assert!(results.iter().all(|result| result.locations.as_ref().is_some_and(|places| !places.is_empty())));
}

#[test]
fn junit_is_read_by_another_program() {
    let suites = junit_parser::from_reader(junit_text().as_bytes()).expect("a JUnit report");
    let summary = report(&Sources::default()).summary;
    assert_eq!(suites.failures, summary.errors as u64);
    assert_eq!(suites.tests, (1 + summary.errors + summary.warnings) as u64);
    let cases = suites.suites.iter().flat_map(|suite| &suite.cases);
    assert_eq!(cases.filter(|case| case.status.is_skipped()).count(), summary.warnings);
}

#[test]
fn warnings_fail_where_they_are_to() {
    let options = JunitOptions { fails_at: Severity::Warning, ..junit_options() };
    let xml = text(|report, sources, out| junit::write(report, sources, &options, out));
    let suites = junit_parser::from_reader(xml.as_bytes()).expect("a JUnit report");
    let summary = report(&Sources::default()).summary;
    assert_eq!(suites.failures, (summary.errors + summary.warnings) as u64);
}

#[test]
fn a_clean_report_is_not_an_empty_one() {
    let report = Report { summary: Summary { overlays: 1, ..Summary::default() }, ..Report::default() };
    let sources = Sources::default();
    let xml = written(&report, &sources, |report, sources, out| {
        junit::write(report, sources, &junit_options(), out)
    });
    assert_eq!(junit_parser::from_reader(xml.as_bytes()).expect("a JUnit report").tests, 1);
    let log = written(&report, &sources, |report, sources, out| {
        sarif::write(report, sources, &sarif_options(), out)
    });
    let log: serde_json::Value = serde_json::from_str(&log).expect("JSON");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

//! A test report that every CI system reads: the XML of JUnit, as the Jenkins and Maven Surefire schemas have it.
//!
//! Each finding is a test case of the suite of its file: an error fails, a warning is skipped with its message, unless
//! warnings fail the run. Infos are left out. One more case stands for the run itself, so that a clean
//! report is not an empty one, which some readers take for a broken one.

use std::io::{self, Write};

use overlint_source::{Finding, Severity, Sources};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use crate::{HumanOptions, Report, human, safe, shown_path};

/// What the format needs to know beside the report.
#[derive(Clone, Debug)]
pub struct JunitOptions {
    /// The checked directory inside the tree; paths are written relative to it.
    pub prefix: String,
    /// The lowest severity that fails a run.
    pub fails_at: Severity,
}

impl Default for JunitOptions {
    fn default() -> Self {
        Self { prefix: String::new(), fails_at: Severity::Error }
    }
}

/// Writes a report as JUnit XML. Fails only where the writer does.
pub fn write(
    report: &Report,
    sources: &Sources,
    options: &JunitOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut junit = quick_junit::Report::new("overlint");
    junit.add_test_suite(run(report));
    let shown = report.findings.iter().filter(|finding| finding.severity > Severity::Info);
    let named: Vec<_> = shown.map(|finding| (suite_name(finding, sources, options), finding)).collect();
    for of_file in named.chunk_by(|one, next| one.0 == next.0) {
        let mut suite = TestSuite::new(of_file[0].0.clone());
        suite.add_test_cases(of_file.iter().map(|(file, finding)| case(finding, file, options)));
        junit.add_test_suite(suite);
    }
    junit.serialize(out).map_err(io::Error::other)
}

/// The file of a finding; some readers refuse a suite without a name.
fn suite_name(finding: &Finding, sources: &Sources, options: &JunitOptions) -> String {
    let path = shown_path(&sources.path(finding.origin.source), &options.prefix);
    if path.is_empty() { "(no file)".to_owned() } else { safe::escape(&path).into_owned() }
}

/// The suite of the run as a whole, which passes wherever there is a report.
fn run(report: &Report) -> TestSuite {
    let mut text = Vec::new();
    let written = human::write_summary(
        &report.summary,
        &HumanOptions { verbose: true, ..HumanOptions::default() },
        &mut text,
    );
    let mut case = TestCase::new("run", TestCaseStatus::success());
    case.set_classname("overlint");
    if written.is_ok() {
        case.set_system_out(String::from_utf8_lossy(&text).trim_end());
    }
    let mut suite = TestSuite::new("overlint");
    suite.add_test_case(case);
    suite
}

fn case(finding: &Finding, file: &str, options: &JunitOptions) -> TestCase {
    let message = safe::escape(&finding.message).into_owned();
    let mut status = if finding.severity >= options.fails_at {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::skipped()
    };
    status
        .set_type(finding.rule.as_ref())
        .set_message(message.clone())
        .set_description(details(finding, file, options));
    let mut case = TestCase::new(format!("{}: {message}", finding.rule), status);
    case.set_classname(file);
    if finding.origin.is_somewhere() {
        case.extra.insert("file".into(), file.into());
        case.extra.insert("line".into(), finding.origin.line.to_string().into());
    }
    case
}

/// The place, what to do, and every overlay that the finding reaches, a line each.
fn details(finding: &Finding, file: &str, options: &JunitOptions) -> String {
    let mut lines = Vec::new();
    if finding.origin.is_somewhere() {
        lines.push(format!("{file}:{}:{}", finding.origin.line, finding.origin.column));
    }
    lines.extend(finding.help.as_deref().map(|help| format!("help: {}", safe::escape(help))));
    lines.extend(finding.overlays.iter().map(|overlay| {
        format!("in {}", safe::escape(&overlint_source::tree::path::relative(overlay, &options.prefix)))
    }));
    lines.join("\n")
}

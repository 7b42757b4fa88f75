//! Findings as the text that a failing test shows.

use overlint_report::{HumanOptions, human, sort};
use overlint_source::{Finding, Sources, finding};

use crate::args::Color;
use crate::output::is_colored;

/// The findings as `overlint check` shows them, joined and in order, paths relative to `root`.
pub(super) fn render(findings: Vec<Finding>, sources: &Sources, root: &str) -> String {
    let findings = joined(findings, sources);
    let options =
        HumanOptions { color: is_colored(Color::Auto), prefix: root.to_owned(), ..HumanOptions::default() };
    let mut out = Vec::new();
    human::write_findings(&findings, sources, &options, &mut out).expect("writing to memory succeeds");
    String::from_utf8_lossy(&out).trim_end().to_owned()
}

/// What several overlays share is one finding.
pub(super) fn joined(findings: Vec<Finding>, sources: &Sources) -> Vec<Finding> {
    let mut findings = finding::merge(findings);
    sort(&mut findings, sources);
    findings
}

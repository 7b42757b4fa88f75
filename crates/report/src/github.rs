//! Annotations of a change under review: the workflow commands of GitHub Actions.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>. GitHub shows ten errors and ten
//! warnings of a step, so errors come first, and the closing line says how many there are. Infos are left out.

use std::fmt::Write as _;
use std::io::{self, Write};

use overlint_source::{Finding, Severity, Sources};

use crate::{HumanOptions, Report, human, safe, shown_path};

/// Writes a report as workflow commands, with paths relative to `prefix`, the top of the checkout. Fails only where the
/// writer does.
pub fn write(report: &Report, sources: &Sources, prefix: &str, out: &mut dyn Write) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning] {
        for finding in report.findings.iter().filter(|finding| finding.severity == severity) {
            writeln!(out, "{}", command(finding, sources, prefix))?;
        }
    }
    human::write_summary(&report.summary, &HumanOptions { verbose: true, ..HumanOptions::default() }, out)
}

fn command(finding: &Finding, sources: &Sources, prefix: &str) -> String {
    let mut command = format!("::{} ", finding.severity.name());
    let origin = finding.origin;
    if origin.is_somewhere() {
        let file = property(&shown_path(&sources.path(origin.source), prefix));
        let end = origin.column.saturating_add(origin.length);
        let (line, column) = (origin.line, origin.column);
        let _ = write!(command, "file={file},line={line},col={column},endLine={line},endColumn={end},");
    }
    let _ = write!(command, "title={}::{}", property(&finding.rule), data(&message(finding, prefix)));
    command
}

/// What is wrong, what to do, and how far it reaches, a line each.
fn message(finding: &Finding, prefix: &str) -> String {
    let mut lines = vec![safe::escape(&finding.message).into_owned()];
    lines.extend(finding.help.as_deref().map(|help| format!("help: {}", safe::escape(help))));
    if let Some((first, others)) = finding.overlays.split_first() {
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        lines.push(format!("in {}{more}", safe::escape(&shown_path(first, prefix))));
    }
    lines.join("\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&safe::escape(text)).replace(':', "%3A").replace(',', "%2C")
}

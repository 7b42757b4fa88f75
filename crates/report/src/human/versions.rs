//! What differs between the Kubernetes versions that are compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use overlint_source::{Finding, Severity, Sources};

use super::paint::Paint;
use super::{HumanOptions, plural};
use crate::{escape, shown_path};

/// How many places of one fault are named.
const SHOWN_PLACES: usize = 3;

/// Where a finding holds, if not for all of the versions.
pub(super) fn only(finding: &Finding, versions: &[String]) -> Option<String> {
    let held: Vec<&str> =
        versions.iter().map(String::as_str).filter(|version| holds(finding, version)).collect();
    let (last, others) = held.split_last()?;
    if held.len() == versions.len() {
        return None;
    }
    let before = if others.is_empty() { String::new() } else { format!("{} and ", others.join(", ")) };
    Some(format!("only with Kubernetes {before}{last}"))
}

/// For each version its counts, and what it has that the one before does not.
pub(super) fn comparison(findings: &[Finding], sources: &Sources, options: &HumanOptions) -> String {
    let is_shown = |finding: &&Finding| finding.severity > Severity::Info || options.verbose;
    let findings: Vec<&Finding> = findings.iter().filter(is_shown).collect();
    let mut text = String::new();
    let before = std::iter::once(None).chain(options.kubernetes.iter().map(Some));
    for (version, before) in options.kubernetes.iter().zip(before) {
        let counts = counts(&findings, version, options);
        let Some(before) = before else {
            let _ = writeln!(text, "Kubernetes {version}: {counts}");
            continue;
        };
        let _ = writeln!(text, "Kubernetes {version}: {counts}{}", change(&findings, before, version));
        for (fault, places) in new_faults(&findings, before, version, sources, options) {
            fault.write(&places, options, &mut text);
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn holds(finding: &Finding, version: &str) -> bool {
    finding.kubernetes.is_empty() || finding.kubernetes.iter().any(|held| held.as_ref() == version)
}

fn counts(findings: &[&Finding], version: &str, options: &HumanOptions) -> String {
    let count = |severity| {
        findings.iter().filter(|finding| finding.severity == severity && holds(finding, version)).count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let paint = |severity, count, text: String| {
        if count == 0 { text } else { Paint(options.color).severity(severity, &text) }
    };
    let errors_text = format!("{errors} {}", plural(errors, "error", "errors"));
    let warnings_text = format!("{warnings} {}", plural(warnings, "warning", "warnings"));
    format!(
        "{}, {}",
        paint(Severity::Error, errors, errors_text),
        paint(Severity::Warning, warnings, warnings_text)
    )
}

/// How many findings come and go from one version to another.
fn change(findings: &[&Finding], before: &str, version: &str) -> String {
    let only_with = |one: &str, other: &str| {
        findings.iter().filter(|finding| holds(finding, one) && !holds(finding, other)).count()
    };
    match (only_with(version, before), only_with(before, version)) {
        (0, 0) => format!("; the same as {before}"),
        (0, gone) => format!("; {gone} fewer than {before}"),
        (_, 0) => format!("; new since {before}:"),
        (_, gone) => format!("; without {gone} of {before}, and new since then:"),
    }
}

/// What is said at one or several places.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fault<'f> {
    /// Errors come first.
    severity: std::cmp::Reverse<Severity>,
    message: &'f str,
}

fn new_faults<'f>(
    findings: &[&'f Finding],
    before: &str,
    version: &str,
    sources: &Sources,
    options: &HumanOptions,
) -> BTreeMap<Fault<'f>, Vec<String>> {
    let mut faults = BTreeMap::<_, Vec<_>>::new();
    let is_new = |finding: &&Finding| holds(finding, version) && !holds(finding, before);
    for finding in findings.iter().copied().filter(is_new) {
        let fault = Fault { severity: std::cmp::Reverse(finding.severity), message: &finding.message };
        let path = shown_path(&sources.path(finding.origin.source), &options.prefix);
        let place = finding.origin.is_somewhere().then(|| format!("{path}:{}", finding.origin.line));
        faults.entry(fault).or_default().extend(place);
    }
    faults
}

impl Fault<'_> {
    fn write(&self, places: &[String], options: &HumanOptions, text: &mut String) {
        let name = Paint(options.color).severity(self.severity.0, self.severity.0.name());
        let _ = writeln!(text, "  {name}: {}", escape(self.message));
        if places.is_empty() {
            return;
        }
        let shown = if options.verbose { places.len() } else { SHOWN_PLACES.min(places.len()) };
        let (named, left) = places.split_at(shown);
        let more = match left.len() {
            0 => String::new(),
            n => format!(" and {n} more {}", plural(n, "place", "places")),
        };
        let _ = writeln!(text, "    {}{more}", escape(&named.join(", ")));
    }
}

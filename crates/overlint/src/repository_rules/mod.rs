//! Rules that need to know a whole run: what no entry changed anywhere, what no kustomization uses, what is deprecated.
//!
//! Each rule is one file with its documentation beside it, whose examples are run as a test.

mod deprecated_field;
mod effect;
mod mentions;
mod unused_file;

use overlint_kustomize::{Effects, Graph};
use overlint_source::tree::path;
use overlint_source::{Finding, Rule, Severity};

use crate::check::Check;

/// The rules, by id.
pub static RULES: &[Rule] =
    &[deprecated_field::RULE, effect::IMAGE, effect::PATCH, effect::REPLACEMENT, unused_file::RULE];

/// A run that is over.
pub(crate) struct Run<'a> {
    pub(crate) check: &'a Check<'a>,
    pub(crate) graph: &'a Graph,
    /// The overlays that were built, by their numbers.
    pub(crate) overlays: &'a [usize],
    /// Every file at or below the checked paths, sorted.
    pub(crate) files: &'a [String],
    pub(crate) effects: &'a Effects,
}

/// What is known only when a run is over.
pub(crate) fn findings(run: &Run<'_>) -> Vec<Finding> {
    let mut findings = effect::find(run);
    findings.extend(unused_file::find(run));
    findings.extend(deprecated_field::find(run));
    findings
}

impl Run<'_> {
    /// The finding with the level that the configuration gives its rule for a directory; nothing where that is off.
    fn at_level(&self, finding: Finding, directory: &str) -> Option<Finding> {
        let severity = self.level(&finding, directory)?;
        Some(Finding { severity, ..finding })
    }

    /// The level of a finding in a directory.
    fn level(&self, finding: &Finding, directory: &str) -> Option<Severity> {
        let shown = path::relative(directory, self.check.root);
        self.check.config.runner.severity_of(&finding.rule, &shown, finding.severity)
    }

    /// Whether a file or directory lies at or below what was asked for. What lies elsewhere may have users that this run
    /// does not know.
    fn is_asked_for(&self, place: &str) -> bool {
        self.check.paths.iter().any(|path| path::is_within(place, path))
    }
}

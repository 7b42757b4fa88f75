//! Findings to the text that a person reads and to the formats that a program reads.
//!
//! A [`Report`] is what a run has to say. [`sort`] puts its findings into the one order that every format
//! shares, [`human::write`] draws them for a terminal, [`json::write`] writes the versioned machine format, and
//! [`github`], [`junit`] and [`sarif`] write what CI systems read.
//! Everything goes to the writer that the caller hands in, and whatever came from a source, a file name or a
//! message is escaped on the way.
//!
//! This crate must not know how a finding came about: no kustomize, no schemas, no policies, no configuration.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

mod fingerprint;
mod safe;
mod sort;
mod unjudged;

use overlint_source::{Finding, Severity};
use serde::Serialize;

pub use fingerprint::fingerprint;
pub use human::HumanOptions;
pub use json::JsonOptions;
pub use junit::JunitOptions;
pub use safe::escape;
pub use sarif::SarifOptions;
pub use sort::sort;
pub use unjudged::Unjudged;

/// What a run has to say: its counts, and its findings in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The counts.
    pub summary: Summary,
    /// The findings; see [`sort`].
    pub findings: Vec<Finding>,
    /// The kinds of the objects that were not validated.
    pub unjudged: Unjudged,
}

/// The counts of a run, by the names of the JSON format.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Overlays that were asked for.
    pub overlays: usize,
    /// Those of them that could not be built.
    pub unbuilt: usize,
    /// Objects that the overlays hold together.
    pub resources: usize,
    /// Objects that their schema accepts.
    pub valid: usize,
    /// Objects that their schema refuses.
    pub invalid: usize,
    /// Objects whose kind has no schema.
    pub skipped: usize,
    /// Findings of severity `error`.
    pub errors: usize,
    /// Findings of severity `warning`.
    pub warnings: usize,
    /// Findings of severity `info`.
    pub infos: usize,
    /// Findings that a comment, an annotation, an exception or a baseline took out.
    pub suppressed: usize,
    /// Source files that were read.
    pub files: usize,
    /// How long the run took.
    #[serde(serialize_with = "json::to_the_millisecond")]
    pub seconds: f64,
}

impl Summary {
    /// Sets `errors`, `warnings` and `infos` to what the findings hold.
    pub fn count(&mut self, findings: &[Finding]) {
        let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        self.errors = of(Severity::Error);
        self.warnings = of(Severity::Warning);
        self.infos = of(Severity::Info);
    }

    /// Whether something was found at or above a severity.
    pub fn fails_at(&self, severity: Severity) -> bool {
        let counts = [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Info, self.infos),
        ];
        counts.iter().any(|&(of, count)| of >= severity && count > 0)
    }
}

/// A path as it is shown: relative to the checked directory; empty where no file holds the place.
fn shown_path(path: &str, prefix: &str) -> String {
    if path.is_empty() { String::new() } else { overlint_source::tree::path::relative(path, prefix) }
}

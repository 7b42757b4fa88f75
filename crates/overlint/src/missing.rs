//! Objects whose kind has no schema: counted, and reported where that is asked for.

use clap::ValueEnum;
use overlint_source::{Finding, Node, Origin, ResourceId, Rule, Severity};

/// What becomes of an object whose kind has no schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Count it; `--verbose` lists the kinds
    #[default]
    Ignore,
    /// Warn of it
    Warn,
    /// Take it for an error
    Error,
}

/// The rule under which such objects are reported.
const RULE: &str = "missing-schema";

/// The rules about schemas that are not there.
pub static RULES: &[Rule] = &[Rule {
    id: RULE,
    summary: "there is no schema for the kind of an object, so that its fields are not validated",
    documentation: "Only what holds for every object was looked at: that no key stands twice. This is reported with \
                    `--missing-schemas warn` or `error`, or `missing-schemas:` in the configuration; otherwise such objects \
                    are counted, and `--verbose` lists their kinds.",
    severity: Severity::Error,
}];

impl Level {
    /// The levels by their names in the configuration.
    pub(crate) const CHOICES: [(&'static str, Self); 3] =
        [("ignore", Self::Ignore), ("warn", Self::Warn), ("error", Self::Error)];

    /// What to report of an object without a schema, if anything.
    pub(crate) fn finding(self, object: &Node) -> Option<Finding> {
        let severity = match self {
            Self::Ignore => return None,
            Self::Warn => Severity::Warning,
            Self::Error => Severity::Error,
        };
        let text = |key| object.get(key).and_then(Node::text).unwrap_or_default();
        let message = format!(
            "there is no schema for `{}` of `{}`: its fields are not validated",
            text("kind"),
            text("apiVersion")
        );
        let finding = Finding { severity, ..Finding::error(RULE, place(object), message) };
        Some(finding.pointer("/kind").help("correct the kind, or accept it with `--missing-schemas ignore`"))
    }
}

/// Whether a definition that is met later may take the finding back.
pub(crate) fn is_provisional(finding: &Finding) -> bool {
    finding.rule == RULE
}

/// Whether a finding says that there is no schema for an object.
pub(crate) fn is_about(finding: &Finding, object: &ResourceId) -> bool {
    finding.rule == RULE && finding.resources.iter().any(|id| **id == *object)
}

/// Where the kind of an object is written.
pub(crate) fn place(object: &Node) -> Origin {
    object.get("kind").map_or(object.origin, |kind| kind.origin)
}

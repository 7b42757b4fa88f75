//! What is reported of exceptions themselves.

use overlint_source::{Rule, Severity};

/// The rules, by id.
pub static RULES: &[Rule] = &[NOT_ALLOWED, WITHOUT_REASON, EXPIRED, LOOSE, EXCEEDED, UNKNOWN, UNUSED];

pub(super) const NOT_ALLOWED: Rule = Rule {
    id: "exception-not-allowed",
    summary: "an exception of a kind, or from a rule, that the configuration forbids",
    documentation: "The configuration locks a rule (`suppressions.locked`), or allows no exceptions in comments or \
                    annotations. The exception has no effect on what the message names; where a pattern means other \
                    rules too, it holds for these. Take it out or narrow it, or have the configuration changed.",
    severity: Severity::Error,
};

pub(super) const WITHOUT_REASON: Rule = Rule {
    id: "exception-without-reason",
    summary: "an exception does not say why, where the configuration asks for a reason",
    documentation: "With `suppressions.require-reason: true` an exception without a reason has no effect. Write it \
                    behind the comment, as the value of the annotation, or as `reason` of the exception.",
    severity: Severity::Error,
};

pub(super) const EXPIRED: Rule = Rule {
    id: "expired-exception",
    summary: "an exception was for a time that is over",
    documentation: "The day of `until` has passed, and the exception has no effect any more. Mend what it was for, or \
                    agree on another day.",
    severity: Severity::Warning,
};

pub(super) const LOOSE: Rule = Rule {
    id: "loose-ratchet",
    summary: "a ratchet allows more findings than there are",
    documentation: "There are fewer findings of the rule than `ratchet` allows. Lower the number, so that none comes \
                    back.",
    severity: Severity::Warning,
};

pub(super) const EXCEEDED: Rule = Rule {
    id: "ratchet-exceeded",
    summary: "there are more findings of a rule than its ratchet allows",
    documentation: "`ratchet` says how many findings of a rule are known. There are more now: mend the new ones. Up to \
                    that number the findings are only told with `-v`, and fail nothing.",
    severity: Severity::Error,
};

pub(super) const UNKNOWN: Rule = Rule {
    id: "unknown-exception",
    summary: "an exception is from a rule that does not exist",
    documentation: "A comment or an annotation allows a rule that there is none of: it is misspelt, or gone. \
                    `overlint list policies` shows them all. In a comment `*` stands for any text, and is all that a \
                    pattern may have; an annotation names its rule. Of a comment the first hundred rules \
                    count, and of a file the first ten thousand comments.",
    severity: Severity::Warning,
};

pub(super) const UNUSED: Rule = Rule {
    id: "unused-exception",
    summary: "an exception without a finding that it would allow",
    documentation: "A comment, an annotation, an item of `exceptions` or a line of the baseline allows what is not found \
                    any more. Take it out: it would hide the next mistake. Told where the whole repository is checked.",
    severity: Severity::Warning,
};

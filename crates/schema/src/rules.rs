//! The rules of this crate, for `explain`.

use overlint_source::{Rule, Severity};

/// Every rule, sorted by id.
pub static RULES: &[Rule] = &[
    CONFLICTING_FIELDS,
    DEPRECATED_API,
    DUPLICATE_KEY,
    DUPLICATE_NAME,
    INVALID_LABEL,
    INVALID_NAME,
    INVALID_PATH,
    INVALID_PORT,
    INVALID_SCHEDULE,
    INVALID_SELECTOR,
    MALFORMED_VALUE,
    MISSING_FIELD,
    OUT_OF_RANGE,
    REMOVED_API,
    TOO_DEEP,
    TOO_LARGE,
    UNKNOWN_FIELD,
    UNKNOWN_KIND,
    UNKNOWN_REFERENCE,
    UNKNOWN_VALUE,
    UNSUPPORTED_VALUE,
    WRONG_TYPE,
];

const CONFLICTING_FIELDS: Rule = Rule {
    id: "conflicting-fields",
    summary: "two fields stand together that exclude each other",
    documentation: include_str!("rules/conflicting-fields.md"),
    severity: Severity::Error,
};

const DEPRECATED_API: Rule = Rule {
    id: "deprecated-api",
    summary: "Kubernetes is going to drop this API version",
    documentation: include_str!("rules/deprecated-api.md"),
    severity: Severity::Warning,
};

const DUPLICATE_KEY: Rule = Rule {
    id: "duplicate-key",
    summary: "a key stands twice in one map",
    documentation: include_str!("rules/duplicate-key.md"),
    severity: Severity::Error,
};

const DUPLICATE_NAME: Rule = Rule {
    id: "duplicate-name",
    summary: "two entries of a list have one name",
    documentation: include_str!("rules/duplicate-name.md"),
    severity: Severity::Error,
};

const INVALID_LABEL: Rule = Rule {
    id: "invalid-label",
    summary: "the key or the value of a label or annotation is misspelt",
    documentation: include_str!("rules/invalid-label.md"),
    severity: Severity::Error,
};

const INVALID_NAME: Rule = Rule {
    id: "invalid-name",
    summary: "a name has characters that it cannot have, or too many",
    documentation: include_str!("rules/invalid-name.md"),
    severity: Severity::Error,
};

const INVALID_PATH: Rule = Rule {
    id: "invalid-path",
    summary: "a path leads where it must not",
    documentation: include_str!("rules/invalid-path.md"),
    severity: Severity::Error,
};

const INVALID_PORT: Rule = Rule {
    id: "invalid-port",
    summary: "a port is no number from 1 to 65535, and no name of a port",
    documentation: include_str!("rules/invalid-port.md"),
    severity: Severity::Error,
};

const INVALID_SCHEDULE: Rule = Rule {
    id: "invalid-schedule",
    summary: "a CronJob has a schedule or time zone that cannot be read",
    documentation: include_str!("rules/invalid-schedule.md"),
    severity: Severity::Error,
};

const INVALID_SELECTOR: Rule = Rule {
    id: "invalid-selector",
    summary: "a selector is empty, cannot be read, or does not select its own pods",
    documentation: include_str!("rules/invalid-selector.md"),
    severity: Severity::Error,
};

const MALFORMED_VALUE: Rule = Rule {
    id: "malformed-value",
    summary: "a value has the right type, but the API server cannot read it",
    documentation: include_str!("rules/malformed-value.md"),
    severity: Severity::Error,
};

const MISSING_FIELD: Rule = Rule {
    id: "missing-field",
    summary: "a required field is not there",
    documentation: include_str!("rules/missing-field.md"),
    severity: Severity::Error,
};

const OUT_OF_RANGE: Rule = Rule {
    id: "out-of-range",
    summary: "a number or an amount is too small or too large",
    documentation: include_str!("rules/out-of-range.md"),
    severity: Severity::Error,
};

const REMOVED_API: Rule = Rule {
    id: "removed-api",
    summary: "Kubernetes does not serve this API version any more",
    documentation: include_str!("rules/removed-api.md"),
    severity: Severity::Error,
};

const TOO_DEEP: Rule = Rule {
    id: "too-deep",
    summary: "lists and maps nest too deeply to be judged",
    documentation: include_str!("rules/too-deep.md"),
    severity: Severity::Error,
};

const TOO_LARGE: Rule = Rule {
    id: "too-large",
    summary: "an object has more data than the API server keeps",
    documentation: include_str!("rules/too-large.md"),
    severity: Severity::Error,
};

const UNKNOWN_FIELD: Rule = Rule {
    id: "unknown-field",
    summary: "a field is not in the schema: misspelt, or in the wrong place",
    documentation: include_str!("rules/unknown-field.md"),
    severity: Severity::Error,
};

const UNKNOWN_KIND: Rule = Rule {
    id: "unknown-kind",
    summary: "Kubernetes does not have this kind in this API version",
    documentation: include_str!("rules/unknown-kind.md"),
    severity: Severity::Error,
};

const UNKNOWN_REFERENCE: Rule = Rule {
    id: "unknown-reference",
    summary: "a part of a pod names another part that is not there",
    documentation: include_str!("rules/unknown-reference.md"),
    severity: Severity::Error,
};

const UNKNOWN_VALUE: Rule = Rule {
    id: "unknown-value",
    summary: "a value is not one of those that the schema lists",
    documentation: include_str!("rules/unknown-value.md"),
    severity: Severity::Error,
};

const UNSUPPORTED_VALUE: Rule = Rule {
    id: "unsupported-value",
    summary: "a value that exists cannot stand in this place",
    documentation: include_str!("rules/unsupported-value.md"),
    severity: Severity::Error,
};

const WRONG_TYPE: Rule = Rule {
    id: "wrong-type",
    summary: "a value is of another type than the schema's",
    documentation: include_str!("rules/wrong-type.md"),
    severity: Severity::Error,
};

#[cfg(test)]
mod tests {
    use overlint_source::SourceId;
    use overlint_source::read::{Limits, Place, read_first};

    use super::*;
    use crate::{Catalog, validate};

    /// Rules whose fault no short text can show.
    const WITHOUT_EXAMPLES: [&str; 2] = ["too-deep", "too-large"];

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.is_sorted_by_key(|rule| rule.id));
    }

    #[test]
    fn every_example_shows_what_it_says() {
        for rule in RULES.iter().filter(|rule| !WITHOUT_EXAMPLES.contains(&rule.id)) {
            let (bad, good) = rule.documentation.split_once("## Example (good)").expect("both examples");
            assert_eq!(rules_found(example(bad)), [rule.id], "the bad example of {}", rule.id);
            assert_eq!(rules_found(example(good)), [""; 0], "the good example of {}", rule.id);
        }
    }

    fn example(text: &str) -> &str {
        text.split_once("```yaml\n").and_then(|(_, rest)| rest.split_once("```")).expect("an example").0
    }

    fn rules_found(text: &str) -> Vec<String> {
        let document = read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
        let mut findings = Vec::new();
        validate(&Catalog::newest().unwrap(), &document.root.unwrap(), &mut findings);
        findings.into_iter().map(|finding| finding.rule.into_owned()).collect()
    }
}

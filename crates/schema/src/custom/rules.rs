//! The rules about custom resources, for `explain`. Those that hold for any object are in [`crate::rules`].

use overlint_source::{Rule, Severity};

/// Every rule, sorted by id.
pub static RULES: &[Rule] = &[
    Rule {
        id: "broken-rule",
        summary: "a custom resource breaks a rule in CEL of its definition",
        documentation: include_str!("rules/broken-rule.md"),
        severity: Severity::Error,
    },
    Rule {
        id: "deprecated-version",
        summary: "a custom resource is of a deprecated version",
        documentation: include_str!("rules/deprecated-version.md"),
        severity: Severity::Warning,
    },
    Rule {
        id: "duplicate-entry",
        summary: "an entry stands twice in a list whose entries differ",
        documentation: include_str!("rules/duplicate-entry.md"),
        severity: Severity::Error,
    },
    Rule {
        id: "invalid-definition",
        summary: "a CustomResourceDefinition or a schema is not what the API server takes",
        documentation: include_str!("rules/invalid-definition.md"),
        severity: Severity::Error,
    },
    Rule {
        id: "misplaced-namespace",
        summary: "a custom resource that lies in no namespace has one",
        documentation: include_str!("rules/misplaced-namespace.md"),
        severity: Severity::Info,
    },
    Rule {
        id: "out-of-range",
        summary: "a number, a length or a count is beyond its bounds",
        documentation: include_str!("rules/out-of-range.md"),
        severity: Severity::Error,
    },
    Rule {
        id: "unchecked-rule",
        summary: "a rule in CEL cannot be evaluated here",
        documentation: include_str!("rules/unchecked-rule.md"),
        severity: Severity::Info,
    },
    Rule {
        id: "unmatched-schema",
        summary: "a value matches none of the alternatives of its schema, or too many",
        documentation: include_str!("rules/unmatched-schema.md"),
        severity: Severity::Error,
    },
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use overlint_source::SourceId;
    use overlint_source::read::{Limits, Place, read};
    use overlint_source::resolve::Dialect;

    use super::super::{CustomResources, Definition, check_definition, validate_with};
    use super::*;
    use crate::Catalog;

    #[test]
    fn rules_are_sorted() {
        assert!(RULES.is_sorted_by_key(|rule| rule.id));
    }

    #[test]
    fn every_example_shows_what_it_says() {
        for rule in RULES {
            let (bad, good) = rule.documentation.split_once("## Example (good)").expect("both examples");
            assert_eq!(found(bad), [(rule.id.to_owned(), rule.severity)], "the bad example of {}", rule.id);
            assert_eq!(found(good), [], "the good example of {}", rule.id);
        }
    }

    fn found(text: &str) -> Vec<(String, Severity)> {
        let text =
            text.split_once("```yaml\n").and_then(|(_, rest)| rest.split_once("```")).expect("an example").0;
        let documents = read(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
        let nodes: Vec<_> = documents.into_iter().filter_map(|document| document.root).collect();
        let dialect = Dialect::Resource;
        let custom = CustomResources::new(
            nodes.iter().filter_map(|node| Definition::read(node, dialect)).map(Arc::new),
        );
        let mut findings = Vec::new();
        for node in &nodes {
            findings.extend(check_definition(node, dialect));
            validate_with(&Catalog::newest().unwrap(), &custom, &[], node, dialect, &mut findings);
        }
        findings.into_iter().map(|finding| (finding.rule.into_owned(), finding.severity)).collect()
    }
}

//! The configuration of policies, and what it says when it is wrong.

use crate::common::{ANY_WORKLOAD, AnyObject, node, nodes};
use overlint_policy::{Config, ConfigError, Faults, Profile, Registry, Runner};
use overlint_source::Severity;

fn registry() -> Registry {
    Registry::new(&[&AnyObject, &ANY_WORKLOAD])
}

fn runner(config: &str) -> Result<Runner, Vec<ConfigError>> {
    Faults::none_in(|faults| registry().configure(&Config::read(&node(config), faults), faults))
}

/// Rule and severity of what is found of one Pod.
fn found(runner: &Runner, overlay: &str) -> Vec<(String, Severity)> {
    let objects = nodes("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n");
    let findings = runner.run_overlay(overlay, &objects);
    findings.into_iter().map(|finding| (finding.rule.into_owned(), finding.severity)).collect()
}

fn owned(found: &[(&str, Severity)]) -> Vec<(String, Severity)> {
    found.iter().map(|(rule, severity)| ((*rule).to_owned(), *severity)).collect()
}

/// Line and column of the first error, and its text with the help.
fn error(config: &str) -> (u32, u32, String) {
    let error = runner(config).unwrap_err().remove(0);
    (
        error.origin.line,
        error.origin.column,
        [Some(error.message), error.help].into_iter().flatten().collect::<Vec<_>>().join("; "),
    )
}

#[test]
fn without_a_configuration_the_profile_decides() {
    let recommended = registry().runner(&Config::default()).unwrap();
    assert_eq!(found(&recommended, "a"), owned(&[("any-object", Severity::Info)]));
    let strict = registry().runner(&Config::default().with_profile(Profile::Strict)).unwrap();
    assert_eq!(
        found(&strict, "a"),
        owned(&[("any-object", Severity::Info), ("any-workload", Severity::Warning)])
    );
}

#[test]
fn a_level_turns_on_and_off() {
    let both = runner("any-object: off\nany-workload: error\n").unwrap();
    assert_eq!(found(&both, "a"), owned(&[("any-workload", Severity::Error)]));
    assert_eq!(
        found(&runner("any-workload: {}\nany-object: off").unwrap(), "a"),
        owned(&[("any-workload", Severity::Warning)])
    );
}

#[test]
fn the_first_entry_whose_overlays_match_is_used() {
    let runner = runner(
        "any-object:
- level: error
  overlays: ['**/overlays/production', '**/staging']
- level: off
  overlays: {include: 'teams/**', exclude: 'teams/pay/*'}
- level: warning
  overlays: teams/pay/*
",
    )
    .unwrap();
    for overlay in ["overlays/production", "teams/pay/overlays/production", "staging"] {
        assert_eq!(found(&runner, overlay), owned(&[("any-object", Severity::Error)]), "{overlay}");
    }
    assert_eq!(found(&runner, "teams/search/dev"), owned(&[]));
    assert_eq!(found(&runner, "teams/pay/dev"), owned(&[("any-object", Severity::Warning)]));
    assert_eq!(found(&runner, "elsewhere"), owned(&[]));
}

#[test]
fn options_reach_the_policy() {
    let objects = nodes("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n");
    let runner = runner("any-object: off\nany-workload:\n  level: info\n  word: hello\n").unwrap();
    assert_eq!(runner.run_overlay("a", &objects)[0].message, "a workload is there: hello");
}

#[test]
fn an_unknown_policy_is_an_error_at_its_line() {
    assert_eq!(
        error("any-object: info\nany-worklaod: off\n"),
        (2, 1, "there is no policy `any-worklaod`; did you mean `any-workload`?".to_owned())
    );
    assert_eq!(
        error("something-else-entirely: off\n").2,
        "there is no policy `something-else-entirely`; run `overlint list policies` for those that there are"
    );
}

#[test]
fn a_wrong_level_is_an_error_at_its_line() {
    let wanted = "`fatal` is no level; use `off`, `info`, `warning` or `error`".to_owned();
    assert_eq!(error("any-object: fatal\n"), (1, 13, wanted.clone()));
    assert_eq!(error("any-object:\n  level: fatal\n"), (2, 10, wanted));
}

#[test]
fn a_wrong_option_is_an_error_at_its_line() {
    assert_eq!(
        error("any-object:\n  level: info\n  colour: red\n"),
        (
            3,
            3,
            "`any-object` has no option `colour`; remove it; only `level` and `overlays` may stand here"
                .to_owned()
        )
    );
    let (line, _, text) = error("any-workload:\n  level: info\n  wrod: red\n");
    assert_eq!((line, text.contains("wrod")), (3, true), "{text}");
    let (line, _, text) = error("any-workload:\n  word: [1]\n");
    assert_eq!((line, text.contains("string")), (2, true), "{text}");
}

#[test]
fn a_wrong_glob_is_an_error_at_its_line() {
    let (line, _, text) = error("any-object:\n  overlays:\n  - fine\n  - 'a[b'\n");
    assert_eq!((line, text.starts_with("`a[b` is no glob pattern: ")), (4, true), "{text}");
    let (line, _, text) = error("any-object:\n  overlays: '!a'\n");
    assert_eq!((line, text.as_str()), (2, "a pattern cannot start with `!`; list it under `exclude`"));
    let (line, _, text) = error("any-object:\n  overlays:\n    exlude: a\n");
    assert_eq!((line, text.contains("exlude")), (3, true), "{text}");
}

#[test]
fn a_policy_configured_twice_is_an_error() {
    assert_eq!(
        error("any-object: off\nany-object: info\n"),
        (2, 1, "`any-object` is configured twice; join the two".to_owned())
    );
    assert_eq!(
        error("- any-object\n").2,
        "`policies` is no mapping; give each policy a line: `missing-memory-limit: warning`"
    );
}

#[test]
fn every_error_is_told() {
    let errors = runner("any-object: {colour: red}\nany-workload: {wrod: a}\nunknown: off\n").unwrap_err();
    assert_eq!(errors.len(), 3);
}

/// Line and first word of every error.
fn errors(config: &str) -> Vec<(u32, String)> {
    let errors = runner(config).unwrap_err();
    errors.into_iter().map(|error| (error.origin.line, error.message)).collect()
}

#[test]
fn every_error_of_one_policy_is_told() {
    let found = errors(
        "any-workload:
  level: loud
  overlays: ['a[', b, '!c']
  wrod: x
  word: [1]
  other: 1
",
    );
    let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 3, 4, 5, 6], "{found:?}");
}

#[test]
fn what_follows_from_an_error_is_not_told() {
    let found = errors(
        "any-workload:
- {word: []}
- {other: 1}
",
    );
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3], "{found:?}");
    assert!(found[0].1.starts_with("invalid type") && found[1].1.starts_with("unknown field"), "{found:?}");
}

#[test]
fn a_misspelt_option_is_told_with_what_was_meant() {
    let (line, column, text) = error("any-workload:\n  level: error\n  wrod: a\n");
    assert_eq!((line, column), (3, 3));
    assert!(text.ends_with("did you mean `word`?"), "{text}");
}

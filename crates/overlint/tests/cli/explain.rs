//! `overlint explain`.

use overlint::Exit;

use crate::support::overlint;

#[test]
fn every_rule_that_is_listed_is_explained() {
    let listed = overlint(&["list", "policies"]).ended(Exit::Clean).out;
    for line in listed.lines().skip(1) {
        let (id, severity) = line.split_once(' ').unwrap();
        let severity = severity.split_whitespace().next().unwrap();
        let run = overlint(&["explain", id]).ended(Exit::Clean);
        assert!(run.out.starts_with(&format!("# {id} ({severity})\n\n")), "{}", run.out);
        assert!(run.out.lines().count() > 4, "{id} has documentation: {}", run.out);
    }
}

#[test]
fn a_policy_shows_both_examples() {
    overlint(&["explain", "missing-memory-limit"]).ended(Exit::Clean).says(&[
        "## What it does",
        "## Why it matters",
        "```yaml",
        "kind: Deployment",
    ]);
}

#[test]
fn an_unknown_rule_is_refused_with_a_way_out() {
    overlint(&["explain", "missing-memory-limits"]).refused(&["did you mean `missing-memory-limit`?"]);
    overlint(&["explain", "quite-something-else"]).refused(&["there is no rule", "`overlint list policies`"]);
}

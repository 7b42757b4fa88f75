//! Profiles and environments: production strict and development loose in one run.

use overlint::Exit;

use crate::support::{Checkout, WEB};

fn checkout(configuration: &str) -> Checkout {
    Checkout::new()
        .overlay("web/production", WEB)
        .overlay("web/dev", WEB)
        .file("overlint.yaml", configuration)
}

#[test]
fn an_environment_has_levels_of_its_own() {
    let run = checkout(
        "policies: {missing-memory-limit: off}\n\
         environments:\n  production: {overlays: '**/production', policies: {missing-memory-limit: error}}\n",
    )
    .run(&["check"]);
    run.ended(Exit::Findings).says(&[
        "error[missing-memory-limit]",
        "in web/production",
        "1 error, 0 warnings",
    ]);
}

#[test]
fn what_an_environment_does_not_say_holds_as_everywhere() {
    let run = checkout(
        "policies: {missing-memory-limit: error}\n\
         environments:\n  dev: {overlays: '**/dev', policies: {missing-memory-limit: info}}\n  rest: {overlays: '**'}\n",
    )
    .run(&["check"]);
    run.ended(Exit::Findings).says(&["in web/production", "1 error, 0 warnings, 1 info"]);
}

#[test]
fn options_hold_where_an_environment_only_says_a_level() {
    let run = checkout(
        "policies:\n  environment-variable-pattern:\n    level: off\n    patterns: [{name: A, value: b}]\n\
         environments:\n  production:\n    overlays: '**/production'\n    policies: {environment-variable-pattern: warning}\n",
    )
    .overlay("other/production", &WEB.replace("        resources", "        env: [{name: A, value: c}]\n        resources"))
    .run(&["check"]);
    run.says(&["warning[environment-variable-pattern]", "in other/production"]);
}

#[test]
fn a_rule_that_is_no_policy_has_levels_by_environment_too() {
    let web = WEB.replace("  selector", "  replicas: x\n  selector");
    let run = checkout("environments:\n  dev: {overlays: '**/dev', policies: {wrong-type: warning}}\n")
        .overlay("web/dev", &web)
        .run(&["check"]);
    run.ended(Exit::Clean).says(&["warning[wrong-type]"]);
}

#[test]
fn values_of_another_environment_are_told() {
    let web = |value: &str| {
        WEB.replace(
            "        resources",
            &format!("        env: [{{name: A, value: {value}}}]\n        resources"),
        )
    };
    let run = checkout(
        "environments:\n  production: {overlays: '**/production', words: [production, prod]}\n  dev: {overlays: '**/dev'}\n",
    )
    .overlay("web/production", &web("db.dev.svc"))
    .overlay("web/dev", &web("db-prod"))
    .run(&["check"]);
    run.ended(Exit::Clean).says(&[
        "warning[foreign-environment-value]: environment variable `A` has `dev`, which belongs to the environment `dev`",
        "environment variable `A` has `prod`, which belongs to the environment `production`",
    ]);
}

#[test]
fn mistakes_are_told_at_their_lines() {
    for (configuration, words) in [
        ("profile: strikt\n", "overlint.yaml:1:10"),
        ("environments: {a: {overlays: '**', profile: none}}\n", "overlint.yaml:1:"),
        ("environments: {a: {profile: strict}}\n", "overlays"),
        ("environments: [a]\n", "`environments` must be a map"),
        (
            "environments: {a: {overlays: '**', policies: {missing-memory-limits: off}}}\n",
            "did you mean `missing-memory-limit`?",
        ),
    ] {
        checkout(configuration).run(&["check"]).refused(&[words]);
    }
}

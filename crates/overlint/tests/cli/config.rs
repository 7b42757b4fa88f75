//! `overlint.yaml`: what it decides, and what is said of a faulty one.

use overlint::Exit;

use crate::support::{Checkout, overlint};

/// Runs a check with a faulty configuration, which has to be refused in these words at a line and column of the file.
#[track_caller]
fn refused(config: &str, place: &str, words: &[&str]) {
    let checkout = Checkout::with_overlays(&["apps/a"]).file("overlint.yaml", config);
    let place = format!("overlint.yaml:{place}\n");
    for command in [&["check"][..], &["list", "overlays"]] {
        checkout.run(command).refused(words).refused(&[&place]);
    }
}

#[test]
fn an_unknown_setting() {
    refused("polices: {}\n", "1:1", &["there is no setting `polices`", "did you mean `policies`?"]);
    refused(
        "overlays:\n  includes: []\n",
        "2:3",
        &["there is no setting `includes`", "did you mean `include`?"],
    );
    refused(
        "overlays: {}\nx: 1\n",
        "2:1",
        &["there is no setting `x`", "`overlays`, `kubernetes`, `remotes`, `profile`, `policies`"],
    );
}

#[test]
fn an_unknown_policy() {
    let words = ["there is no policy `missing-memory-limits`", "did you mean `missing-memory-limit`?"];
    refused("policies:\n  missing-memory-limits: error\n", "2:3", &words);
    refused("policies:\n  no-such-thing: error\n", "2:3", &["run `overlint list policies`"]);
}

#[test]
fn an_unknown_level() {
    let words = ["`fatal` is no level", "use `off`, `info`, `warning` or `error`"];
    refused("policies:\n  missing-memory-limit: fatal\n", "2:25", &words);
}

#[test]
fn an_option_that_the_policy_does_not_take() {
    let config = "policies:\n  environment-variable-pattern:\n    pattern: []\n";
    refused(config, "3:5", &["unknown field `pattern`", "`patterns`"]);
}

#[test]
fn a_bad_glob() {
    refused("overlays:\n  include:\n  - apps/[\n", "3:5", &["apps/[", "write a glob such as"]);
    refused("overlays:\n  exclude: apps/*\n", "2:12", &["a list of globs belongs here"]);
}

#[test]
fn a_version_that_is_none_or_has_no_schemas() {
    refused("kubernetes: latest\n", "1:13", &["`latest` is not a version", "overlint list versions"]);
    refused("kubernetes: \"1.4\"\n", "1:13", &["there are no schemas for Kubernetes 1.4"]);
}

#[test]
fn bad_yaml() {
    refused("policies: [\n", "1:11", &["error[invalid-yaml]"]);
}

#[test]
fn a_file_that_is_no_map() {
    refused("- policies\n", "1:1", &["the configuration must be a map"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let config = "x: 1\nkubernetes: old\noverlays: []\npolicies: {nothing: error}\n";
    let run = Checkout::with_overlays(&["a"]).file("overlint.yaml", config).run(&["check"]).refused(&[]);
    assert_eq!(run.err.matches("error[invalid-configuration]").count(), 4, "{}", run.err);
}

#[test]
fn an_empty_file_is_no_configuration() {
    let checkout = Checkout::with_overlays(&["a"]);
    for config in ["", "# nothing yet\n", "policies:\noverlays:\nkubernetes:\n"] {
        checkout.write("overlint.yaml", config);
        checkout.run(&["check"]).ended(Exit::Clean);
    }
}

#[test]
fn overlays_are_left_out() {
    let checkout = Checkout::with_overlays(&["apps/a", "apps/b", "old/c"])
        .file("overlint.yaml", "overlays:\n  exclude: [old/**]\n");
    let overlays = checkout.run(&["list", "overlays"]).ended(Exit::Clean).out;
    assert_eq!(overlays, "apps/a\napps/b\n");
    checkout.run(&["check"]).ended(Exit::Clean).says(&["; 2 overlays with"]);
}

#[test]
fn only_the_overlays_that_are_asked_for_are_checked() {
    let checkout = Checkout::with_overlays(&["apps/a", "apps/b", "old/c"])
        .file("overlint.yaml", "overlays:\n  include: [apps/*]\n  exclude: [apps/b]\n");
    assert_eq!(checkout.run(&["list", "overlays"]).ended(Exit::Clean).out, "apps/a\n");
}

#[test]
fn a_base_may_be_asked_for() {
    let checkout = Checkout::with_overlays(&["base"])
        .file("top/kustomization.yaml", "resources: [../base]\n")
        .file("overlint.yaml", "overlays:\n  include: [\"**\"]\n");
    assert_eq!(checkout.run(&["list", "overlays"]).ended(Exit::Clean).out, "base\ntop\n");
}

#[test]
fn an_overlay_that_is_named_is_checked_though_the_configuration_leaves_it_out() {
    let checkout = Checkout::with_overlays(&["a", "b"]).file("overlint.yaml", "overlays:\n  exclude: [a]\n");
    checkout.run_on("a", &["check"]).ended(Exit::Clean).says(&["; 1 overlay with"]);
}

#[test]
fn a_configuration_that_leaves_everything_out_is_refused() {
    let checkout = Checkout::with_overlays(&["a"]).file("overlint.yaml", "overlays:\n  exclude: [\"**\"]\n");
    checkout.run(&["check"]).refused(&["leaves out every kustomization"]);
}

#[test]
fn a_policy_is_switched_off() {
    let checkout = Checkout::shop();
    checkout.run(&["check"]).says(&["missing-readiness-probe"]);
    checkout.write("overlint.yaml", "policies:\n  missing-readiness-probe: off\n");
    checkout.run(&["check"]).ended(Exit::Findings).does_not_say("missing-readiness-probe");
}

#[test]
fn a_level_decides_how_the_run_ends() {
    let checkout = Checkout::shop();
    checkout.write(
        "services/catalog/base/deployment.yaml",
        &sound(&checkout, "services/catalog/base/deployment.yaml"),
    );
    for (level, exit) in [("warning", Exit::Clean), ("error", Exit::Findings)] {
        checkout.write("overlint.yaml", &format!("policies:\n  missing-readiness-probe: {level}\n"));
        let findings = format!("{level}[missing-readiness-probe]");
        checkout.run_on("services/checkout", &["check"]).ended(exit).says(&[&findings]);
    }
}

fn sound(checkout: &Checkout, file: &str) -> String {
    std::fs::read_to_string(checkout.path(file)).unwrap().replace("progresDeadline", "progressDeadline")
}

#[test]
fn another_file_may_be_named() {
    let checkout = Checkout::shop().file("other.yml", "policies:\n  missing-readiness-probe: off\n");
    let config = checkout.argument("other.yml");
    checkout
        .run(&["check", "--config", &config])
        .ended(Exit::Findings)
        .does_not_say("missing-readiness-probe");
    let missing = checkout.argument("missing.yml");
    checkout.run(&["check", "--config", &missing]).refused(&["missing.yml", "cannot be read"]);
}

#[test]
fn the_configuration_above_the_path_is_used() {
    let checkout = Checkout::shop();
    let path = checkout.argument("services/catalog/overlays/production");
    overlint(&["check", &path]).ended(Exit::Findings).says(&[
        "error[environment-variable-pattern]",
        "--> services/catalog/overlays/production/environment.yaml:14:18",
    ]);
}

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
    refused("overlays:\n  includes: []\n", "2:3", &["unknown field `includes`", "did you mean `include`?"]);
    refused(
        "overlays: {}\nx: 1\n",
        "2:1",
        &["there is no setting `x`", "`overlays`, `kubernetes`, `remotes`, `exists`, `profile`, `policies`"],
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
    refused("overlays:\n  exclude: {a: b}\n", "2:12", &["expected a text, or a list of texts"]);
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

/// Where the configuration is wrong, as the program says it.
fn faults(config: &str) -> Vec<String> {
    let run = Checkout::with_overlays(&["a"]).file("overlint.yaml", config).run(&["check"]).refused(&[]);
    let places = run.err.lines().filter_map(|line| line.trim().strip_prefix("--> overlint.yaml:"));
    places.map(str::to_owned).collect()
}

#[test]
fn every_fault_is_told_at_once() {
    let config = "x: 1
kubernetes: [{version: old}, {overlay: a}]
overlays: {include: [1]}
policies:
  nothing: error
  missing-memory-limit: loud
  wrong-type: {level: loud, overlays: 'a[', other: 1}
  environment-variable-pattern:
    patterns:
    - {name: 'a(', value: b, overlay: c}
    - {name: a, valeu: b}
    other: 1
profile: strikt
environments:
  a: {profile: none, policies: {missing-memory-limit: loud, nothing: off}, other: 1}
  b: {}
exists: [{kind: [], nam: a}, {name: a}]
exceptions:
- {rule: nothing, until: never, resource: a}
- {resource: a/b}
suppressions: {comments: 1, locked: [nothing, less], other: 1}
ratchet: {nothing: 1, wrong-type: many}
baseline: []
missing-schemas: loud
schemas: {}
remotes: sometimes
remotes: allow
";
    let wanted = "1:1 2:24 2:30 2:31 3:22 5:3 6:25 7:23 7:39 7:45 10:14 10:30 11:17 12:5 13:10 15:16 15:55 15:61 15:76 \
                  16:6 17:17 17:21 17:30 19:10 19:26 19:43 20:3 21:26 21:38 21:47 21:54 22:11 22:35 23:11 24:18 25:10 \
                  26:10 27:1";
    let told = faults(config);
    let wanted: Vec<_> = wanted.split_whitespace().collect();
    let missing: Vec<_> = wanted.iter().filter(|place| !told.iter().any(|told| told == *place)).collect();
    let more: Vec<_> = told.iter().filter(|place| !wanted.contains(&place.as_str())).collect();
    assert!(missing.is_empty() && more.is_empty() && told.len() == wanted.len(), "{missing:?} {more:?}");
}

#[test]
fn an_empty_file_is_no_configuration() {
    let checkout = Checkout::with_overlays(&["a"]);
    for config in ["", "# nothing yet\n", "policies:\noverlays:\nkubernetes:\n"] {
        checkout.write("overlint.yaml", config);
        checkout.run(&["check"]).ended(Exit::Clean);
    }
}

/// What is said of globs that match nothing: the line and the glob.
fn unused(checkout: &Checkout) -> Vec<(u64, String)> {
    let run = checkout.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == "unused-configuration");
    of_rule
        .map(|finding| (finding["line"].as_u64().unwrap(), finding["message"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn globs_that_match_nothing_are_told() {
    let config = "overlays:
  exclude: [old/**]
kubernetes:
- {version: 1.34, overlays: [apps/a, apps/none-1]}
environments:
  a: {overlays: apps/none-2, policies: {wrong-type: {level: error, overlays: apps/none-3}}}
  b: {overlays: apps/b, policies: {missing-memory-limit: off}}
policies:
  missing-memory-limit:
  - {level: off, overlays: {include: [apps/*, apps/none-4], exclude: apps/none-5}}
  - {level: off, overlays: '**/base'}
  environment-variable-pattern:
    level: error
    patterns:
    - {name: A, value: b, overlays: [apps/none-6, apps/a]}
    - {name: A, value: b, overlays: apps/a}
";
    let checkout = Checkout::with_overlays(&["apps/a", "apps/b", "old/c"])
        .file("apps/base/kustomization.yaml", "resources: []\n")
        .file("apps/b/kustomization.yaml", "resources: [../base, object.yaml]\n")
        .file("overlint.yaml", config);
    let found = unused(&checkout);
    let wanted = [
        (4, "`apps/none-1` matches no overlay"),
        (6, "`apps/none-2` matches no overlay"),
        (6, "`apps/none-3` matches no overlay"),
        (10, "`apps/none-4` matches no overlay"),
        (10, "`apps/none-5` matches no overlay"),
        (11, "`**/base` matches no overlay"),
        (15, "`apps/none-6` matches no overlay"),
    ];
    let wanted = wanted.map(|(line, text)| (line, text.to_owned()));
    assert_eq!(found, wanted);
    let part = checkout.run_on("apps/a", &["check"]).ended(Exit::Clean);
    part.does_not_say("unused-configuration");
}

#[test]
fn a_glob_of_an_exception_is_told_where_the_exception_is_used() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, imag: b}]}\n";
    let config = "exceptions:
- {rule: unknown-field, overlays: [a, none-1]}
- {rule: wrong-type, overlays: none-2}
";
    let checkout = Checkout::new().overlay("a", pod).file("overlint.yaml", config);
    assert_eq!(unused(&checkout), [(2, "`none-1` matches no overlay".to_owned())]);
    checkout.run(&["check"]).says(&["warning[unused-exception]", "overlint.yaml:3:"]);
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

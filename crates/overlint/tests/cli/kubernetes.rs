//! Which versions of Kubernetes overlays are validated against, and how several are compared.

use overlint::Exit;

use crate::support::{Checkout, masked, overlint};

/// Served up to 1.31, and warned of from 1.29 on.
const FLOW_SCHEMA: &str = "\
apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
kind: FlowSchema
metadata:
  name: health
spec:
  priorityLevelConfiguration:
    name: exempt
";

/// A field that came with 1.34.
const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostnameOverride: web
  containers:
  - name: web
    image: example.org/web:1
";

fn three_overlays() -> Checkout {
    ["apps/a/staging", "apps/a/production", "apps/b/production"]
        .into_iter()
        .fold(Checkout::new(), |checkout, overlay| checkout.overlay(overlay, POD))
}

#[test]
fn globs_choose_the_version() {
    let config = "\
kubernetes:
- {version: 1.34, overlays: \"**/staging\"}
- version: v1.33.x
  overlays: {include: [\"apps/**\"], exclude: apps/b/*}
- {version: \"1.30\"}
";
    let run = three_overlays().file("overlint.yaml", config).run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.ended(Exit::Findings).out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let found: Vec<_> = findings.filter(|finding| finding["rule"] == "unknown-field").collect();
    let said: Vec<_> = found.iter().map(|f| (f["file"].as_str().unwrap(), f["kubernetes"].clone())).collect();
    let expected = [
        ("apps/a/production/object.yaml", serde_json::json!(["1.33"])),
        ("apps/b/production/object.yaml", serde_json::json!(["1.30"])),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_number_is_read_as_it_was_written() {
    let checkout = Checkout::new().overlay("a", &POD.replace("hostnameOverride: web", "hostUsers: false"));
    // 1.30 would be 1.3 if it were a number.
    checkout.write("overlint.yaml", "kubernetes: 1.30\n");
    checkout.run(&["check"]).ended(Exit::Clean);
}

#[test]
fn a_glob_that_matches_nothing_is_told() {
    let config = "kubernetes:\n- {version: 1.34, overlays: [\"**/staging\", \"**/testing\"]}\n";
    three_overlays()
        .file("overlint.yaml", config)
        .run(&["check"])
        .ended(Exit::Clean)
        .says(&["warning[unused-configuration]: `**/testing` matches no overlay", "overlint.yaml:2:44"]);
}

#[track_caller]
fn refused(config: &str, place: &str, words: &[&str]) {
    let place = format!("overlint.yaml:{place}\n");
    let checkout = Checkout::with_overlays(&["a"]).file("overlint.yaml", config);
    checkout.run(&["check"]).refused(words).refused(&[&place]);
}

#[test]
fn every_fault_of_the_configuration_has_its_place() {
    refused("kubernetes: {version: 1.31}\n", "1:13", &["a version such as `\"1.37\"` belongs here"]);
    refused("kubernetes: [1.31]\n", "1:14", &["a map of `version` and `overlays` belongs here"]);
    refused("kubernetes:\n- overlays: a\n", "2:3", &["this entry has no `version`"]);
    refused("kubernetes:\n- {version: 1.31, overlay: a}\n", "2:19", &["did you mean `overlays`?"]);
    refused("kubernetes:\n- {version: 1.99}\n", "2:13", &["no schemas for Kubernetes 1.99", "1.37"]);
    refused("kubernetes:\n- {version: 1.31, overlays: 'a/['}\n", "2:29", &["is no glob"]);
    refused(
        "kubernetes:\n- {version: 1.31, overlays: {only: a}}\n",
        "2:30",
        &["expected `include` or `exclude`"],
    );
    let unreachable = "kubernetes:\n- version: 1.31\n- {version: 1.32, overlays: a}\n";
    refused(unreachable, "3:3", &["no overlay gets this far"]);
    let two = Checkout::with_overlays(&["a"])
        .file("overlint.yaml", "kubernetes:\n- {version: x}\n- {overlays: 1}\n")
        .run(&["check"])
        .refused(&["`x` is not a version"]);
    assert_eq!(two.err.matches("error[invalid-configuration]").count(), 3, "{}", two.err);
}

#[test]
fn a_flag_goes_before_the_configuration() {
    let checkout = three_overlays().file("overlint.yaml", "kubernetes: 1.33\n");
    checkout.run(&["check"]).ended(Exit::Findings);
    for version in ["1.34", "v1.34", "1.34.2", "1.34.x"] {
        checkout.run(&["check", "--kubernetes-version", version]).ended(Exit::Clean);
    }
}

#[test]
fn an_unknown_version_is_refused_with_those_that_there_are() {
    for version in ["1.9", "1.31,1.99", "latest"] {
        let run = overlint(&["check", "--kubernetes-version", version]);
        let word = if version == "latest" { "is not a Kubernetes version" } else { "known: 1.11, 1.12" };
        run.refused(&["--kubernetes-version", word]);
    }
}

#[test]
fn several_versions_make_an_upgrade_report() {
    let checkout = Checkout::new().overlay("a", FLOW_SCHEMA).overlay("b", FLOW_SCHEMA).overlay("c", POD);
    let run = checkout.run(&["check", "--kubernetes-version", "1.34,1.28,1.31"]).ended(Exit::Findings);
    insta::assert_snapshot!(masked(&run.out));
}

#[test]
fn what_holds_for_all_versions_is_said_once() {
    let pod = POD.replace("hostnameOverride", "hostnme");
    let checkout = Checkout::new().overlay("a", &pod);
    let run = checkout.run(&["check", "--kubernetes-version", "1.31,1.34"]).ended(Exit::Findings);
    assert_eq!(run.out.matches("error[unknown-field]").count(), 1, "{}", run.out);
    let run = run.says(&["Kubernetes 1.34: 1 error, ", "; the same as 1.31"]);
    assert!(run.err.is_empty());
}

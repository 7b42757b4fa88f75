//! `overlint check`: what is found, where, and how the run ends.

use std::fs;

use overlint::Exit;
use serde_json::Value;

use crate::support::{CONFIG_MAP, Checkout, KUSTOMIZATION, masked, overlint};

/// A Deployment without a memory limit: a warning and nothing else.
const WITHOUT_LIMIT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example.org/web:1
        resources: {requests: {cpu: 1, memory: 1Gi}}
";

#[test]
fn a_sound_repository_is_clean() {
    let run = Checkout::with_overlays(&["a", "b"]).run(&["check"]).ended(Exit::Clean);
    assert_eq!(
        masked(&run.out),
        "0 errors, 0 warnings; 2 overlays with 2 resources: 2 valid; 4 files in _ s\n"
    );
    assert_eq!(run.err, "");
}

#[test]
fn findings_are_reported_at_their_lines() {
    let run = Checkout::shop().run(&["check"]).ended(Exit::Findings).says(&[
        "error[unknown-field]: `progresDeadlineSeconds` is not a field of `DeploymentSpec`",
        "--> services/catalog/base/deployment.yaml:9:3",
        "error[wrong-type]: `replicas` must be an integer",
        "--> services/cart/overlays/production/scale.yaml:6:13",
        "error[environment-variable-pattern]",
        "--> services/catalog/overlays/production/environment.yaml:14:18",
        "warning[missing-memory-limit]",
        "--> services/catalog/overlays/production/import.yaml:15:13",
        "warning[missing-readiness-probe]",
        "--> services/checkout/base/deployment.yaml:17:15",
        "3 errors, 2 warnings; 9 overlays",
    ]);
    assert_eq!(run.err, "");
}

#[test]
fn warnings_fail_only_a_run_that_asks_for_it() {
    let checkout = Checkout::new().overlay("web", WITHOUT_LIMIT);
    checkout
        .run(&["check"])
        .ended(Exit::Clean)
        .says(&["warning[missing-memory-limit]", "0 errors, 1 warning;"]);
    checkout.run(&["check", "--fail-on", "error"]).ended(Exit::Clean);
    checkout.run(&["check", "--fail-on", "warning"]).ended(Exit::Findings);
}

#[test]
fn the_fault_of_a_base_is_one_finding_with_all_its_overlays() {
    let checkout = Checkout::new().overlay("base", &CONFIG_MAP.replace("  name", "  nmae: x\n  name"));
    for overlay in ["one", "two", "three"] {
        checkout.write(&format!("overlays/{overlay}/kustomization.yaml"), "resources: [../../base]\n");
    }
    let run = checkout.run(&["check"]).ended(Exit::Findings);
    assert_eq!(run.out.matches("error[").count(), 1, "{}", run.out);
    let run = run.says(&[
        "--> base/object.yaml:4:3",
        "in overlays/one and 2 more overlays",
        "1 error, 0 warnings; 3 overlays",
    ]);
    assert!(!run.out.contains("overlays/two"), "the rest is for `--verbose`");
    checkout.run(&["check", "--verbose"]).says(&[
        "= in overlays/one",
        "= in overlays/three",
        "= in overlays/two",
    ]);
}

#[test]
fn a_broken_file_leaves_the_other_overlays_checked() {
    let checkout =
        Checkout::with_overlays(&["good"]).overlay("bad", "kind: [\n").overlay("web", WITHOUT_LIMIT);
    checkout.run(&["check"]).ended(Exit::Findings).says(&[
        "error[invalid-yaml]",
        "--> bad/object.yaml:1:",
        "= in bad",
        "warning[missing-memory-limit]",
        "1 error, 1 warning; 3 overlays (1 could not be built) with 2 resources: 2 valid;",
    ]);
}

#[test]
fn a_key_given_twice_is_found_once_and_the_overlay_counts_as_unbuilt() {
    let object = format!("{CONFIG_MAP}data:\n  a: b\n  a: c\n");
    let checkout = Checkout::new().overlay("x", &object);
    let run = checkout.run(&["check"]).ended(Exit::Findings);
    assert_eq!(run.out.matches("error[").count(), 1, "{}", run.out);
    run.says(&[
        "error[duplicate-key]: the key `a` is given twice",
        "--> x/object.yaml:7:3",
        "(1 could not be built)",
    ]);
}

#[test]
fn an_overlay_that_is_named_is_checked_though_others_include_it() {
    let checkout =
        Checkout::with_overlays(&["base"]).file("top/kustomization.yaml", "resources: [../base]\n");
    checkout.run(&["check"]).ended(Exit::Clean).says(&["; 1 overlay with"]);
    checkout
        .run_on("base", &["check"])
        .ended(Exit::Clean)
        .says(&["; 1 overlay with 1 resource: 1 valid; 2 files"]);
    let (base, top) = (checkout.argument("base"), checkout.argument("top"));
    overlint(&["check", &base, &top]).ended(Exit::Clean).says(&["; 2 overlays with 2 resources"]);
}

#[test]
fn a_path_given_twice_is_checked_once() {
    let checkout = Checkout::with_overlays(&["a"]);
    let path = checkout.argument("a");
    overlint(&["check", &path, &path]).ended(Exit::Clean).says(&["; 1 overlay with"]);
}

#[test]
fn several_formats_are_written_at_once() {
    let checkout = Checkout::shop();
    let file = checkout.argument("report.json");
    let run = checkout.run(&["check", "--format", "human", "--format", &format!("json={file}")]);
    let run = run.ended(Exit::Findings).says(&["error[unknown-field]", "3 errors, 2 warnings"]);
    assert!(!run.out.contains("\"version\""), "the JSON goes to its file alone");
    let report: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(report["summary"]["errors"], 3);
}

#[test]
fn a_format_that_goes_to_a_file_alone_leaves_standard_output_empty() {
    let checkout = Checkout::with_overlays(&["a"]);
    let format = format!("human={}", checkout.argument("report.txt"));
    assert_eq!(checkout.run(&["check", "--format", &format]).ended(Exit::Clean).out, "");
    assert!(fs::read_to_string(checkout.path("report.txt")).unwrap().starts_with("0 errors"));
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let checkout = Checkout::shop();
    for overlay in 0..30 {
        checkout.write(
            &format!("more/{overlay}/kustomization.yaml"),
            "resources: [../../services/catalog/base]\n",
        );
    }
    for format in ["human", "json"] {
        let with =
            |jobs: &str| masked(&checkout.run(&["check", "-v", "--format", format, "--jobs", jobs]).out);
        let alone = with("1");
        assert!(alone.contains("progresDeadlineSeconds"));
        for jobs in ["2", "8", "8", "8"] {
            assert_eq!(alone, with(jobs), "{format} on {jobs} threads");
        }
    }
}

#[test]
fn colour_is_there_where_it_is_asked_for() {
    let checkout = Checkout::new().overlay("web", WITHOUT_LIMIT);
    checkout.run(&["check", "--color", "always"]).says(&["\u{1b}["]);
    checkout.run(&["check", "--color", "never"]).does_not_say("\u{1b}[");
}

#[test]
fn infos_are_shown_only_with_verbose() {
    let checkout = Checkout::new()
        .overlay("web", WITHOUT_LIMIT)
        .file("overlint.yaml", "policies:\n  missing-memory-limit: info\n");
    checkout.run(&["check", "--fail-on", "warning"]).ended(Exit::Clean).does_not_say("missing-memory-limit");
    checkout.run(&["check", "-v"]).ended(Exit::Clean).says(&["info[missing-memory-limit]"]);
}

#[test]
fn a_missing_file_leads_to_the_line_that_names_it() {
    let checkout = Checkout::new().file("a/kustomization.yaml", KUSTOMIZATION);
    checkout.run(&["check"]).ended(Exit::Findings).says(&[
        "error[missing-file]",
        "`object.yaml`",
        "--> a/kustomization.yaml:2:3",
    ]);
}

//! `init` as its users see it: a configuration that changes nothing, a crate of tests, and nothing written over.

use std::fs;

use overlint::Exit;

use crate::support::{Checkout, overlint};

#[test]
fn a_configuration_says_what_the_repository_holds() {
    let shop = Checkout::shop();
    fs::remove_file(shop.path("overlint.yaml")).unwrap();
    let before = shop.run(&["check"]);
    shop.run(&["init"]).ended(Exit::Clean).says(&["wrote ", "overlint.yaml", "next: overlint check"]);
    insta::assert_snapshot!(fs::read_to_string(shop.path("overlint.yaml")).unwrap());
    let findings = |out: &str| out.split(" errors, ").next().unwrap().to_owned();
    assert_eq!(
        findings(&shop.run(&["check"]).out),
        findings(&before.out),
        "the configuration changes nothing"
    );
}

#[test]
fn the_comments_of_a_configuration_can_be_taken_out() {
    let shop = Checkout::shop();
    fs::remove_file(shop.path("overlint.yaml")).unwrap();
    shop.run(&["init"]).ended(Exit::Clean);
    let text = fs::read_to_string(shop.path("overlint.yaml")).unwrap();
    let (head, policies) = text.split_once("policies:\n").unwrap();
    let is_prose = |line: &&str| line.starts_with("# What is") || line.starts_with("# Which");
    let settings = policies.lines().map(str::trim_start).filter(|line| !is_prose(line));
    let settings: String = settings.map(|line| line.replacen("# ", "  ", 1) + "\n").collect();
    shop.write("overlint.yaml", &format!("{head}policies:\n{settings}"));
    shop.run(&["check"]).ended(Exit::Findings);
}

#[test]
fn what_is_there_is_not_written_over() {
    for file in ["overlint.yaml", "overlint.yml"] {
        let checkout = Checkout::with_overlays(&["a"]).file(file, "# mine\n");
        checkout.run(&["init"]).refused(&[file, "is there already"]);
        assert_eq!(fs::read_to_string(checkout.path(file)).unwrap(), "# mine\n");
    }
    for file in ["Cargo.toml", "tests/policies.rs", "README.md"] {
        let checkout = Checkout::with_overlays(&["a"]).file(&format!("tests/{file}"), "mine\n");
        checkout.run_on("tests", &["init", "--policy-tests"]).refused(&[file, "is there already"]);
        assert_eq!(fs::read_to_string(checkout.path(&format!("tests/{file}"))).unwrap(), "mine\n");
        assert_eq!(fs::read_dir(checkout.path("tests")).unwrap().count(), 1, "nothing else is written");
    }
}

#[test]
fn where_nothing_can_be_tested_nothing_is_written() {
    let checkout = Checkout::new().file("readme", "");
    checkout.run(&["init"]).refused(&["no kustomization file"]);
    checkout.run_on("new", &["init", "--policy-tests"]).refused(&["no kustomization file"]);
    assert!(!checkout.path("new").exists() && !checkout.path("overlint.yaml").exists());
    overlint(&["init", "--overlint", "1"]).refused(&["--policy-tests"]);
}

#[test]
fn a_crate_of_tests_ignores_what_does_not_hold_yet() {
    let shop = Checkout::shop();
    let given = ["init", "--policy-tests", "--overlint", "https://example.com/overlint.git"];
    shop.run_on("policy-tests", &given).ended(Exit::Clean).says(&["next: cargo test --manifest-path "]);
    let read = |path: &str| fs::read_to_string(shop.path(&format!("policy-tests/{path}"))).unwrap();
    insta::assert_snapshot!("manifest", read("Cargo.toml"));
    insta::assert_snapshot!("tests", read("tests/policies.rs"));
    insta::assert_snapshot!("snapshot", read("tests/snapshots/policies__an_overlay_renders_as_before.snap"));
    assert_eq!(read(".gitignore"), "/target\n*.snap.new\n");
    let whole = Checkout::with_overlays(&["a"]);
    whole.run_on("new", &["init", "--policy-tests"]).ended(Exit::Clean);
    let tests = fs::read_to_string(whole.path("new/tests/policies.rs")).unwrap();
    assert!(!tests.contains("#[ignore"), "{tests}");
}

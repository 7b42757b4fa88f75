//! `overlint verify`, against scripts that stand for kustomize.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use overlint::Exit;

use crate::support::{CONFIG_MAP, Checkout, Run};

/// A checkout with a program that says that it is this version, and then does what the script says, with the directory
/// in `$2`.
fn checkout(version: &str, script: &str) -> Checkout {
    let script = format!("#!/bin/sh\n[ \"$1\" = version ] && echo {version} && exit 0\n{script}");
    let checkout = Checkout::with_overlays(&["a", "b"]).file("fake", &script);
    fs::set_permissions(checkout.path("fake"), fs::Permissions::from_mode(0o755)).unwrap();
    // As long as another test's child, forked meanwhile, has the file open, it cannot be run.
    while Command::new(checkout.path("fake")).arg("version").output().is_err() {}
    checkout
}

fn verify(checkout: &Checkout, arguments: &[&str]) -> Run {
    let fake = checkout.argument("fake");
    checkout.run(&[&["verify", "--kustomize", &fake], arguments].concat())
}

#[test]
fn the_same_bytes_are_a_success() {
    let run = verify(&checkout("v5.8.2", "cat \"$2/object.yaml\""), &[]).ended(Exit::Clean);
    let line = "2 overlays, compared with kustomize v5.8.2: 2 the same\n";
    assert_eq!((run.out.as_str(), run.err.as_str()), (line, ""));
}

#[test]
fn a_difference_is_shown() {
    let script =
        "case $2 in */a) cat \"$2/object.yaml\";; *) sed s/settings/other/ \"$2/object.yaml\";; esac";
    let run = verify(&checkout("v5.8.2", script), &[]).ended(Exit::Findings);
    insta::assert_snapshot!(run.out);
}

#[test]
fn both_must_fail_or_none() {
    let both = checkout("v5.8.2", "echo '# Warning: old' >&2; echo 'Error: no' >&2; exit 1");
    both.write("a/object.yaml", "kind: {\n");
    let run = verify(&both, &[]).ended(Exit::Findings);
    insta::assert_snapshot!(run.out);
    let ours = checkout("v5.8.2", &format!("printf '{}'", CONFIG_MAP.replace('\n', "\\n")));
    ours.write("a/object.yaml", "kind: {\n");
    let run = verify(&ours, &[]).ended(Exit::Findings);
    run.says(&[
        "a: only kustomize builds it; Overlint says",
        "error[invalid-yaml]",
        "object.yaml:1:",
        "1 different",
    ]);
}

#[test]
fn another_version_is_warned_of() {
    let run = verify(&checkout("v5.0.0", "cat \"$2/object.yaml\""), &[]).ended(Exit::Clean);
    assert_eq!(
        run.err,
        "warning: Overlint builds as kustomize 5.8.2 does, and this one says that it is v5.0.0\n"
    );
}

#[test]
fn without_kustomize_it_says_what_to_do() {
    let missing = Checkout::with_overlays(&["a"]);
    verify(&missing, &[]).refused(&[
        "fake` cannot be run",
        "install kustomize 5.8.2",
        "`--kustomize PROGRAM`",
    ]);
    let silent = checkout("broken >&2; exit 3 #", "");
    verify(&silent, &[]).refused(&["has no version: broken", "install kustomize 5.8.2"]);
}

#[test]
fn what_takes_too_long_or_would_be_fetched_is_not_compared() {
    let slow = checkout("v5.8.2", "case $2 in */a) sleep 60;; *) cat \"$2/object.yaml\";; esac");
    let run = verify(&slow, &["--timeout", "1"]).ended(Exit::CouldNotRun);
    run.says(&["a: not compared: ", "did not end within 1 s", "1 the same, 1 not compared"]);
    let remote = checkout("v5.8.2", "touch \"$2/was-run\"; cat \"$2/object.yaml\"");
    remote.write("a/kustomization.yaml", "resources: [https://example.com/org/repo]\n");
    let run = verify(&remote, &[]).ended(Exit::CouldNotRun);
    run.says(&["a: not compared: it has remote bases", "`--allow-remote`"]);
    assert!(!remote.path("a/was-run").exists() && remote.path("b/was-run").exists());
}

#[test]
fn the_load_restrictor_is_passed_on() {
    let script = "[ \"$3 $4\" = '--load-restrictor LoadRestrictionsNone' ] && cat \"$2/object.yaml\"";
    verify(&checkout("v5.8.2", script), &["--load-restrictor", "LoadRestrictionsNone"]).ended(Exit::Clean);
}

//! The help texts, which are read before anything else: a change in them is seen.

use crate::process;

fn help(arguments: &[&str]) -> String {
    // In a process without a terminal, whose width would decide where the lines break.
    let output = process::program().args(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn of_the_program() {
    insta::assert_snapshot!(help(&["--help"]));
}

#[test]
fn of_check() {
    insta::assert_snapshot!(help(&["check", "--help"]));
}

#[test]
fn of_validate() {
    insta::assert_snapshot!(help(&["validate", "--help"]));
}

#[test]
fn of_build() {
    insta::assert_snapshot!(help(&["build", "--help"]));
}

#[test]
fn of_verify() {
    insta::assert_snapshot!(help(&["verify", "--help"]));
}

#[test]
fn of_why() {
    insta::assert_snapshot!(help(&["why", "--help"]));
}

#[test]
fn of_list() {
    insta::assert_snapshot!(help(&["list", "--help"]));
}

#[test]
fn of_explain() {
    insta::assert_snapshot!(help(&["explain", "--help"]));
}

#[test]
fn of_init() {
    insta::assert_snapshot!(help(&["init", "--help"]));
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(help(&["--version"]), concat!("overlint ", env!("CARGO_PKG_VERSION"), "\n"));
}

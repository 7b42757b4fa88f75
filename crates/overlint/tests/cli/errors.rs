//! What keeps the program from running, and what it must not fall for.

use std::fs;

use overlint::Exit;

use crate::support::{CONFIG_MAP, Checkout, overlint};

#[test]
fn a_path_that_is_not_there() {
    let checkout = Checkout::new();
    for command in [&["check"][..], &["build"], &["list", "overlays"]] {
        checkout.run_on("missing", command).refused(&["error: `", "missing` cannot be opened"]);
    }
}

#[test]
fn a_path_that_is_a_file() {
    let checkout = Checkout::with_overlays(&["a"]);
    for command in [&["check"][..], &["build"], &["list", "overlays"]] {
        let run = checkout.run_on("a/kustomization.yaml", command);
        run.refused(&["kustomization.yaml` is a file; name the directory that it lies in: `", "/a`"]);
        let run = checkout.run_on("a/object.yaml", command);
        run.refused(&["name the directory of an overlay or of a repository, or run `overlint validate "]);
    }
}

#[test]
fn a_directory_without_a_kustomization() {
    let words =
        ["there is no kustomization file there", "name the directory of a repository or of an overlay"];
    Checkout::new().file("overlint.yaml", "").run(&["check"]).refused(&words);
    let words = ["no kustomization file there, only other YAML", "run `overlint validate`"];
    Checkout::new().file("a.yaml", CONFIG_MAP).run(&["check"]).refused(&words);
}

#[test]
fn a_directory_of_components_alone() {
    let checkout = Checkout::new().file("a/kustomization.yaml", "kind: Component\nnamePrefix: x-\n");
    checkout.run(&["check"]).refused(&["no kustomization there is an overlay", "is an overlay"]);
}

#[test]
fn arguments_that_there_are_not() {
    overlint(&["check", "--frobnicate"]).refused(&["'--frobnicate'", "Usage: overlint check", "--help"]);
    overlint(&["frobnicate"]).refused(&["'frobnicate'", "--help"]);
    overlint(&["chekc"]).refused(&["'check'"]);
    overlint(&["check", "--jobs", "many"]).refused(&["'many'", "--jobs"]);
    overlint(&["check", "--fail-on", "info"]).refused(&["'info'", "error, warning"]);
    overlint(&["explain"]).refused(&["<RULE>"]);
}

#[test]
fn a_format_that_there_is_not() {
    let checkout = Checkout::with_overlays(&["a"]);
    checkout.run(&["check", "--format", "xml"]).refused(&["there is no format `xml`", "`human`", "`json`"]);
    checkout.run(&["check", "--format", "json="]).refused(&["names no file"]);
}

#[test]
fn a_report_that_cannot_be_written() {
    let checkout = Checkout::with_overlays(&["a"]);
    let format = format!("json={}", checkout.argument("missing/report.json"));
    checkout.run(&["check", "--format", &format]).refused(&["report.json` cannot be written"]);
}

#[test]
fn a_path_outside_the_root() {
    let checkout = Checkout::with_overlays(&["a", "b"]);
    let root = checkout.argument("b");
    checkout.run_on("a", &["check", "--root", &root]).refused(&["lies outside"]);
}

#[test]
fn two_kustomization_files_in_one_directory() {
    let checkout = Checkout::with_overlays(&["a"]).file("a/kustomization.yml", "resources: []\n");
    checkout
        .run(&["check"])
        .ended(Exit::Findings)
        .says(&["error[invalid-kustomization]", "more than one kustomization file"]);
}

#[test]
fn kustomizations_that_include_each_other() {
    let checkout = Checkout::with_overlays(&["good"])
        .file("a/kustomization.yaml", "resources: [../b]\n")
        .file("b/kustomization.yaml", "resources: [../a]\n");
    checkout
        .run_on("a", &["check"])
        .ended(Exit::Findings)
        .says(&["error[kustomization-cycle]", "kustomization.yaml:1:13"]);
}

#[test]
#[cfg(unix)]
fn a_link_out_of_the_repository_is_not_followed() {
    let outside = Checkout::new().file("secret.yaml", CONFIG_MAP);
    let checkout = Checkout::with_overlays(&["a"]);
    fs::remove_file(checkout.path("a/object.yaml")).unwrap();
    std::os::unix::fs::symlink(outside.path("secret.yaml"), checkout.path("a/object.yaml")).unwrap();
    for restrictor in ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"] {
        let run = checkout.run(&["check", "--load-restrictor", restrictor]).ended(Exit::Findings);
        run.says(&["error[file-outside-root]", "kustomization.yaml:2:3"]).does_not_say("settings");
        let run = checkout.run_on("a", &["build", "--load-restrictor", restrictor]).ended(Exit::Findings);
        assert_eq!(run.out, "");
    }
}

#[cfg(unix)]
mod pipes {
    //! Named pipes where files are expected: opening one waits for a writer that never comes.

    use std::process::Command;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::support::Run;

    fn make_pipe(checkout: &Checkout, path: &str) {
        assert!(Command::new("mkfifo").arg(checkout.path(path)).status().unwrap().success());
    }

    /// Fails where the run does not end.
    fn in_time(checkout: Checkout, arguments: &'static [&'static str], path: &'static str) -> Run {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(checkout.run_on(path, arguments)));
        receiver.recv_timeout(Duration::from_secs(60)).expect("the run ends")
    }

    fn piped(path: &str) -> Checkout {
        let checkout = Checkout::with_overlays(&["a", "good"]);
        let _ = fs::remove_file(checkout.path(path));
        make_pipe(&checkout, path);
        checkout
    }

    #[test]
    fn in_place_of_a_manifest() {
        let run = in_time(piped("a/object.yaml"), &["check"], "").ended(Exit::Findings);
        run.says(&["`object.yaml`", "--> a/kustomization.yaml:2:3", "2 overlays (1 could not be built)"]);
        assert_eq!(in_time(piped("a/object.yaml"), &["build"], "a").ended(Exit::Findings).out, "");
    }

    #[test]
    fn in_place_of_a_kustomization() {
        in_time(piped("a/kustomization.yaml"), &["check"], "").ended(Exit::Findings);
        in_time(piped("a/kustomization.yaml"), &["build"], "a").ended(Exit::Findings);
    }

    #[test]
    fn in_place_of_the_configuration() {
        in_time(piped("overlint.yaml"), &["check"], "");
    }
}

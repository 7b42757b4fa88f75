//! Symbolic links.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::support::{Repository, config_map};

const CANARY: &str = "canary-5f3a";

/// Builds with a link in each place that names a file, and asserts that what it leads to is not shown.
fn assert_hidden(target: &dyn Fn(&Repository) -> std::path::PathBuf) {
    let generator = "configMapGenerator: [{name: g, files: [link]}]\n";
    let env = "configMapGenerator: [{name: g, envs: [link]}]\n";
    for text in ["resources: [link]\n", "patches: [{path: link}]\n", "components: [link]\n", generator, env] {
        let repository = Repository::new(&[("o/kustomization.yaml", text)]);
        outside(&repository);
        symlink(target(&repository), repository.path().join("o/link")).expect("a link");
        for (command, format) in
            [("build", &[][..]), ("check", &["--format", "json"][..]), ("check", &["-v"])]
        {
            let run = repository.run(command, format);
            let run = if command == "build" {
                crate::support::limited(&repository.path(), &["build", "o"])
            } else {
                run
            };
            assert_eq!(run.code, 1, "{text} {run:?}");
            assert!(!run.out.contains(CANARY) && !run.err.contains(CANARY), "{text} {run:?}");
            assert!(!run.out.contains("root:") && !run.err.contains("root:"), "{text} {run:?}");
        }
    }
}

fn outside(repository: &Repository) {
    fs::create_dir_all(repository.outside("outside")).expect("a directory");
    fs::write(repository.outside("outside/secret.yaml"), config_map(CANARY)).expect("a file");
    fs::write(repository.outside("outside/kustomization.yaml"), "resources: [secret.yaml]\n")
        .expect("a file");
    fs::create_dir_all(repository.outside("repository-evil")).expect("a directory");
    fs::write(repository.outside("repository-evil/secret.yaml"), config_map(CANARY)).expect("a file");
    repository.write("o2/secret.yaml", config_map(CANARY).as_bytes());
    repository.write("o-evil/secret.yaml", config_map(CANARY).as_bytes());
}

#[test]
fn links_that_lead_outside_show_nothing() {
    assert_hidden(&|repository| repository.outside("outside/secret.yaml"));
    assert_hidden(&|_| "../../outside/secret.yaml".into());
    assert_hidden(&|_| "/etc/passwd".into());
    assert_hidden(&|_| "/proc/self/environ".into());
    assert_hidden(&|repository| repository.outside("repository-evil/secret.yaml"));
    assert_hidden(&|_| "../../repository-evil/secret.yaml".into());
    assert_hidden(&|repository| repository.outside("outside"));
}

#[test]
fn links_that_lead_to_a_neighbour_are_outside_the_kustomization() {
    let files = [("o/kustomization.yaml", "resources: [link]\n")];
    for target in ["../o2/secret.yaml", "../o-evil/secret.yaml"] {
        let repository = Repository::new(&files);
        outside(&repository);
        symlink(target, repository.path().join("o/link")).expect("a link");
        let run = repository.run("check", &[]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.out.contains("file-outside-root"), "{}", run.out);
    }
}

#[test]
fn absolute_links_within_the_repository_are_followed() {
    let repository =
        Repository::new(&[("o/kustomization.yaml", "resources: [link]\n"), ("o/a.yaml", &config_map("a"))]);
    let real = repository.path().canonicalize().expect("a path").join("o/a.yaml");
    symlink(real, repository.path().join("o/link")).expect("a link");
    assert_eq!(repository.run("check", &[]).code, 0);
}

#[test]
fn loops_of_links_end() {
    for (from, to) in
        [("link", "link"), ("link", "../o/link"), ("link", "link/x"), ("link", "./link/../link")]
    {
        let repository = Repository::new(&[("o/kustomization.yaml", "resources: [link]\n")]);
        symlink(to, repository.path().join("o").join(from)).expect("a link");
        let run = repository.run("check", &[]);
        assert_eq!(run.code, 1, "{run:?}");
    }
    let repository = Repository::new(&[
        ("o/kustomization.yaml", "resources: [a/a/a/a/a/a/b.yaml]\n"),
        ("o/b.yaml", &config_map("b")),
    ]);
    symlink(".", repository.path().join("o/a")).expect("a link");
    assert!(repository.run("check", &[]).code < 2);
}

#[test]
fn chains_of_links_that_multiply_end() {
    let repository = Repository::new(&[("o/kustomization.yaml", "resources: [l0/x]\n")]);
    for level in 0..39 {
        let next = format!("l{n}/../l{n}", n = level + 1);
        symlink(next, repository.path().join(format!("o/l{level}"))).expect("a link");
    }
    fs::create_dir(repository.path().join("o/l39")).expect("a directory");
    let run = repository.run("check", &[]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn linked_kustomization_files_and_folders_show_nothing() {
    let repository = Repository::new(&[
        ("fine/kustomization.yaml", "resources: [a.yaml]\n"),
        ("fine/a.yaml", &config_map("a")),
    ]);
    outside(&repository);
    fs::create_dir(repository.path().join("o")).expect("a directory");
    symlink(repository.outside("outside/kustomization.yaml"), repository.path().join("o/kustomization.yaml"))
        .expect("a link");
    symlink(repository.outside("outside"), repository.path().join("folder")).expect("a link");
    let run = repository.run("check", &["--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(!run.out.contains(CANARY) && !run.err.contains(CANARY), "{run:?}");
}

#[test]
fn a_linked_configuration_shows_nothing() {
    let repository = Repository::new(&[("kustomization.yaml", "resources: []\n")]);
    outside(&repository);
    symlink(repository.outside("outside/secret.yaml"), repository.path().join("overlint.yaml"))
        .expect("a link");
    let run = repository.run("check", &[]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(!run.out.contains(CANARY) && !run.err.contains(CANARY), "{run:?}");
}

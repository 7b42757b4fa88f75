//! What is there, but is no regular file.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::support::{Repository, config_map};

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Every way to put something there that is no regular file.
fn specials() -> Vec<fn(&Path)> {
    vec![
        fifo,
        |path| drop(UnixListener::bind(path).expect("a socket")),
        |path| symlink("/dev/zero", path).expect("a link"),
        |path| symlink("/dev/stdin", path).expect("a link"),
        |path| symlink("/proc/self/fd/0", path).expect("a link"),
        |path| fs::create_dir(path).expect("a directory"),
    ]
}

#[test]
fn special_files_under_any_field_are_errors_at_once() {
    for text in [
        "resources: [x]\n",
        "components: [x]\n",
        "patches: [{path: x}]\n",
        "patchesStrategicMerge: [x]\n",
        "patchesJson6902: [{path: x, target: {kind: A, name: b}}]\n",
        "configMapGenerator: [{name: a, files: [x]}]\n",
        "secretGenerator: [{name: a, envs: [x]}]\n",
    ] {
        for make in specials() {
            let repository = Repository::new(&[("o/kustomization.yaml", text)]);
            make(&repository.path().join("o/x"));
            let run = repository.run_limited("check", &[]);
            assert_eq!(run.code, 1, "{text} {run:?}");
            assert!(run.out.contains("o/kustomization.yaml:1"), "{text} {}", run.out);
        }
    }
}

#[test]
fn special_files_in_place_of_a_kustomization_file_do_not_hang() {
    for make in specials() {
        let repository = Repository::new(&[
            ("o/kustomization.yaml", "resources: [a.yaml]\n"),
            ("o/a.yaml", &config_map("a")),
        ]);
        fs::create_dir(repository.path().join("x")).expect("a directory");
        make(&repository.path().join("x/kustomization.yaml"));
        let run = repository.run_limited("check", &[]);
        assert!(run.code < 2, "{run:?}");
        let run = repository.run_limited("build", &["--", "x"]);
        assert_ne!(run.code, 0, "{run:?}");
    }
}

#[test]
fn special_files_in_place_of_the_configuration_are_not_read_and_not_passed_over() {
    for make in specials() {
        let repository = Repository::new(&[
            ("o/kustomization.yaml", "resources: [a.yaml]\n"),
            ("o/a.yaml", &config_map("a")),
        ]);
        make(&repository.path().join("overlint.yaml"));
        let run = repository.run_limited("check", &[]);
        assert_eq!(run.code, 2, "{run:?}");
    }
}

#[test]
fn files_that_may_not_be_read_are_errors() {
    use std::os::unix::fs::PermissionsExt as _;

    let repository =
        Repository::new(&[("o/kustomization.yaml", "resources: [a.yaml]\n"), ("o/a.yaml", &config_map("a"))]);
    let file = repository.path().join("o/a.yaml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("a mode");
    if fs::read(&file).is_ok() {
        return; // root may read everything
    }
    let run = repository.run_limited("check", &[]);
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn folders_that_may_not_be_read_are_not_passed_over() {
    use std::os::unix::fs::PermissionsExt as _;

    let repository = Repository::new(&[
        ("o/kustomization.yaml", "resources: []\n"),
        ("p/kustomization.yaml", "resources: []\n"),
    ]);
    let folder = repository.path().join("p");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).expect("a mode");
    let readable = fs::read_dir(&folder).is_ok();
    let run = repository.run_limited("check", &[]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("a mode");
    assert!(readable || run.code != 0, "{run:?}");
}

#[test]
fn names_that_are_not_utf_8_are_not_passed_over() {
    use std::os::unix::ffi::OsStrExt as _;

    let repository =
        Repository::new(&[("o/kustomization.yaml", "resources: [a.yaml]\n"), ("o/a.yaml", &config_map("a"))]);
    let folder = repository.path().join(std::ffi::OsStr::from_bytes(b"evil-\xff"));
    fs::create_dir(&folder).expect("a directory");
    fs::write(folder.join("kustomization.yaml"), "resources: [missing.yaml]\n").expect("a file");
    let run = repository.run_limited("check", &[]);
    assert_ne!(run.code, 0, "{run:?}");
    let name = std::ffi::OsStr::from_bytes(b"junk-\xff.png");
    fs::remove_dir_all(&folder).expect("gone");
    fs::write(repository.path().join(name), "junk").expect("a file");
    assert_eq!(repository.run_limited("check", &[]).code, 0, "other files of such names do no harm");
}

#[test]
fn backslashes_in_names_are_no_separators() {
    let repository = Repository::new(&[
        ("o/kustomization.yaml", "resources: ['a\\b.yaml']\n"),
        ("o/a\\b.yaml", &config_map("a")),
    ]);
    assert_eq!(repository.run_limited("check", &[]).code, 0);
    repository.write("x\\y/kustomization.yaml", b"resources: [missing.yaml]\n");
    let run = repository.run_limited("check", &[]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("x\\y"), "{}", run.out);
}

//! The program around the check: options, output files, closed pipes.

use crate::support::{Repository, config_map, limited, spawn, wait};

fn small() -> Repository {
    Repository::new(&[("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", &config_map("a"))])
}

#[test]
fn any_number_of_jobs_is_answered() {
    for jobs in ["0", "1", "7", "300", "1000000000", "18446744073709551615", "-1", "x", ""] {
        let run = small().run_limited("check", &[&format!("--jobs={jobs}")]);
        assert!((0..=2).contains(&run.code), "{jobs} {run:?}");
        assert!(run.code == 0 || run.err.contains("jobs") || run.err.contains("thread"), "{jobs} {run:?}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_exit_2() {
    for file in ["missing/report.json", "/", "/dev/full", "a.yaml/x"] {
        let run = small().run_limited("check", &["--format", &format!("json={file}")]);
        assert_eq!(run.code, 2, "{file} {run:?}");
        crate::support::assert_safe(&run.err);
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let broken: Vec<String> =
        (0..500).map(|index| format!("{}dta: 1\n", config_map(&format!("a{index}")))).collect();
    let repository = Repository::new(&[
        ("kustomization.yaml", "resources: [a.yaml]\n"),
        ("a.yaml", &broken.join("---\n")),
    ]);
    for arguments in [
        &["check", "."][..],
        &["check", ".", "--format", "json"],
        &["build", "."],
        &["list", "policies"],
        &["explain", "unknown-field"],
        &["--help"],
    ] {
        let mut child = spawn(&repository.path(), arguments);
        drop(child.stdout.take());
        let code = wait(&mut child);
        let mut err = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().expect("piped"), &mut err).expect("text");
        assert!((0..=1).contains(&code), "{arguments:?} {code} {err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_exit_2() {
    let repository = small();
    let script = format!("\"{}\" build . > /dev/full", env!("CARGO_BIN_EXE_overlint"));
    let status = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(repository.path())
        .output()
        .expect("sh");
    assert_eq!(status.status.code(), Some(2), "{status:?}");
}

#[test]
fn arguments_that_make_no_sense_are_exit_2() {
    let repository = small();
    for arguments in [
        &["check", "missing"][..],
        &["check", "a.yaml"],
        &["build", "a.yaml"],
        &["build", ""],
        &["check", "/dev/null"],
        &["check", ".", "--config", "missing.yaml"],
        &["check", ".", "--config", "/dev/null/x"],
        &["check", ".", "--root", "missing"],
        &["check", ".", "--format", "::error::x"],
        &["check", ".", "..", "--root", "."],
    ] {
        let run = limited(&repository.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?} {run:?}");
        assert!(!run.err.is_empty());
        crate::support::assert_safe(&run.err);
    }
}

#[test]
fn what_was_typed_reaches_no_terminal() {
    let repository = small();
    for arguments in [
        &["explain", "\u{1b}[31m"][..],
        &["check", ".", "--format", "json=\u{1b}x/y"],
        &["check", "--", "\u{1b}x"],
    ] {
        let run = limited(&repository.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?} {run:?}");
        crate::support::assert_safe(&run.err);
    }
}

/// The stacks of the threads take the address space, so that now and then it is an allocation that fails first, which no
/// program in Rust outlives: what counts is that the refusal is told where there is room for it, and that nothing panics.
#[test]
fn threads_that_cannot_be_started_are_no_panic() {
    const ATTEMPTS: usize = 20;
    let repository = small();
    let script = format!("ulimit -v 120000; exec \"{}\" check . --jobs 64", env!("CARGO_BIN_EXE_overlint"));
    let refused = (0..ATTEMPTS).any(|_| {
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", &script]).current_dir(repository.path()).output().expect("sh");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!err.contains("panicked"), "{err}");
        let code = output.status.code();
        assert!(code.is_some() || err.contains("memory"), "{output:?}");
        code.is_some_and(|code| (0..=2).contains(&code))
    });
    assert!(refused, "no attempt ended with a status of its own");
}

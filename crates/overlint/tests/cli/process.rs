//! The program as a process of its own: exit statuses, threads, and readers that go away.

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::{Command, Output, Stdio};

use crate::support::{CONFIG_MAP, Checkout, masked};

/// The program, without the environment of whoever runs the tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overlint"));
    command.env_clear().stdin(Stdio::null()).current_dir(env!("CARGO_MANIFEST_DIR"));
    // Windows starts no process without it.
    if let Some(root) = std::env::var_os("SystemRoot") {
        command.env("SystemRoot", root);
    }
    command
}

fn check(checkout: &Checkout, arguments: &[&str]) -> Output {
    program().arg("check").args(arguments).arg(checkout.argument("")).output().unwrap()
}

#[test]
fn the_exit_status_says_how_it_went() {
    let status = |output: Output| output.status.code();
    assert_eq!(status(check(&Checkout::with_overlays(&["a"]), &[])), Some(0));
    assert_eq!(status(check(&Checkout::shop(), &[])), Some(1));
    assert_eq!(status(check(&Checkout::new(), &[])), Some(2));
    assert_eq!(status(check(&Checkout::shop(), &["--no-such-flag"])), Some(2));
    assert_eq!(status(program().arg("--help").output().unwrap()), Some(0));
}

#[test]
fn findings_go_to_standard_output_and_refusals_to_standard_error() {
    let found = check(&Checkout::shop(), &[]);
    assert!(!found.stdout.is_empty() && found.stderr.is_empty());
    let refused = check(&Checkout::new(), &[]);
    assert!(refused.stdout.is_empty() && !refused.stderr.is_empty());
}

#[test]
fn nothing_is_coloured_on_a_pipe() {
    assert!(!check(&Checkout::shop(), &[]).stdout.contains(&0x1b));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let checkout = Checkout::shop();
    let with = |threads: &str| {
        let mut command = program();
        command.env("RAYON_NUM_THREADS", threads).args(["check", "-v", "--format", "json"]);
        let output = command.arg(checkout.argument("")).output().unwrap();
        masked(&String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(with("1"), with("8"));
}

#[test]
fn the_working_directory_is_the_default_path() {
    let checkout = Checkout::shop();
    let output =
        program().args(["list", "overlays"]).current_dir(checkout.path("services/cart")).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed, "services/cart/overlays/production\nservices/cart/overlays/staging\n");
}

/// A checkout whose reports and builds are larger than what a pipe and the program's own buffer hold.
fn large() -> Checkout {
    let mut object = format!("{CONFIG_MAP}data:\n");
    for key in 0..600 {
        let _ = writeln!(object, "  key-{key:0200}: {key}");
    }
    Checkout::new().overlay("a", &object)
}

/// Reads a few bytes of what the program writes and goes away, as `head` does.
fn cut_off(mut command: Command) -> (Option<i32>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 16]).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let checkout = large();
    let commands = [&["check", "--format", "human"][..], &["check", "--format", "json"], &["build"]];
    for (arguments, code) in commands.into_iter().zip([1, 1, 0]) {
        let mut command = program();
        command.args(arguments).arg(checkout.argument("a"));
        assert_eq!(cut_off(command), (Some(code), String::new()), "{arguments:?}");
    }
}

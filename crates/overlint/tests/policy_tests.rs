//! The crate that `overlint init --policy-tests` writes: it compiles, passes, and fails at the line of a mistake.
//!
//! Cargo compiles everything for it, which takes about a minute: `cargo test --test policy_tests -- --ignored`, as the
//! gate does, into a target directory that it keeps.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A copy of the shop with a crate of policy tests in it.
struct Generated {
    folder: TempDir,
}

impl Generated {
    fn new() -> Self {
        let generated = Self { folder: tempfile::tempdir().unwrap() };
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&checkout.join("testdata/repos/shop"), generated.folder.path());
        let tests = generated.path("policy-tests").into_os_string();
        let given = ["overlint", "init", "--policy-tests", "--overlint", env!("CARGO_MANIFEST_DIR")];
        let arguments = given.into_iter().map(Into::into).chain([tests]);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = overlint::run(arguments, &mut out, &mut err);
        assert_eq!(exit, overlint::Exit::Clean, "{}", String::from_utf8_lossy(&err));
        // The versions that this checkout was compiled with.
        fs::copy(checkout.join("Cargo.lock"), generated.path("policy-tests/Cargo.lock")).unwrap();
        generated
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Replaces what a file says.
    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(old), "{text}");
        fs::write(self.path(path), text.replace(old, new)).unwrap();
    }

    /// Runs a command of Cargo in the crate: whether it succeeds, and what it says.
    fn cargo(&self, arguments: &[&str]) -> (bool, String) {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/policy-tests");
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(self.path("policy-tests"));
        command.env("CARGO_TARGET_DIR", target).env("CARGO_PROFILE_DEV_DEBUG", "0");
        let output = command.env("CI", "1").env("NO_COLOR", "1").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

#[test]
#[ignore = "compiles everything again"]
fn the_crate_passes_and_then_fails_at_a_planted_mistake() {
    let generated = Generated::new();
    let (passes, said) = generated.cargo(&["test"]);
    assert!(passes && said.contains("3 passed; 0 failed; 1 ignored"), "{said}");
    generated.edit("services/cart/base/service.yaml", "app: cart", "app: card");
    generated.edit("cluster/overlays/production/quota.yaml", "16Gi", "32Gi");
    let (passes, said) = generated.cargo(&["test", "--no-fail-fast"]);
    assert!(!passes && said.contains("1 passed; 2 failed; 1 ignored"), "{said}");
    assert!(said.contains("error[every-service-selects-pods]: the Service selects no pods"), "{said}");
    assert!(said.contains("services/cart/base/service.yaml:6:3"), "{said}");
    assert!(said.contains("requests.memory: 32Gi"), "{said}");
    let (passes, said) = generated.cargo(&["test", "--", "--ignored"]);
    assert!(!passes && said.contains("error[wrong-type]"), "{said}");
}

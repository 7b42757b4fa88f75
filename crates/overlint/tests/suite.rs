//! One line of `cargo test` an overlay, as a test target without the usual harness.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, ExitCode};

use overlint::prelude::*;

fn main() -> ExitCode {
    let repository = Repository::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/repos/shop"))
        .expect("the repository opens");
    Suite::new(repository)
        .each("selectors", "services/*/overlays/*", |overlay, expect| {
            for deployment in overlay.kind("Deployment") {
                let app = deployment.at("/spec/selector/matchLabels/app");
                expect.that(app.as_str() == Some(deployment.name()), &app, "it selects the pods of another");
            }
        })
        .whole("protocol-of-nextest", |_| speaks_to_nextest())
        .run()
}

/// Asks this program what cargo-nextest asks of one: <https://nexte.st/docs/design/custom-test-harnesses/>.
fn speaks_to_nextest() {
    let answer = |arguments: &[&str]| {
        let output = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = answer(&["--list", "--format", "terse"]);
    let names: Vec<&str> = listed.lines().map(|line| line.strip_suffix(": test").unwrap()).collect();
    assert_eq!(names.len(), 7, "{listed}");
    assert_eq!(answer(&["--list", "--format", "terse", "--ignored"]), "");
    let one = "selectors::services/cart/overlays/staging";
    assert!(names.contains(&one), "{listed}");
    let ran = answer(&["--exact", one, "--nocapture"]);
    assert!(ran.contains("1 passed; 0 failed; 0 ignored; 0 measured; 6 filtered out"), "{ran}");
}

//! One line of `cargo test` an overlay, as a test target without the usual harness.

use std::process::ExitCode;

use overlint::prelude::*;

fn main() -> ExitCode {
    let repository = Repository::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/repos/shop"))
        .expect("the repository opens");
    Suite::new(repository)
        .each("replicas", "services/*/overlays/*", |overlay, expect| {
            for deployment in overlay.kind("Deployment") {
                let replicas = deployment.at("/spec/replicas");
                expect.that(replicas.is_some(), &replicas, "nothing says how many replicas there are");
            }
        })
        .run()
}

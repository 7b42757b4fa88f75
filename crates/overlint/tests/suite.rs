//! One line of `cargo test` an overlay, as a test target without the usual harness.

use std::process::ExitCode;

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
        .run()
}

//! `cargo xtask policy-docs`: the index of the policies, `policies/README.md`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

/// Writes the index anew, or with `--check` fails where it is stale.
pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/README.md");
    let text = overlint_policies::index_markdown();
    match args {
        [] => fs::write(&file, text).context("policies/README.md cannot be written"),
        [flag] if flag == "--check" => {
            let written = fs::read_to_string(&file).context("policies/README.md cannot be read")?;
            if written == text {
                Ok(())
            } else {
                bail!("policies/README.md is stale: run `cargo xtask policy-docs`")
            }
        }
        _ => bail!("policy-docs takes nothing but --check"),
    }
}

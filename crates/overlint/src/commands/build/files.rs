//! `--output DIRECTORY`: one file an object.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use overlint_kustomize::{Built, File};

/// Writes each object to its file. Nothing is written where a name is taken twice or leads elsewhere.
pub(super) fn write(built: &Built, directory: &Path) -> anyhow::Result<()> {
    for File { name, text } in built.files()? {
        let file = directory.join(name);
        fs::write(&file, text).with_context(|| format!("`{}` cannot be written", file.display()))?;
    }
    Ok(())
}

//! The files of a directory as one text, which is compared and kept as what is printed is.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Files by their names: before each a line `# NAME`.
pub(crate) fn listing(mut files: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    files.sort();
    files.into_iter().flat_map(|(name, text)| [format!("# {name}\n").into_bytes(), text].concat()).collect()
}

/// The listing of a directory without directories in it.
pub(crate) fn listing_of(directory: &Path) -> Result<Vec<u8>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("reading {}", directory.display()))? {
        let entry = entry?;
        files.push((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?));
    }
    Ok(listing(files))
}

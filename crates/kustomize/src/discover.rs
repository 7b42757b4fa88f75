//! Finding the kustomizations of a tree.

use overlint_source::tree::path;
use overlint_source::{FileTree, TreeError};

use crate::kustomization::{NAMES, is_kustomization_file};

/// Every directory at or below `directory` that holds a kustomization file, sorted.
pub fn kustomizations(tree: &dyn FileTree, directory: &str) -> Result<Vec<String>, TreeError> {
    Ok(kustomizations_among(&tree.files(directory)?))
}

/// Whether a directory holds a kustomization file.
pub fn is_kustomization(tree: &dyn FileTree, directory: &str) -> bool {
    let files = NAMES.iter().filter_map(|name| path::join(directory, name));
    files.into_iter().any(|file| tree.resolve(&file).is_ok())
}

/// The directories of all kustomization files among these files, sorted.
pub fn kustomizations_among(files: &[String]) -> Vec<String> {
    let mut found: Vec<String> = files
        .iter()
        .filter(|file| is_kustomization_file(path::file_name(file)))
        .map(|file| path::parent(file).to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

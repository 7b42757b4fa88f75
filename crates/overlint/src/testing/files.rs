//! Objects as files have them, before anything is built.

use globset::GlobMatcher;
use overlint_kustomize::{Built, Resource};
use overlint_policy::testing::Failure;
use overlint_source::read::{Limits, Place, decode, read};
use overlint_source::tree::path;
use overlint_source::{FileTree, Finding, Node, Sources};

use super::cache::Loaded;

/// The objects of the files below `root` whose paths, relative to it, match a glob, in the order of the paths. The inner
/// error says what in a file is no YAML.
pub(super) fn read_files(
    tree: &dyn FileTree,
    sources: &Sources,
    root: &str,
    glob: &GlobMatcher,
) -> Result<Result<Loaded, Vec<Finding>>, Failure> {
    let files = tree.files(root).map_err(|error| Failure::from(error.to_string()))?;
    let is_meant = |file: &&String| glob.is_match(path::relative(file, root));
    let (mut resources, mut faults, mut count) = (Vec::new(), Vec::new(), 0);
    for file in files.iter().filter(is_meant) {
        count += 1;
        match read_file(tree, sources, file)? {
            Ok(objects) => resources.extend(objects.into_iter().map(Resource::new)),
            Err(fault) => faults.push(fault),
        }
    }
    if count == 0 {
        return Err(format!("`{}` matches no file", glob.glob()).into());
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let built = Built { resources, faults: Vec::new(), notes: Vec::new() };
    Ok(Ok(Loaded { directory: None, path: glob.glob().to_string(), built }))
}

fn read_file(
    tree: &dyn FileTree,
    sources: &Sources,
    file: &str,
) -> Result<Result<Vec<Node>, Finding>, Failure> {
    let bytes = tree.read(file).map_err(|error| Failure::from(error.to_string()))?;
    let text = decode(&bytes).map_err(|error| Failure::from(format!("`{file}`: {}", error.message)))?;
    let source = sources.add(file, text.as_ref());
    Ok(match read(&text, Place::of(source), &Limits::default()) {
        Ok(documents) => Ok(documents.into_iter().filter_map(|document| document.root).collect()),
        Err(error) => Err(Finding::error("invalid-yaml", error.origin, error.message)),
    })
}

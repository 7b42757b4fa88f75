//! Which kustomizations are overlays to check.

use overlint_kustomize::Graph;

use super::{Check, CheckError};
use crate::config::FILE_NAME;

impl Check<'_> {
    /// Finds the overlays: the graph of all kustomizations below the paths, and which of them to check.
    pub fn overlays(&self) -> Result<(Graph, Vec<usize>), CheckError> {
        self.overlays_among(&self.files()?)
    }

    /// Every file at or below the paths, sorted.
    pub(super) fn files(&self) -> Result<Vec<String>, CheckError> {
        let mut files = Vec::new();
        for path in self.paths {
            files.extend(self.tree.files(path)?);
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    pub(super) fn overlays_among(&self, files: &[String]) -> Result<(Graph, Vec<usize>), CheckError> {
        let directories = overlint_kustomize::kustomizations_among(files);
        let graph = self.builder().graph(&directories);
        let overlays = self.select(&graph, &directories);
        if overlays.is_empty() { Err(self.nothing(files, &directories)) } else { Ok((graph, overlays)) }
    }

    fn nothing(&self, files: &[String], directories: &[String]) -> CheckError {
        let is_manifest = |file: &String| {
            [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end)) && self.shown(file) != FILE_NAME
        };
        if directories.is_empty() && files.iter().any(is_manifest) {
            CheckError::OnlyManifests
        } else if directories.is_empty() {
            CheckError::NoKustomization
        } else if !self.config.overlays.is_empty() {
            CheckError::AllLeftOut
        } else {
            CheckError::NoOverlay
        }
    }

    fn select(&self, graph: &Graph, directories: &[String]) -> Vec<usize> {
        let known = |directory: &String| graph.find(directory);
        let mut chosen: Vec<usize> = if self.config.overlays.is_selective() {
            directories.iter().filter_map(known).filter(|index| !graph.is_component(*index)).collect()
        } else {
            graph.overlays()
        };
        chosen.retain(|index| self.config.overlays.matches(&self.shown(graph.path(*index))));
        chosen.extend(self.paths.iter().filter(|path| directories.contains(path)).filter_map(known));
        chosen.sort_by_key(|index| graph.path(*index).to_owned());
        chosen.dedup();
        chosen
    }
}

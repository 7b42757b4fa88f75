//! Globs of the configuration that match nothing.

use std::collections::BTreeSet;

use overlint_policy::Globs;
use overlint_source::Finding;

use super::{Config, UNUSED};

impl Config {
    /// A finding for each glob of the configuration that matches nothing, those of exceptions aside: `kustomizations` and
    /// `overlays` are the paths of all that there are.
    pub(crate) fn unused(&self, kustomizations: &[String], overlays: &[String]) -> Vec<Finding> {
        let of_overlays = self.kubernetes.overlay_globs().chain(self.runner.overlay_globs());
        let mut findings: Vec<_> = unused(&self.overlays, kustomizations, "kustomization").collect();
        findings.extend(of_overlays.flat_map(|globs| unused(globs, overlays, "overlay")));
        // What an environment takes over from the rest of the configuration stands there once.
        let mut told = BTreeSet::new();
        findings.retain(|finding| told.insert(finding.origin));
        findings
    }
}

/// A finding for each of the globs that matches none of these paths, which are those of every `what`.
pub(crate) fn unused<'g>(
    globs: &'g Globs,
    paths: &'g [String],
    what: &'static str,
) -> impl Iterator<Item = Finding> + use<'g> {
    globs.unused(paths).map(move |glob| {
        Finding::warning(UNUSED, glob.origin, format!("`{}` matches no {what}", glob.value))
            .help("correct it, or take it out; `overlint list overlays` shows the paths")
    })
}

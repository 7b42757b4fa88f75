//! The main job: every overlay built, validated and checked, in one parallel pass.

mod overlay;
mod selection;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use overlint_kustomize::remote::Remotes;
use overlint_kustomize::{Builder, Effects, Graph, Helm, HelmOptions, LoadRestrictor};
use overlint_report::{Report, Summary, Unjudged};
use overlint_schema::Catalog;
use overlint_source::finding::Joined;
use overlint_source::tree::path;
use overlint_source::{FileTree, Finding, Sources, finding};

use crate::config::{Config, FILE_NAME};
use crate::custom_resources::Keeper;
use crate::exceptions::{Closing, Tally};
use crate::repository_rules::{self, Run};

pub(crate) use overlay::{Judged, overall, resource_id};

/// What to check.
pub struct Check<'a> {
    /// The files.
    pub tree: &'a dyn FileTree,
    /// Takes every text that is read.
    pub sources: &'a Sources,
    /// Policies, schemas, and which overlays to check.
    pub config: &'a Config,
    /// The directory that overlay globs are relative to.
    pub root: &'a str,
    /// The directories to look for overlays in. One that is itself a kustomization is an overlay, whatever includes it.
    pub paths: &'a [String],
    /// Where the files of a kustomization may lie.
    pub load_restrictor: LoadRestrictor,
    /// Remote bases and files beside what lies in the tree; without it they are findings.
    pub remotes: Option<&'a Remotes<'a>>,
    /// Helm for the charts, where it may be run.
    pub helm: Option<(&'a dyn Helm, &'a HelmOptions)>,
    /// The schemas of the versions of Kubernetes to validate against; none where the configuration has the choice.
    pub kubernetes: &'a [Catalog],
}

/// What keeps a check from running.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// There is no kustomization at all.
    #[error("there is no kustomization file there; name the directory of a repository or of an overlay")]
    NoKustomization,
    /// There is no kustomization, and there are other files that may be manifests.
    #[error(
        "there is no kustomization file there, only other YAML; name the directory of a repository or of an overlay, \
         or run `overlint validate`, which judges manifests as they are"
    )]
    OnlyManifests,
    /// There are kustomizations, and the configuration leaves every one out.
    #[error("`overlays` in the configuration leaves out every kustomization there")]
    AllLeftOut,
    /// There are only Components, or kustomizations that include each other.
    #[error("no kustomization there is an overlay: each is a Component or included by another")]
    NoOverlay,
    /// A directory cannot be listed.
    #[error(transparent)]
    Tree(#[from] overlint_source::TreeError),
}

impl<'a> Check<'a> {
    /// A path of the tree, relative to the root.
    pub(crate) fn shown(&self, path: &str) -> String {
        path::relative(path, self.root)
    }

    /// The builder that reads what this check reads.
    pub(crate) fn builder(&self) -> Builder<'a> {
        let builder = Builder::new(self.tree, self.sources).load_restrictor(self.load_restrictor);
        let builder = match self.remotes {
            Some(remotes) => builder.remotes(remotes),
            None => builder,
        };
        match self.helm {
            Some((helm, options)) => builder.helm(helm, options),
            None => builder,
        }
    }

    /// Whether the whole repository is looked at: only then is it known what nothing uses.
    fn is_whole(&self) -> bool {
        self.paths.iter().any(|path| path::is_within(self.root, path))
    }

    /// A finding for each glob of the configuration that matches nothing, where everything was looked at.
    fn unused(&self, graph: &Graph, overlays: &[String]) -> Vec<Finding> {
        if !self.is_whole() {
            return Vec::new();
        }
        let kustomizations: Vec<String> = graph.paths().map(|path| self.shown(path)).collect();
        let mut unused = self.config.unused(&kustomizations, overlays);
        self.set_levels(&mut unused, "");
        unused
    }

    /// Gives findings the levels of the configuration for an overlay, and drops those whose rule is off.
    pub(crate) fn set_levels(&self, findings: &mut Vec<Finding>, overlay: &str) {
        findings.retain_mut(|finding| {
            let severity = self.config.runner.severity_of(&finding.rule, overlay, finding.severity);
            severity.map(|severity| finding.severity = severity).is_some()
        });
    }

    /// Checks every overlay. The report is the same for any number of threads.
    pub fn check(&self) -> Result<Report, CheckError> {
        let start = Instant::now();
        let files = self.files()?;
        let (graph, overlays) = self.overlays_among(&files)?;
        let effects = Effects::default();
        let keeper = Keeper::new();
        let joined = Mutex::new(Joined::default());
        let visit = |index, built| {
            let mut outcome = self.overlay(graph.path(index), &built);
            outcome.aside = keeper.keep(self, &built);
            outcome.part_with_findings(&joined);
            outcome
        };
        let mut outcomes = self.builder().effects(&effects).build_each(&graph, &overlays, visit);
        self.judge_aside(&graph, &overlays, &mut outcomes);
        let run = Run { check: self, graph: &graph, overlays: &overlays, files: &files, effects: &effects };
        let mut findings = repository_rules::findings(&run);
        let mut tally = self.config.exceptions.sift(&mut findings, "", std::iter::empty(), self.sources);
        findings.extend(self.across_overlays(&graph, &overlays, &mut outcomes, &mut tally));
        let shown: Vec<String> = overlays.iter().map(|index| self.shown(graph.path(*index))).collect();
        findings.extend(self.unused(&graph, &shown));
        let mut joined = joined.into_inner().unwrap_or_else(PoisonError::into_inner);
        joined.extend(findings);
        Ok(self.report(outcomes, joined, tally, &shown, start))
    }

    /// What policies find across overlays, less what is allowed.
    fn across_overlays(
        &self,
        graph: &Graph,
        overlays: &[usize],
        outcomes: &mut [Judged],
        tally: &mut Tally,
    ) -> Vec<Finding> {
        let summaries = outcomes.iter_mut().map(|outcome| std::mem::take(&mut outcome.summaries));
        let found = self.config.runner.check_repository(summaries);
        if found.is_empty() {
            return found;
        }
        // Policies know overlays by the paths that are shown.
        let shown = overlays.iter().map(|index| (self.shown(graph.path(*index)), graph.path(*index).into()));
        let paths: HashMap<String, Arc<str>> = shown.collect();
        let mut findings = Vec::new();
        for finding in found {
            let overlay = finding.overlays.first().cloned().unwrap_or_default();
            let mut left = vec![finding];
            tally.absorb(self.config.exceptions.sift(&mut left, &overlay, std::iter::empty(), self.sources));
            for finding in &mut left {
                finding.overlays = paths.get(&*overlay).cloned().into_iter().collect();
            }
            findings.extend(left);
        }
        findings
    }

    fn report(
        &self,
        outcomes: Vec<Judged>,
        mut joined: Joined,
        mut tally: Tally,
        overlays: &[String],
        start: Instant,
    ) -> Report {
        let mut summary = Summary { overlays: outcomes.len(), ..Summary::default() };
        let mut unjudged = Unjudged::default();
        for mut outcome in outcomes {
            finding::settle(&mut outcome.findings);
            summary.unbuilt += outcome.unbuilt;
            summary.resources += outcome.resources;
            summary.valid += outcome.valid;
            summary.invalid += outcome.invalid;
            summary.skipped += outcome.skipped;
            joined.extend(outcome.findings);
            unjudged.absorb(outcome.unjudged);
            tally.absorb(outcome.tally);
        }
        let mut findings = joined.into_findings();
        summary.suppressed = self.close(&mut findings, tally, overlays);
        overlint_report::sort(&mut findings, self.sources);
        summary.count(&findings);
        summary.files = self.sources.files();
        summary.seconds = start.elapsed().as_secs_f64();
        Report { summary, findings, unjudged }
    }

    /// Lets the exceptions have their last word; returns how many findings they took out.
    fn close(&self, findings: &mut Vec<Finding>, tally: Tally, overlays: &[String]) -> usize {
        let is_own =
            |file: &str| path::is_within(file, self.root) && path::relative(file, self.root) != FILE_NAME;
        let run = Closing { sources: self.sources, is_whole: self.is_whole(), overlays, is_own: &is_own };
        let mut about = self.config.exceptions.about(&tally, &run);
        self.set_levels(&mut about, "");
        // The baseline is of findings in an order that no thread decides.
        overlint_report::sort(findings, self.sources);
        let taken = self.config.exceptions.finish(findings, tally, &run);
        findings.extend(about);
        taken
    }
}

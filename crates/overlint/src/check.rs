//! The main job: every overlay built, validated and checked, in one parallel pass.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use overlint_kustomize::remote::Remotes;
use overlint_kustomize::{
    BuildError, Builder, Built, Effects, Graph, Helm, HelmOptions, LoadRestrictor, Outcome, Resource,
};
use overlint_policy::{Object, Summaries};
use overlint_report::{Report, Summary, Unjudged};
use overlint_schema::{Catalog, Verdict, validate};
use overlint_source::finding::Joined;
use overlint_source::tree::path;
use overlint_source::{FileTree, Finding, ResourceId, Sources, finding};

use crate::config::{Config, FILE_NAME};
use crate::custom_resources::{Aside, Keeper};
use crate::exceptions::{Closing, Tally};
use crate::missing;
use crate::repository_rules::{self, Run};

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

/// The counts and findings of one overlay.
#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    pub(crate) tally: Tally,
    /// What is judged when all definitions of custom resources are known.
    pub(crate) aside: Aside,
    unbuilt: usize,
    resources: usize,
    valid: usize,
    invalid: usize,
    skipped: usize,
    /// The objects without a schema, by kind.
    pub(crate) unjudged: Unjudged,
    /// What policies keep of the overlay.
    summaries: Summaries,
}

impl Judged {
    /// Counts an object anew whose verdict has changed.
    pub(crate) fn recount(&mut self, before: Verdict, after: Verdict) {
        *self.count(before) -= 1;
        *self.count(after) += 1;
    }

    /// Adds what is found to that of the other overlays, so that what they share is held once. What the second pass may
    /// take back or explain stays.
    fn part_with_findings(&mut self, joined: &Mutex<Joined>) {
        // A slip that an exception allows has been taken out and explains nothing: what it leaves out is missing.
        finding::settle(&mut self.findings);
        let Self { findings, aside, .. } = self;
        let is_open = |finding: &Finding| {
            missing::is_provisional(finding) || (finding.misses && aside.concerns(finding))
        };
        if !findings.is_empty() {
            let closed = findings.extract_if(.., |finding| !is_open(finding));
            joined.lock().unwrap_or_else(PoisonError::into_inner).extend(closed);
        }
    }

    fn count(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::Valid => &mut self.valid,
            Verdict::Invalid => &mut self.invalid,
            Verdict::Skipped => &mut self.skipped,
        }
    }
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

    /// Finds the overlays: the graph of all kustomizations below the paths, and which of them to check.
    pub fn overlays(&self) -> Result<(Graph, Vec<usize>), CheckError> {
        self.overlays_among(&self.files()?)
    }

    /// Every file at or below the paths, sorted.
    fn files(&self) -> Result<Vec<String>, CheckError> {
        let mut files = Vec::new();
        for path in self.paths {
            files.extend(self.tree.files(path)?);
        }
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn overlays_among(&self, files: &[String]) -> Result<(Graph, Vec<usize>), CheckError> {
        let directories = overlint_kustomize::kustomizations_among(files);
        let graph = self.builder().graph(&directories);
        let overlays = self.select(&graph, &directories);
        if overlays.is_empty() { Err(self.nothing(files, &directories)) } else { Ok((graph, overlays)) }
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

    fn overlay(&self, directory: &str, built: &Outcome<Built>) -> Judged {
        let name: Arc<str> = directory.into();
        let mut outcome = match built {
            Ok(built) => self.built(directory, built),
            Err(faults) => Judged {
                findings: faults.iter().map(BuildError::to_finding).collect(),
                unbuilt: 1,
                ..Judged::default()
            },
        };
        let shown = path::relative(directory, self.root);
        self.set_levels(&mut outcome.findings, &shown);
        if let Ok(built) = built {
            outcome.tally = self.sift(&mut outcome.findings, &shown, built);
        }
        for finding in &mut outcome.findings {
            finding.overlays.clear();
            finding.overlays.push(Arc::clone(&name));
            if finding.origin == overlint_source::Origin::NOWHERE {
                finding.message = format!("`{shown}`: {}", finding.message);
            }
        }
        outcome
    }

    /// Takes out what is allowed; never what keeps the overlay from being built.
    fn sift(&self, findings: &mut Vec<Finding>, overlay: &str, built: &Built) -> Tally {
        let faults = built.faults.iter().map(BuildError::to_finding).collect::<Vec<_>>();
        let is_fault = |finding: &mut Finding| {
            faults.iter().any(|fault| (&fault.rule, fault.origin) == (&finding.rule, finding.origin))
        };
        let stay: Vec<_> = findings.extract_if(.., is_fault).collect();
        let objects = built.resources.iter().map(Resource::node);
        let tally = self.config.exceptions.sift(findings, overlay, objects, self.sources);
        findings.extend(stay);
        tally
    }

    fn built(&self, directory: &str, built: &Built) -> Judged {
        let mut outcome = Judged {
            resources: built.resources.len(),
            unbuilt: usize::from(!built.faults.is_empty()),
            findings: built.faults.iter().chain(&built.notes).map(BuildError::to_finding).collect(),
            ..Judged::default()
        };
        let shown = path::relative(directory, self.root);
        let catalogs = self.catalogs(&shown);
        for resource in &built.resources {
            self.judge(resource, catalogs, &mut outcome);
        }
        let nodes = built.resources.iter().map(Resource::node);
        let checked = self.config.runner.check_overlay(&shown, nodes);
        outcome.findings.extend(checked.findings);
        outcome.summaries = checked.summaries;
        outcome
    }

    /// Validates an object against each version. It counts as invalid where one refuses it, as valid where one has a schema.
    fn judge(&self, resource: &Resource, catalogs: &[Catalog], outcome: &mut Judged) {
        let mut found = Vec::new();
        let verdicts: Vec<_> =
            catalogs.iter().map(|catalog| validate_by(catalog, resource, &mut found)).collect();
        let verdict = overall(&verdicts);
        *outcome.count(verdict) += 1;
        if catalogs.len() > 1 {
            found = finding::merge(found);
        }
        if verdict == Verdict::Skipped {
            let id = resource.id();
            outcome.unjudged.add(&api_version(resource), &id.gvk.kind, missing::place(resource.node()));
            let missing = self.config.missing_schemas.finding(resource.node());
            found
                .extend(missing.map(|finding| Finding { resources: vec![resource_id(resource)], ..finding }));
        }
        if catalogs.len() > 1 {
            found = finding::merge(found);
        }
        // What keeps the object from being printed has been said already, at the same place.
        found.retain(|new| {
            new.rule != "duplicate-key" || outcome.findings.iter().all(|old| old.origin != new.origin)
        });
        outcome.findings.extend(found);
    }

    /// The schemas that an overlay is validated against.
    pub(crate) fn catalogs(&self, shown: &str) -> &[Catalog] {
        if self.kubernetes.is_empty() {
            std::slice::from_ref(self.config.kubernetes.catalog(shown))
        } else {
            self.kubernetes
        }
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
}

impl Check<'_> {
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

/// The verdict of several versions.
pub(crate) fn overall(verdicts: &[Verdict]) -> Verdict {
    let ranked = [Verdict::Invalid, Verdict::Valid];
    ranked.into_iter().find(|verdict| verdicts.contains(verdict)).unwrap_or(Verdict::Skipped)
}

/// Validates an object against one version, which its findings name.
pub(crate) fn validate_by(catalog: &Catalog, resource: &Resource, found: &mut Vec<Finding>) -> Verdict {
    let before = found.len();
    let verdict = validate(catalog, resource.node(), found);
    if found.len() == before {
        return verdict;
    }
    let id = resource_id(resource);
    for finding in &mut found[before..] {
        finding.resources = vec![Arc::clone(&id)];
        finding.kubernetes = vec![catalog.version().to_string().into()];
    }
    verdict
}

/// How a resource is called in findings.
pub(crate) fn resource_id(resource: &Resource) -> Arc<ResourceId> {
    Object::new(resource.node()).id().into()
}

fn api_version(resource: &Resource) -> String {
    let gvk = &resource.id().gvk;
    if gvk.group.is_empty() { gvk.version.to_string() } else { format!("{}/{}", gvk.group, gvk.version) }
}

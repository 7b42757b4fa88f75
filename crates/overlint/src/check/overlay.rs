//! One overlay: what is wrong with its build, its objects, and by the policies, less what is allowed.

use std::sync::{Arc, Mutex, PoisonError};

use overlint_kustomize::{BuildError, Built, Outcome, Resource};
use overlint_policy::{Object, Summaries};
use overlint_report::Unjudged;
use overlint_schema::{Catalog, Verdict, validate};
use overlint_source::finding::Joined;
use overlint_source::{Finding, Origin, ResourceId, finding};

use super::Check;
use crate::custom_resources::Aside;
use crate::exceptions::Tally;
use crate::missing;

/// The counts and findings of one overlay.
#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    pub(crate) tally: Tally,
    /// What is judged when all definitions of custom resources are known.
    pub(crate) aside: Aside,
    pub(super) unbuilt: usize,
    pub(super) resources: usize,
    pub(super) valid: usize,
    pub(super) invalid: usize,
    pub(super) skipped: usize,
    /// The objects without a schema, by kind.
    pub(crate) unjudged: Unjudged,
    /// What policies keep of the overlay.
    pub(super) summaries: Summaries,
}

impl Judged {
    /// Counts an object anew whose verdict has changed.
    pub(crate) fn recount(&mut self, before: Verdict, after: Verdict) {
        *self.count(before) -= 1;
        *self.count(after) += 1;
    }

    /// Adds what is found to that of the other overlays, so that what they share is held once. What the second pass may
    /// take back or explain stays.
    pub(super) fn part_with_findings(&mut self, joined: &Mutex<Joined>) {
        // A slip that an exception allows has been taken out and explains nothing: what it leaves out is missing.
        finding::settle(&mut self.findings);
        let Self { findings, aside, .. } = self;
        let is_open = |finding: &Finding| {
            missing::is_provisional(finding) || (!finding.misses.is_empty() && aside.concerns(finding))
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

impl Check<'_> {
    pub(super) fn overlay(&self, directory: &str, built: &Outcome<Built>) -> Judged {
        let (name, shown): (Arc<str>, String) = (directory.into(), self.shown(directory));
        let mut outcome = match built {
            Ok(built) => self.built(&shown, built),
            Err(faults) => Judged {
                findings: faults.iter().map(BuildError::to_finding).collect(),
                unbuilt: 1,
                ..Judged::default()
            },
        };
        self.set_levels(&mut outcome.findings, &shown);
        if let Ok(built) = built {
            outcome.tally = self.sift(&mut outcome.findings, &shown, built);
        }
        for finding in &mut outcome.findings {
            finding.overlays.clear();
            finding.overlays.push(Arc::clone(&name));
            if finding.origin == Origin::NOWHERE {
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

    fn built(&self, shown: &str, built: &Built) -> Judged {
        let mut outcome = Judged {
            resources: built.resources.len(),
            unbuilt: usize::from(!built.faults.is_empty()),
            findings: built.faults.iter().chain(&built.notes).map(BuildError::to_finding).collect(),
            ..Judged::default()
        };
        let catalogs = self.catalogs(shown);
        for resource in &built.resources {
            self.judge(resource, catalogs, &mut outcome);
        }
        let nodes = built.resources.iter().map(Resource::node);
        let checked = self.config.runner.check_overlay(shown, nodes);
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
            found = finding::merge_versions(found);
        }
        if verdict == Verdict::Skipped {
            let id = resource.id();
            outcome.unjudged.add(&api_version(resource), &id.gvk.kind, missing::place(resource.node()));
            let missing = self.config.missing_schemas.finding(resource.node());
            found
                .extend(missing.map(|finding| Finding { resources: vec![resource_id(resource)], ..finding }));
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
}

/// The verdict of several versions.
pub(crate) fn overall(verdicts: &[Verdict]) -> Verdict {
    let ranked = [Verdict::Invalid, Verdict::Valid];
    ranked.into_iter().find(|verdict| verdicts.contains(verdict)).unwrap_or(Verdict::Skipped)
}

/// Validates an object against one version, which its findings name.
fn validate_by(catalog: &Catalog, resource: &Resource, found: &mut Vec<Finding>) -> Verdict {
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

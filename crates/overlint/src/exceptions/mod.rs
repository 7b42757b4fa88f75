//! What takes a finding out of a report: comments, annotations, items of the configuration, a baseline, and ratchets.
//!
//! An exception that does nothing, is over, says no reason where one is asked for, or comes from a rule that is locked or
//! unknown is itself a finding. What keeps an overlay from being built is never taken out.

mod annotation;
pub(crate) mod baseline;
mod closing;
mod comment;
mod date;
mod listed;
mod ratchet;
mod rules;
mod settings;

use std::collections::HashMap;

use globset::GlobMatcher;
use overlint_policy::{Object, Registry};
use overlint_source::{Entry, Finding, Node, Origin, ResourceId, SourceId, Sources};

pub use baseline::Baseline;
pub(crate) use closing::Closing;
pub use date::Date;
pub use rules::RULES;

use listed::Exception;
use ratchet::Ratchet;
use settings::Settings;

/// The exceptions of a repository, as configured.
#[derive(Debug)]
pub struct Exceptions {
    listed: Vec<Exception>,
    settings: Settings,
    ratchets: Vec<Ratchet>,
    /// The rules that exceptions may be from.
    registry: Registry,
    /// The findings that are known; from the file that the configuration or a flag names.
    pub baseline: Option<Baseline>,
    /// The day that `until` is compared with.
    pub today: Date,
}

/// What the exceptions of a run did.
#[derive(Default)]
pub(crate) struct Tally {
    allowed: Vec<Allowed>,
    annotations: Vec<Annotated>,
}

/// An annotation that makes an exception, of any object that was looked at.
struct Annotated {
    origin: Origin,
    rule: String,
    reason: String,
}

/// A finding that was taken out.
struct Allowed {
    finding: Finding,
    by: By,
}

/// What took it out.
enum By {
    /// An item of the configuration, by its number.
    Listed(usize),
    /// A comment, by its line.
    Comment(u32, SourceId),
    /// An annotation, by its key.
    Annotation(Origin),
    /// The baseline.
    Baseline,
}

impl Tally {
    pub(crate) fn absorb(&mut self, other: Self) {
        self.allowed.extend(other.allowed);
        self.annotations.extend(other.annotations);
    }
}

impl Exceptions {
    /// Whether a finding may stand in a baseline: those of locked rules may not, nor those about exceptions, nor what keeps
    /// an overlay from being built.
    pub(crate) fn may_be_known(&self, finding: &Finding) -> bool {
        let breaks_the_build = overlint_kustomize::RULES
            .iter()
            .any(|rule| rule.id == finding.rule && rule.severity == overlint_source::Severity::Error);
        let is_about_exceptions = RULES.iter().any(|rule| rule.id == finding.rule);
        !breaks_the_build && !is_about_exceptions && !self.settings.is_locked(&finding.rule)
    }

    /// Takes out of findings what is allowed. `objects` are those that they are of.
    pub(crate) fn sift<'o>(
        &self,
        findings: &mut Vec<Finding>,
        overlay: &str,
        objects: impl Iterator<Item = &'o Node> + Clone,
        sources: &Sources,
    ) -> Tally {
        let mut tally = Tally { annotations: annotations(objects.clone()), ..Tally::default() };
        if findings.is_empty() {
            return tally;
        }
        // Only annotations and items of the configuration ask for the object.
        let objects = objects.filter(|_| !tally.annotations.is_empty() || !self.listed.is_empty());
        let known: HashMap<ResourceId, &Node> =
            objects.map(|object| (Object::new(object).id(), object)).collect();
        let mut reasons = Vec::new();
        let allowed = findings.extract_if(.., |finding| {
            let object = finding.resources.iter().find_map(|id| known.get(&**id).copied());
            let reason = self.reason_for(finding, overlay, object, sources);
            let is_allowed = reason.is_some();
            reasons.extend(reason);
            is_allowed
        });
        let allowed: Vec<Finding> = allowed.collect();
        let taken = allowed.into_iter().zip(reasons).map(|(finding, by)| Allowed { finding, by });
        tally.allowed.extend(taken);
        tally
    }

    /// What allows a finding.
    fn reason_for(
        &self,
        finding: &Finding,
        overlay: &str,
        object: Option<&Node>,
        sources: &Sources,
    ) -> Option<By> {
        if self.settings.is_locked(&finding.rule) {
            return None;
        }
        self.comment(finding, sources)
            .or_else(|| self.annotation(finding, object?))
            .or_else(|| self.listed(finding, overlay, object, sources))
    }

    fn comment(&self, finding: &Finding, sources: &Sources) -> Option<By> {
        let source = sources.get(finding.origin.source).filter(|_| self.settings.allows_comments)?;
        let comments = comment::comments_for(&source, finding.origin.line);
        let covers = |comment: &&comment::Comment<'_>| {
            comment.allows(&finding.rule) && self.settings.has_reason(comment.reason)
        };
        let comment = comments.iter().find(covers)?;
        Some(By::Comment(comment.line, finding.origin.source))
    }

    fn annotation(&self, finding: &Finding, object: &Node) -> Option<By> {
        let covers = |(rule, entry): &(&str, &Entry)| {
            *rule == finding.rule && self.settings.has_reason(entry.value.text().unwrap_or_default())
        };
        let mut all = annotation::annotations(object).filter(|_| self.settings.allows_annotations);
        all.find(covers).map(|(_, entry)| By::Annotation(entry.key.origin))
    }

    fn listed(
        &self,
        finding: &Finding,
        overlay: &str,
        object: Option<&Node>,
        sources: &Sources,
    ) -> Option<By> {
        let container = object.and_then(|object| container_at(object, &finding.pointer));
        let is_meant = |exception: &Exception| {
            let is_over = exception.until.is_some_and(|until| until < self.today);
            !is_over
                && self.settings.has_reason(&exception.reason)
                && exception.covers(finding, overlay, container, sources)
        };
        self.listed.iter().position(is_meant).map(By::Listed)
    }
}

fn annotations<'o>(objects: impl Iterator<Item = &'o Node>) -> Vec<Annotated> {
    let annotated = |(rule, entry): (&str, &Entry)| Annotated {
        origin: entry.key.origin,
        rule: rule.to_owned(),
        reason: entry.value.text().unwrap_or_default().to_owned(),
    };
    objects.flat_map(annotation::annotations).map(annotated).collect()
}

/// The name of the container that a JSON pointer leads into.
fn container_at<'o>(object: &'o Node, pointer: &str) -> Option<&'o str> {
    const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];
    let (mut node, mut in_list) = (object, false);
    for step in pointer.split('/').skip(1) {
        if in_list {
            return node.items().get(step.parse::<usize>().ok()?)?.get("name")?.text();
        }
        node = if node.as_sequence().is_some() {
            node.items().get(step.parse::<usize>().ok()?)?
        } else {
            node.get(step)?
        };
        in_list = LISTS.contains(&step);
    }
    None
}

/// Whether a glob of rules means a rule.
fn means(globs: &[GlobMatcher], rule: &str) -> bool {
    globs.iter().any(|glob| glob.is_match(rule))
}

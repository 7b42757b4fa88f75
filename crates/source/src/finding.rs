//! What a check has to say, as plain data.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::origin::Origin;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Info,
    /// Probably a mistake.
    Warning,
    /// A mistake.
    Error,
}

impl Severity {
    /// The lower-case name: `error`, `warning`, `info`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// What is known of a rule without running it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id, which states the fault: `missing-readiness-probe`.
    pub id: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The whole documentation in Markdown.
    pub documentation: &'static str,
    /// The severity of its findings unless the configuration says otherwise.
    pub severity: Severity,
}

/// One fault at one place of the source. The same fault in several overlays is one finding, see [`merge`].
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in lower case without a full stop, values in backticks.
    pub message: String,
    /// What to do about it, in the imperative.
    pub help: Option<Cow<'static, str>>,
    /// The place to edit.
    pub origin: Origin,
    /// Other places that have a part in it.
    pub related: Vec<Related>,
    /// The overlays that it reaches, by path.
    pub overlays: Vec<Arc<str>>,
    /// The objects that it was seen in. What is found in one object shares its name.
    pub resources: Vec<Arc<ResourceId>>,
    /// Where in the object, as a JSON pointer; empty for the whole.
    pub pointer: String,
    /// The Kubernetes versions that it holds for, such as `1.37`; empty where it does not depend on the version.
    pub kubernetes: Vec<Arc<str>>,
    /// Whether there is nothing at the pointer, and that is the fault. See [`settle`].
    pub misses: bool,
    /// Where what stands here was meant to stand, as JSON pointers; they may leave out the indices of lists.
    pub meant: Vec<String>,
}

/// Another place that has a part in a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The place.
    pub origin: Origin,
    /// What happened there: `patched here`.
    pub message: String,
}

/// How an object is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are Kubernetes' own")]
pub struct ResourceId {
    pub api_version: SmolStr,
    pub kind: SmolStr,
    pub namespace: SmolStr,
    pub name: SmolStr,
}

impl Finding {
    /// An error at a place.
    pub fn error(rule: impl Into<Cow<'static, str>>, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            rule: rule.into(),
            severity: Severity::Error,
            message: message.into(),
            help: None,
            origin,
            related: Vec::new(),
            overlays: Vec::new(),
            resources: Vec::new(),
            pointer: String::new(),
            kubernetes: Vec::new(),
            misses: false,
            meant: Vec::new(),
        }
    }

    /// A warning at a place.
    pub fn warning(rule: impl Into<Cow<'static, str>>, origin: Origin, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, origin, message) }
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place that has a part in it.
    #[must_use]
    pub fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        self.related.push(Related { origin, message: message.into() });
        self
    }

    /// With the place in the object, as a JSON pointer.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }
}

/// Joins findings that say the same of the same place, see [`Joined`].
pub fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut joined = Joined::default();
    joined.extend(findings);
    joined.into_findings()
}

/// Findings, of which those that say the same of the same place are one: it names the overlays, resources and Kubernetes
/// versions of all, each once and sorted. What comes out depends only on the findings, not on the order they come in,
/// once sorted by path; see [`crate::Sources`].
#[derive(Debug, Default)]
pub struct Joined {
    found: Vec<Finding>,
    /// The number of each by the hash of what makes findings the same, so that no words are held twice. One whose hash is
    /// taken by another has the next hash that is free.
    places: HashMap<u64, usize>,
    hasher: RandomState,
}

impl Joined {
    /// All of them, in no order.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.found.iter_mut().for_each(Finding::tidy);
        self.found
    }

    fn add(&mut self, finding: Finding) {
        let mut hash = self.hasher.hash_one(finding.sameness());
        while let Some(place) = self.places.get(&hash) {
            let old = &mut self.found[*place];
            if old.sameness() == finding.sameness() {
                return old.absorb(finding);
            }
            hash = hash.wrapping_add(1);
        }
        self.places.insert(hash, self.found.len());
        self.found.push(finding);
    }
}

impl Extend<Finding> for Joined {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}

/// Takes out what is told of a field that is missing only since it stands elsewhere or under another name, where another
/// finding about the same objects tells that: one slip is one finding.
pub fn settle(findings: &mut Vec<Finding>) {
    let mut meant: HashMap<&[Arc<ResourceId>], Vec<&str>> = HashMap::new();
    for finding in findings.iter().filter(|finding| !finding.meant.is_empty()) {
        meant.entry(&finding.resources).or_default().extend(finding.meant.iter().map(String::as_str));
    }
    if meant.is_empty() {
        return;
    }
    let is_explained = |finding: &Finding| {
        let places = meant.get(&*finding.resources).filter(|_| finding.misses && !finding.pointer.is_empty());
        places.is_some_and(|places| places.iter().any(|place| is_one_way(place, &finding.pointer)))
    };
    let explained: Vec<bool> = findings.iter().map(is_explained).collect();
    let mut explained = explained.into_iter();
    findings.retain(|_| !explained.next().unwrap_or_default());
}

/// Whether two pointers lead to the same place, or one of them on from the other; an index that the first leaves out is no
/// difference.
fn is_one_way(one: &str, other: &str) -> bool {
    let is_index = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit());
    let (mut steps, mut others) = (one.split('/').skip(1), other.split('/').skip(1).peekable());
    steps.all(|step| {
        while others.next_if(|other| *other != step && is_index(other)).is_some() {}
        others.next().is_none_or(|other| other == step)
    })
}

impl Finding {
    /// What is equal where two findings say the same of the same place.
    fn sameness(&self) -> (&str, Origin, &str) {
        (&self.rule, self.origin, &self.message)
    }

    fn absorb(&mut self, other: Finding) {
        self.severity = self.severity.max(other.severity);
        self.overlays.extend(other.overlays);
        self.resources.extend(other.resources);
        self.related.extend(other.related);
        self.kubernetes.extend(other.kubernetes);
        if other.pointer < self.pointer {
            self.pointer = other.pointer;
        }
        // Overlays may want different values at one line; which of them is told must not hang on the order.
        if other.help.is_some() && (self.help.is_none() || other.help < self.help) {
            self.help = other.help;
        }
    }

    fn tidy(&mut self) {
        self.overlays.sort();
        self.overlays.dedup();
        self.resources.sort();
        self.resources.dedup();
        self.related.sort();
        self.related.dedup();
        // 1.9 comes before 1.31.
        self.kubernetes.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        self.kubernetes.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a finding about a missing field is left beside one about what was meant to stand somewhere.
    fn is_left(missing: &str, meant: &str) -> bool {
        let slip = Finding::error("unknown-field", Origin::NOWHERE, "a slip");
        let gap = Finding::error("missing", Origin::NOWHERE, "a gap").pointer(missing);
        let slip = Finding { meant: vec![meant.to_owned()], ..slip };
        let mut findings = vec![slip, Finding { misses: true, ..gap }];
        settle(&mut findings);
        findings.len() == 2
    }

    #[test]
    fn what_is_missing_where_something_was_meant_to_stand_is_not_told() {
        assert!(!is_left("/spec/replicas", "/spec/replicas"));
        assert!(!is_left("/spec/resources/limits/memory", "/spec/resources"));
        assert!(!is_left("/spec/readinessProbe", "/spec/readinessProbe/httpGet"));
        assert!(!is_left("/spec/containers/0/readinessProbe", "/spec/containers/readinessProbe"));
        assert!(is_left("/spec/containers/0/readinessProbe", "/spec/containers/1/readinessProbe"));
        assert!(is_left("/spec/replicas", "/spec/paused"));
        assert!(is_left("/spec/replicasets", "/spec/replicas"));
    }

    #[test]
    fn a_slip_in_one_object_explains_nothing_in_another() {
        let id = |name: &str| vec![Arc::new(ResourceId { name: name.into(), ..ResourceId::default() })];
        let (meant, pointer) = (vec!["/a".to_owned()], "/a".to_owned());
        let of = |name| Finding { resources: id(name), ..Finding::error("x", Origin::NOWHERE, name) };
        let gap = |name| Finding { misses: true, pointer: pointer.clone(), ..of(name) };
        let mut findings = vec![gap("one"), Finding { meant, ..of("one") }, gap("other")];
        settle(&mut findings);
        assert_eq!(findings.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(), ["one", "other"]);
        assert!(!findings[0].misses);
    }
}

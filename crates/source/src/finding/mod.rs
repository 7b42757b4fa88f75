//! What a check has to say, as plain data.

mod settle;

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::origin::Origin;

pub use settle::settle;

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
    /// What is not there, or empty, where that is the fault, as JSON pointers. See [`settle`].
    pub misses: Vec<String>,
    /// Where what stands here was meant to stand, as JSON pointers of places where nothing stands.
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
            misses: Vec::new(),
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

/// Joins what several versions of Kubernetes say of the same place of one object. Places of the object that one line of
/// the source wrote, as a YAML alias does, stay apart, since each may be missed or meant for itself.
pub fn merge_versions(findings: Vec<Finding>) -> Vec<Finding> {
    let mut joined = Joined { is_of_one_object: true, ..Joined::default() };
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
    /// Whether all are about one object, so that another pointer is another place.
    is_of_one_object: bool,
}

impl Joined {
    /// All of them, in no order.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.found.iter_mut().for_each(Finding::tidy);
        self.found
    }

    fn add(&mut self, finding: Finding) {
        let mut hash = self.hasher.hash_one(self.sameness(&finding));
        while let Some(place) = self.places.get(&hash) {
            if self.sameness(&self.found[*place]) == self.sameness(&finding) {
                return self.found[*place].absorb(finding);
            }
            hash = hash.wrapping_add(1);
        }
        self.places.insert(hash, self.found.len());
        self.found.push(finding);
    }

    /// What is equal where two findings say the same of the same place. Overlays have it at pointers of their own.
    fn sameness<'f>(&self, finding: &'f Finding) -> (&'f str, Origin, &'f str, &'f str) {
        let pointer = if self.is_of_one_object { finding.pointer.as_str() } else { "" };
        (&finding.rule, finding.origin, &finding.message, pointer)
    }
}

impl Extend<Finding> for Joined {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}

impl Finding {
    fn absorb(&mut self, other: Finding) {
        self.severity = self.severity.max(other.severity);
        self.overlays.extend(other.overlays);
        self.resources.extend(other.resources);
        self.related.extend(other.related);
        self.kubernetes.extend(other.kubernetes);
        if other.pointer == self.pointer {
            for place in other.meant {
                if !self.meant.contains(&place) {
                    self.meant.push(place);
                }
            }
        }
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

    fn slip(meant: &[&str]) -> Finding {
        let meant = meant.iter().map(|place| (*place).to_owned()).collect();
        Finding { meant, ..Finding::error("unknown-field", Origin::NOWHERE, "a slip") }
    }

    fn gap(missing: &[&str]) -> Finding {
        let misses = missing.iter().map(|place| (*place).to_owned()).collect();
        Finding { misses, ..Finding::error("missing", Origin::NOWHERE, "a gap").pointer(missing[0]) }
    }

    #[test]
    fn versions_are_joined_where_they_speak_of_the_same_place_of_the_object() {
        let of = |version: &str, finding| Finding { kubernetes: vec![version.into()], ..finding };
        let found = [of("1.30", gap(&["/a/x"])), of("1.30", gap(&["/b/x"])), of("1.31", gap(&["/b/x"]))];
        let mut merged = merge_versions(found.to_vec());
        merged.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        let told: Vec<_> =
            merged.iter().map(|finding| (&*finding.pointer, finding.kubernetes.len())).collect();
        assert_eq!(told, [("/a/x", 1), ("/b/x", 2)]);
        assert_eq!(merge(found.to_vec()).len(), 1);
        let meant = merge_versions(vec![slip(&["/a"]), slip(&["/b"]), slip(&["/a"])]).remove(0).meant;
        assert_eq!(meant, ["/a", "/b"]);
    }
}

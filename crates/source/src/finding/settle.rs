//! One slip is one finding: what it leaves out is not missed as well.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Finding, ResourceId};

/// Takes out what is told of a field that is missing only since it stands elsewhere or under another name, where another
/// finding about the same objects tells that: one slip is one finding. What is allowed or off has to be taken out before,
/// since it explains nothing.
pub fn settle(findings: &mut Vec<Finding>) {
    let mut slips: HashMap<&[Arc<ResourceId>], Slips<'_>> = HashMap::new();
    for finding in findings.iter().filter(|finding| !finding.meant.is_empty()) {
        slips.entry(&finding.resources).or_default().extend(finding.meant.iter().map(String::as_str));
    }
    if slips.is_empty() {
        return;
    }
    let is_explained = |finding: &Finding| {
        // What tells a slip stays, whatever else is meant to stand there.
        let is_gap = finding.meant.is_empty() && !finding.misses.is_empty();
        let slips = slips.get(&*finding.resources).filter(|_| is_gap);
        slips.is_some_and(|slips| finding.misses.iter().all(|gap| slips.explain(gap)))
    };
    let explained: Vec<bool> = findings.iter().map(is_explained).collect();
    let mut explained = explained.into_iter();
    findings.retain(|_| !explained.next().unwrap_or_default());
}

/// Where the slips in some objects were meant to stand, as a tree of the steps of the pointers.
#[derive(Default)]
struct Slips<'f> {
    /// The number of each place by that of the one around it; that of the object itself is 0.
    steps: HashMap<(usize, &'f str), usize>,
    /// The places where something was meant to stand.
    ends: HashSet<usize>,
}

impl<'f> Extend<&'f str> for Slips<'f> {
    fn extend<I: IntoIterator<Item = &'f str>>(&mut self, places: I) {
        for place in places {
            let end = place.split('/').skip(1).fold(0, |around, step| {
                let next = self.steps.len() + 1;
                *self.steps.entry((around, step)).or_insert(next)
            });
            self.ends.insert(end);
        }
    }
}

impl Slips<'_> {
    /// Whether something was meant to stand at a place where nothing stands, in it, or around it.
    fn explain(&self, gap: &str) -> bool {
        let mut at = 0;
        for step in gap.split('/').skip(1) {
            let Some(next) = self.steps.get(&(at, step)) else { return false };
            at = *next;
            if self.ends.contains(&at) {
                return true;
            }
        }
        at != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

    fn slip(meant: &[&str]) -> Finding {
        let meant = meant.iter().map(|place| (*place).to_owned()).collect();
        Finding { meant, ..Finding::error("unknown-field", Origin::NOWHERE, "a slip") }
    }

    fn gap(missing: &[&str]) -> Finding {
        let misses = missing.iter().map(|place| (*place).to_owned()).collect();
        Finding { misses, ..Finding::error("missing", Origin::NOWHERE, "a gap").pointer(missing[0]) }
    }

    fn settled<const N: usize>(findings: [Finding; N]) -> usize {
        let mut findings = Vec::from(findings);
        settle(&mut findings);
        findings.len()
    }

    /// Whether a finding about a missing field is left beside one about what was meant to stand somewhere.
    fn is_left(missing: &str, meant: &str) -> bool {
        settled([slip(&[meant]), gap(&[missing])]) == 2
    }

    #[test]
    fn what_is_missing_where_something_was_meant_to_stand_is_not_told() {
        assert!(!is_left("/spec/replicas", "/spec/replicas"));
        assert!(!is_left("/spec/resources/limits/memory", "/spec/resources"));
        assert!(!is_left("/spec/readinessProbe", "/spec/readinessProbe/httpGet"));
        assert!(is_left("/spec/containers/0/readinessProbe", "/spec/containers/1/readinessProbe"));
        assert!(is_left("/spec/replicas", "/spec/paused"));
        assert!(is_left("/spec/replicasets", "/spec/replicas"));
        assert!(is_left("/spec//name", "/spec/name"));
        assert!(is_left("/spec/0/name", "/spec/name"));
        assert!(is_left("", "/spec"));
    }

    #[test]
    fn what_misses_two_fields_is_explained_where_both_are() {
        assert_eq!(settled([slip(&["/cpu"]), gap(&["/cpu", "/memory"])]), 2);
        assert_eq!(settled([slip(&["/cpu"]), slip(&["/memory"]), gap(&["/cpu", "/memory"])]), 2);
    }

    #[test]
    fn a_slip_never_explains_itself() {
        let both = || Finding { misses: vec!["/a".to_owned()], ..slip(&["/a"]) };
        assert_eq!(settled([both()]), 1);
        assert_eq!(settled([both(), both()]), 2);
    }

    #[test]
    fn a_slip_in_one_object_explains_nothing_in_another() {
        let id = |name: &str| vec![Arc::new(ResourceId { name: name.into(), ..ResourceId::default() })];
        let of = |name, finding: Finding| Finding { resources: id(name), ..finding };
        let mut findings = vec![of("one", gap(&["/a"])), of("one", slip(&["/a"])), of("other", gap(&["/a"]))];
        settle(&mut findings);
        assert_eq!(findings.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(), ["a slip", "a gap"]);
        assert_eq!(findings[1].resources, id("other"));
    }
}

//! Sets that should be the same, and where they differ.

use std::collections::BTreeMap;

use super::expect::Expect;
use super::spot::{Located, Named, Spot};

impl Expect {
    /// Expects two sets to have the same elements. What is missing is shown at `at`, with the place that asks for it; what
    /// is not expected at its own place, or at `at` where it has none. `what` names the actual set: `the destinations`.
    ///
    /// An element that is there twice counts once.
    pub fn same_set<E: Named, A: Named>(
        &self,
        what: &str,
        at: &impl Located,
        expected: impl IntoIterator<Item = E>,
        actual: impl IntoIterator<Item = A>,
    ) {
        let (expected, actual) = (elements(expected), elements(actual));
        for (name, reason) in expected.iter().filter(|(name, _)| !actual.contains_key(*name)) {
            let fault =
                self.fail(at, format!("`{name}` is missing from {what}")).help(format!("add `{name}`"));
            if let Some(reason) = reason {
                fault.related(reason, "this asks for it");
            }
        }
        for (name, place) in actual.iter().filter(|(name, _)| !expected.contains_key(*name)) {
            let place = place.clone().unwrap_or_else(|| at.spot());
            self.fail(&place, format!("`{name}` is not expected in {what}")).help(format!("remove `{name}`"));
        }
    }
}

/// The elements by name, each with the first place that has one.
fn elements<N: Named>(all: impl IntoIterator<Item = N>) -> BTreeMap<String, Option<Spot>> {
    let mut elements: BTreeMap<String, Option<Spot>> = BTreeMap::new();
    for one in all {
        let place = elements.entry(one.element()).or_default();
        if place.is_none() {
            *place = one.place();
        }
    }
    elements
}

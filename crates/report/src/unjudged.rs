//! What was not validated, since nothing says what it must look like.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use overlint_source::Origin;

/// The kinds without a schema: how many objects of each there are, and where the first one stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unjudged(BTreeMap<(String, String), (usize, Origin)>);

impl Unjudged {
    /// Counts an object. The group and version may be empty, for what is no object of Kubernetes at all.
    pub fn add(&mut self, api_version: &str, kind: &str, origin: Origin) {
        self.count((api_version.to_owned(), kind.to_owned()), (1, origin));
    }

    /// Takes back an object that was counted: something does say what it must look like.
    pub fn remove(&mut self, api_version: &str, kind: &str) {
        if let Entry::Occupied(mut known) = self.0.entry((api_version.to_owned(), kind.to_owned())) {
            known.get_mut().0 -= 1;
            if known.get().0 == 0 {
                known.remove();
            }
        }
    }

    /// Counts what comes later.
    pub fn absorb(&mut self, later: Self) {
        later.0.into_iter().for_each(|(kind, objects)| self.count(kind, objects));
    }

    fn count(&mut self, kind: (String, String), (more, first): (usize, Origin)) {
        match self.0.entry(kind) {
            Entry::Occupied(mut known) => known.get_mut().0 += more,
            Entry::Vacant(place) => {
                place.insert((more, first));
            }
        }
    }

    /// Whether everything was validated.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each kind by group and version: `apiVersion`, `kind`, how many objects, and where the first one stands.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, usize, Origin)> {
        self.0
            .iter()
            .map(|((api_version, kind), &(objects, first))| (&api_version[..], &kind[..], objects, first))
    }
}

//! The `policies:` part of the configuration.

mod entry;
mod environments;
mod faults;
mod globs;
mod known;
mod one_or_more;
mod options;
mod schema;

use std::collections::HashSet;

use overlint_source::{Key, Node};

use crate::declaration::Profile;
use crate::error::ConfigError;

pub use entry::{Entry, Level};
pub use environments::Environment;
pub use faults::Faults;
pub use globs::Globs;
pub use known::Known;
pub use one_or_more::OneOrMore;
pub use options::options;
pub use schema::{OptionsSchema, json_schema};

/// The `policies:` part of the configuration: for each policy a level, a map of `level`, `overlays` and the
/// policy's own options, or a list of such maps, of which the first whose `overlays` match is used.
#[derive(Clone, Debug, Default)]
pub struct Config {
    policies: Vec<(Key, Vec<Entry>)>,
    profile: Profile,
    known: Known,
    environments: Vec<Environment>,
}

impl Config {
    /// Reads the value of `policies:` alone, see [`Config::read`]. Fails with every fault.
    pub fn from_node(node: &Node) -> Result<Self, Vec<ConfigError>> {
        Faults::none_in(|faults| Self::read(node, faults))
    }

    /// Reads the value of `policies:`; whether the policies are there and take their options is for
    /// [`crate::Registry::runner`] to say.
    pub fn read(node: &Node, faults: &mut Faults) -> Self {
        let mut policies: Vec<(Key, Vec<Entry>)> = Vec::new();
        if node.as_mapping().is_none() && !node.is_null() {
            let fault = ConfigError::new(node.origin, "`policies` is no mapping");
            faults.add(fault.help("give each policy a line: `missing-memory-limit: warning`"));
        }
        let mut seen = HashSet::new();
        for entry in node.entries() {
            if !seen.insert(entry.key.text()) {
                let message = format!("`{}` is configured twice", entry.key.text());
                faults.add(ConfigError::new(entry.key.origin, message).help("join the two"));
            }
            let said = items_or_self(&entry.value).iter().map(|node| Entry::read(node, faults)).collect();
            policies.push((entry.key.clone(), said));
        }
        Self { policies, ..Self::default() }
    }

    /// With another profile than `recommended`, for the policies that are not named.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// With objects that exist although no overlay holds them.
    #[must_use]
    pub fn with_known(mut self, known: Known) -> Self {
        self.known = known;
        self
    }

    /// The objects that exist although no overlay holds them.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The profile of the policies that are not named.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// With what holds for some overlays only; the first environment that an overlay is of counts.
    #[must_use]
    pub fn with_environments(mut self, environments: Vec<Environment>) -> Self {
        self.environments = environments;
        self
    }

    /// What holds for some overlays only.
    pub fn environments(&self) -> &[Environment] {
        &self.environments
    }

    /// Every rule and policy that is named anywhere, in the order of the file.
    pub(crate) fn named(&self) -> impl Iterator<Item = &Key> {
        let of_environments = self.environments.iter().flat_map(|one| one.policies().policies());
        self.policies.iter().chain(of_environments).map(|(key, _)| key)
    }

    /// Everything that is said of a rule, the first that fits an overlay first. `needs` is the profile of a policy: one
    /// that nobody names is on or off by it.
    pub(crate) fn all_entries(&self, id: &str, needs: Option<Profile>) -> Vec<Entry> {
        let general = self.entries(id);
        let mut all: Vec<_> =
            self.environments.iter().flat_map(|one| one.entries(id, general, needs)).collect();
        match general {
            Some(general) => all.extend_from_slice(general),
            None if needs.is_some_and(|needs| self.profile.has(needs)) => {
                all.push(Entry { level: None, overlays: Globs::default(), options: None });
            }
            None => {}
        }
        all
    }

    /// The policies that are named, in the order of the file.
    pub fn policies(&self) -> impl Iterator<Item = &(Key, Vec<Entry>)> {
        self.policies.iter()
    }

    /// What is said of a policy; `None` where it is not named.
    pub fn entries(&self, id: &str) -> Option<&[Entry]> {
        self.policies.iter().find(|(key, _)| key.text() == id).map(|(_, entries)| entries.as_slice())
    }
}

/// The items of a list, or the node itself.
fn items_or_self(node: &Node) -> &[Node] {
    if node.as_sequence().is_some() { node.items() } else { std::slice::from_ref(node) }
}

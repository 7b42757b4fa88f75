//! The `policies:` part of the configuration.

mod environments;
mod globs;
mod known;
mod options;

use overlint_source::{Key, Node, Severity};

use crate::declaration::Profile;
use crate::error::ConfigError;

pub use environments::Environment;
pub use globs::Globs;
pub use known::Known;
pub use options::options;

/// The `policies:` part of the configuration: for each policy a level, a map of `level`, `overlays` and the
/// policy's own options, or a list of such maps, of which the first whose `overlays` match is used.
#[derive(Clone, Debug, Default)]
pub struct Config {
    policies: Vec<(Key, Vec<Entry>)>,
    profile: Profile,
    known: Known,
    environments: Vec<Environment>,
}

/// What the configuration says of a policy for some overlays.
#[derive(Clone, Debug)]
pub struct Entry {
    /// How bad its findings are; `None` leaves that to the policy.
    pub level: Option<Level>,
    /// The overlays that this is said of.
    pub overlays: Globs,
    /// The policy's own options: a mapping without `level` and `overlays`; `None` where there are no others.
    pub options: Option<Node>,
}

/// How bad the findings of a policy are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The policy does not run.
    Off,
    /// It runs, and its findings are this bad.
    On(Severity),
}

impl Config {
    /// Reads the value of `policies:`. Fails at the first thing that has the wrong form; whether the policies
    /// are there and take their options is for [`crate::Registry::runner`] to say.
    pub fn from_node(node: &Node) -> Result<Self, ConfigError> {
        if node.as_mapping().is_none() && !node.is_null() {
            return Err(ConfigError::new(node.origin, "`policies` is no mapping")
                .help("give each policy a line: `missing-memory-limit: warning`"));
        }
        let mut policies: Vec<(Key, Vec<Entry>)> = Vec::new();
        for entry in node.entries() {
            if policies.iter().any(|(key, _)| key.text() == entry.key.text()) {
                let message = format!("`{}` is configured twice", entry.key.text());
                return Err(ConfigError::new(entry.key.origin, message).help("join the two"));
            }
            let entries: Result<_, _> = items_or_self(&entry.value).iter().map(Entry::from_node).collect();
            policies.push((entry.key.clone(), entries?));
        }
        Ok(Self { policies, ..Self::default() })
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

impl Entry {
    fn from_node(node: &Node) -> Result<Self, ConfigError> {
        if node.as_mapping().is_none() {
            return Ok(Self {
                level: Some(Level::from_node(node)?),
                overlays: Globs::default(),
                options: None,
            });
        }
        let level = node.get("level").map(Level::from_node).transpose()?;
        let overlays = node.get("overlays").map(options).transpose()?.unwrap_or_default();
        let mut own = node.clone();
        own.remove("level");
        own.remove("overlays");
        let options = (!own.entries().is_empty()).then_some(own);
        Ok(Self { level, overlays, options })
    }
}

impl Level {
    /// Reads a level. Fails for anything but `off`, `info`, `warning` and `error`.
    pub fn from_node(node: &Node) -> Result<Self, ConfigError> {
        match node.text().unwrap_or_default() {
            "off" => Ok(Self::Off),
            "info" => Ok(Self::On(Severity::Info)),
            "warning" => Ok(Self::On(Severity::Warning)),
            "error" => Ok(Self::On(Severity::Error)),
            other => Err(ConfigError::new(node.origin, format!("`{other}` is no level"))
                .help("use `off`, `info`, `warning` or `error`")),
        }
    }
}

/// The items of a list, or the node itself.
fn items_or_self(node: &Node) -> &[Node] {
    if node.as_sequence().is_some() { node.items() } else { std::slice::from_ref(node) }
}

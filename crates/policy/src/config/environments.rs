//! The `environments:` part of the configuration: what holds for some overlays only.

use overlint_source::{Node, de::from_node};
use serde::Deserialize;

use super::{Config, Entry, Globs, Level};
use crate::declaration::Profile;
use crate::error::ConfigError;

/// An environment: overlays by glob, with a profile and policies of their own. What it does not say, the rest of the
/// configuration does.
#[derive(Clone, Debug)]
pub struct Environment {
    overlays: Globs,
    profile: Option<Profile>,
    policies: Config,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    overlays: Globs,
    profile: Option<Profile>,
    #[serde(rename = "policies")]
    _policies: Option<serde::de::IgnoredAny>,
}

impl Environment {
    /// Reads the value of `environments:`, a map of names. Fails at the first thing that has the wrong form.
    pub fn read_all(node: &Node) -> Result<Vec<Self>, ConfigError> {
        if node.as_mapping().is_none() && !node.is_null() {
            return Err(ConfigError::new(node.origin, "`environments` must be a map")
                .help("write `production: {overlays: \"**/production\", profile: strict}`"));
        }
        node.entries().iter().map(|entry| Self::from_node(&entry.value)).collect()
    }

    fn from_node(node: &Node) -> Result<Self, ConfigError> {
        let written: Written = from_node(node)?;
        let policies = node.get("policies").map(Config::from_node).transpose()?.unwrap_or_default();
        Ok(Self { overlays: written.overlays, profile: written.profile, policies })
    }

    /// The rules and policies that it names.
    pub(crate) fn policies(&self) -> &Config {
        &self.policies
    }

    /// What it says of a rule, for its overlays. `general` is what the rest of the configuration says, whose options
    /// hold here too unless others are given; `needs` is the profile of a policy, by which one that nobody names is on
    /// or off.
    pub(crate) fn entries(&self, id: &str, general: Option<&[Entry]>, needs: Option<Profile>) -> Vec<Entry> {
        if let Some(own) = self.policies.entries(id) {
            let options = general.and_then(|entries| entries.iter().find_map(|entry| entry.options.clone()));
            return own.iter().map(|entry| self.narrowed(entry, options.as_ref())).collect();
        }
        match (general, self.profile, needs) {
            (None, Some(profile), Some(needs)) => {
                let level = (!profile.has(needs)).then_some(Level::Off);
                vec![Entry { level, overlays: self.overlays.clone(), options: None }]
            }
            _ => Vec::new(),
        }
    }

    fn narrowed(&self, entry: &Entry, options: Option<&Node>) -> Entry {
        let options = entry.options.as_ref().or(options).cloned();
        Entry { level: entry.level, overlays: entry.overlays.clone().within(&self.overlays), options }
    }
}

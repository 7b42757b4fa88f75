//! The `environments:` part of the configuration: what holds for some overlays only.

use std::borrow::Cow;

use overlint_source::{Entry, Node};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::schema::policies;
use super::{Config, Entry as Said, Faults, Globs, Level, options};
use crate::declaration::Profile;
use crate::error::ConfigError;

/// An environment: overlays by glob, with a profile and policies of their own. What it does not say, the rest of the
/// configuration does.
#[derive(Clone, Debug)]
pub struct Environment {
    name: String,
    words: Vec<String>,
    overlays: Globs,
    profile: Option<Profile>,
    policies: Config,
}

/// What holds for the overlays of one environment.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "environment")]
struct Written {
    /// The overlays of the environment.
    overlays: Globs,
    /// The words that stand for it in values, if that is not its name alone.
    #[serde(default)]
    words: Vec<String>,
    /// The policies that are on there.
    profile: Option<Profile>,
    /// What is said of policies and rules there.
    #[serde(rename = "policies", default)]
    #[schemars(schema_with = "policies")]
    _policies: Option<serde::de::IgnoredAny>,
}

impl Environment {
    /// Reads the value of `environments:`, a map of names.
    pub fn read_all(node: &Node, faults: &mut Faults) -> Vec<Self> {
        if node.as_mapping().is_none() && !node.is_null() {
            let fault = ConfigError::new(node.origin, "`environments` must be a map");
            faults.add(fault.help("write `production: {overlays: \"**/production\", profile: strict}`"));
        }
        node.entries().iter().map(|entry| Self::read(entry, faults)).collect()
    }

    fn read(entry: &Entry, faults: &mut Faults) -> Self {
        let policies = entry.value.get("policies").map(|node| Config::read(node, faults));
        let written: Written = faults.read(&entry.value, options).unwrap_or_default();
        Self {
            name: entry.key.text().to_owned(),
            words: written.words,
            overlays: written.overlays,
            profile: written.profile,
            policies: policies.unwrap_or_default(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The words that stand for it: its name, unless others are given.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let name = self.words.is_empty().then_some(self.name.as_str());
        name.into_iter().chain(self.words.iter().map(String::as_str))
    }

    /// The overlays that are of it.
    pub fn overlays(&self) -> &Globs {
        &self.overlays
    }

    /// The rules and policies that it names.
    pub(crate) fn policies(&self) -> &Config {
        &self.policies
    }

    /// What it says of a rule, for its overlays. `general` is what the rest of the configuration says, whose options
    /// hold here too unless others are given; `needs` is the profile of a policy, by which one that nobody names is on
    /// or off.
    pub(crate) fn entries(&self, id: &str, general: Option<&[Said]>, needs: Option<Profile>) -> Vec<Said> {
        if let Some(own) = self.policies.entries(id) {
            let options = general.and_then(|entries| entries.iter().find_map(|entry| entry.options.clone()));
            return own.iter().map(|entry| self.narrowed(entry, options.as_ref())).collect();
        }
        match (general, self.profile, needs) {
            (None, Some(profile), Some(needs)) => {
                let level = (!profile.has(needs)).then_some(Level::Off);
                vec![Said { level, overlays: self.overlays.clone(), options: None }]
            }
            _ => Vec::new(),
        }
    }

    fn narrowed(&self, entry: &Said, options: Option<&Node>) -> Said {
        let options = entry.options.as_ref().or(options).cloned();
        Said { level: entry.level, overlays: entry.overlays.clone().within(&self.overlays), options }
    }
}

impl JsonSchema for Environment {
    fn schema_name() -> Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

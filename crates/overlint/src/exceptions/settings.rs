//! What exceptions a repository allows at all, and reading its exceptions from the configuration.

use globset::GlobMatcher;
use overlint_policy::{ConfigError, Registry};
use overlint_source::de::Located;
use overlint_source::{Node, from_node};
use serde::Deserialize;

use super::listed::{Exception, known_rules};
use super::ratchet::Ratchet;
use super::{Date, Exceptions, means};

/// `suppressions` in the configuration.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) allows_comments: bool,
    pub(super) allows_annotations: bool,
    pub(super) requires_reason: bool,
    locked: Vec<GlobMatcher>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Written {
    comments: bool,
    annotations: bool,
    require_reason: bool,
    locked: Vec<Located<String>>,
}

impl Default for Written {
    fn default() -> Self {
        Self { comments: true, annotations: true, require_reason: false, locked: Vec::new() }
    }
}

impl Settings {
    fn from_node(node: Option<&Node>, registry: &Registry) -> Result<Self, ConfigError> {
        let written: Written = node.map(from_node).transpose()?.unwrap_or_default();
        let locked = written.locked.iter().map(|rule| known_rules(&rule.value, rule.origin, registry));
        Ok(Self {
            allows_comments: written.comments,
            allows_annotations: written.annotations,
            requires_reason: written.require_reason,
            locked: locked.collect::<Result<_, _>>()?,
        })
    }

    /// Whether no exception may be made from a rule.
    pub(super) fn is_locked(&self, rule: &str) -> bool {
        means(&self.locked, rule)
    }

    /// Whether an exception says as much as it has to.
    pub(super) fn has_reason(&self, reason: &str) -> bool {
        !self.requires_reason || !reason.trim().is_empty()
    }
}

impl Exceptions {
    /// Reads `exceptions`, `suppressions` and `ratchet` of a configuration. Fails with everything that is wrong with them.
    /// The baseline is a file of its own.
    pub(crate) fn from_config(root: &Node, registry: &Registry) -> Result<Self, Vec<ConfigError>> {
        let set = |key| root.get(key).filter(|node| !node.is_null());
        let mut errors = Vec::new();
        let listed = set("exceptions").map_or_else(|| Ok(Vec::new()), |node| listed(node, registry));
        let listed = listed.unwrap_or_else(|more| note(&mut errors, more));
        let settings = Settings::from_node(set("suppressions"), registry);
        let ratchets =
            set("ratchet").map_or_else(|| Ok(Vec::new()), |node| Ratchet::read_all(node, registry));
        let ratchets = ratchets.unwrap_or_else(|more| note(&mut errors, more));
        match settings {
            Ok(settings) if errors.is_empty() => {
                let (registry, today) = (registry.clone(), Date::today());
                Ok(Self { listed, settings, ratchets, registry, baseline: None, today })
            }
            settings => {
                errors.extend(settings.err());
                Err(errors)
            }
        }
    }
}

fn note<T: Default>(errors: &mut Vec<ConfigError>, more: Vec<ConfigError>) -> T {
    errors.extend(more);
    T::default()
}

fn listed(node: &Node, registry: &Registry) -> Result<Vec<Exception>, Vec<ConfigError>> {
    if node.as_sequence().is_none() {
        return Err(vec![ConfigError::new(node.origin, "`exceptions` must be a list").help(
            "write `- rule: RULE` with `resource`, `container`, `overlays`, `files`, `reason` and `until`",
        )]);
    }
    let (mut exceptions, mut errors) = (Vec::new(), Vec::new());
    for item in node.items() {
        match Exception::from_node(item, registry) {
            Ok(exception) => exceptions.push(exception),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(exceptions) } else { Err(errors) }
}

//! What exceptions a repository allows at all, and reading its exceptions from the configuration.

use std::collections::BTreeSet;

use globset::GlobMatcher;
use overlint_policy::{ConfigError, Faults, Registry, options};
use overlint_source::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::listed::{self, Exception, known_rules, located};
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

/// Which exceptions may be made at all.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[schemars(rename = "suppressions")]
struct Written {
    /// Whether comments make exceptions.
    comments: bool,
    /// Whether annotations make exceptions.
    annotations: bool,
    /// Whether every exception has to say why.
    require_reason: bool,
    /// The rules, or globs over rules, that have no exceptions.
    locked: Vec<String>,
}

impl Default for Written {
    fn default() -> Self {
        Self { comments: true, annotations: true, require_reason: false, locked: Vec::new() }
    }
}

impl Settings {
    fn read(node: &Node, registry: &Registry, faults: &mut Faults) -> Self {
        let written: Written = faults.read(node, options).unwrap_or_default();
        let locked = node.get("locked").map_or(&[][..], Node::items).iter().filter_map(located);
        let known = |rule| faults.ok(known_rules(&rule, registry));
        Self { locked: locked.filter_map(known).collect(), ..Self::from(written) }
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

impl From<Written> for Settings {
    fn from(written: Written) -> Self {
        Self {
            allows_comments: written.comments,
            allows_annotations: written.annotations,
            requires_reason: written.require_reason,
            locked: Vec::new(),
        }
    }
}

impl Exceptions {
    /// None at all, from the rules of a registry.
    pub(crate) fn none(registry: &Registry) -> Self {
        Self {
            listed: Vec::new(),
            settings: Settings::from(Written::default()),
            ratchets: Vec::new(),
            registry: registry.clone(),
            baseline: None,
            today: Date::today(),
        }
    }

    /// Reads `exceptions` of a configuration.
    pub(crate) fn read_listed(&mut self, node: &Node, faults: &mut Faults) {
        if node.as_sequence().is_none() {
            let fault = ConfigError::new(node.origin, "`exceptions` must be a list");
            faults.add(fault.help(
                "write `- rule: RULE` with `resource`, `container`, `overlays`, `files`, `reason` and `until`",
            ));
        }
        let read = |item| Exception::read(item, &self.registry, faults);
        self.listed = node.items().iter().filter_map(read).collect();
    }

    /// Reads `suppressions` of a configuration.
    pub(crate) fn read_settings(&mut self, node: &Node, faults: &mut Faults) {
        self.settings = Settings::read(node, &self.registry, faults);
    }

    /// Reads `ratchet` of a configuration.
    pub(crate) fn read_ratchets(&mut self, node: &Node, faults: &mut Faults) {
        self.ratchets = Ratchet::read_all(node, &self.registry, faults);
    }

    /// The JSON Schema of `exceptions`.
    pub(crate) fn listed_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<listed::Written>>()
    }

    /// The JSON Schema of `suppressions`.
    pub(crate) fn settings_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Written>()
    }

    /// The JSON Schema of `ratchet`.
    pub(crate) fn ratchet_schema(registry: &Registry) -> Schema {
        let rules: BTreeSet<_> = registry.ids().collect();
        json_schema!({
            "type": "object",
            "propertyNames": {"enum": rules},
            "additionalProperties": {"type": "integer", "minimum": 0},
        })
    }
}

//! What the configuration says of one policy.

use std::borrow::Cow;

use overlint_source::{Node, Severity};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Faults, Globs, options};
use crate::error::ConfigError;

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

impl Entry {
    /// Reads what is said of a policy once: a level, or a map.
    pub(super) fn read(node: &Node, faults: &mut Faults) -> Self {
        if node.as_mapping().is_none() {
            let level = faults.ok(Level::from_node(node));
            return Self { level, overlays: Globs::default(), options: None };
        }
        let level = node.get("level").and_then(|node| faults.ok(Level::from_node(node)));
        let overlays = node.get("overlays").and_then(|node| faults.read(node, options));
        let mut own = node.clone();
        own.remove("level");
        own.remove("overlays");
        let options = (!own.entries().is_empty()).then_some(own);
        Self { level, overlays: overlays.unwrap_or_default(), options }
    }
}

impl Level {
    /// The names in the configuration.
    const NAMES: [(&str, Self); 4] = [
        ("off", Self::Off),
        ("info", Self::On(Severity::Info)),
        ("warning", Self::On(Severity::Warning)),
        ("error", Self::On(Severity::Error)),
    ];

    /// Reads a level. Fails for anything but `off`, `info`, `warning` and `error`.
    pub fn from_node(node: &Node) -> Result<Self, ConfigError> {
        let text = node.text().unwrap_or_default();
        let found = Self::NAMES.into_iter().find(|(name, _)| *name == text);
        found.map(|(_, level)| level).ok_or_else(|| {
            ConfigError::new(node.origin, format!("`{text}` is no level"))
                .help("use `off`, `info`, `warning` or `error`")
        })
    }
}

impl JsonSchema for Level {
    fn schema_name() -> Cow<'static, str> {
        "level".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "How bad a finding is.", "enum": Self::NAMES.map(|(name, _)| name)})
    }
}

//! Exceptions in the configuration: which rule, where, why, and until when.

use globset::{GlobBuilder, GlobMatcher};
use overlint_policy::{ConfigError, Globs, Registry};
use overlint_source::de::Located;
use overlint_source::{Finding, Node, Origin, ResourceId, Sources, from_node};
use serde::Deserialize;

use super::date::Date;

/// An item of `exceptions` in the configuration.
#[derive(Debug)]
pub(super) struct Exception {
    rules: Vec<GlobMatcher>,
    resource: Option<ResourcePattern>,
    container: Option<GlobMatcher>,
    overlays: Globs,
    files: Globs,
    pub(super) reason: String,
    pub(super) until: Option<Date>,
    pub(super) origin: Origin,
    /// How it is called in findings about it.
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rule: Rules,
    resource: Option<Located<String>>,
    container: Option<Located<String>>,
    #[serde(default)]
    overlays: Globs,
    #[serde(default)]
    files: Globs,
    #[serde(default)]
    reason: String,
    until: Option<Located<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rules {
    One(Located<String>),
    Many(Vec<Located<String>>),
}

impl Exception {
    /// Reads an item of the list. Fails where a pattern is none, or matches no rule that is known.
    pub(super) fn from_node(node: &Node, registry: &Registry) -> Result<Self, ConfigError> {
        let written: Written = from_node(node)?;
        let rules = match written.rule {
            Rules::One(rule) => vec![rule],
            Rules::Many(rules) => rules,
        };
        let name = rules.iter().map(|rule| format!("`{}`", rule.value)).collect::<Vec<_>>().join(", ");
        let place =
            |rule: &Located<String>| if rule.origin.is_somewhere() { rule.origin } else { node.origin };
        let rules = rules
            .iter()
            .map(|rule| known_rules(&rule.value, place(rule), registry))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            rules,
            resource: written.resource.as_ref().map(ResourcePattern::parse).transpose()?,
            container: written.container.as_ref().map(|text| glob(&text.value, text.origin)).transpose()?,
            overlays: written.overlays,
            files: written.files,
            reason: written.reason,
            until: written.until.as_ref().map(date).transpose()?,
            origin: node.entries().first().map_or(node.origin, |entry| entry.key.origin),
            name,
        })
    }

    /// Whether it is from a rule.
    pub(super) fn is_from(&self, rule: &str) -> bool {
        self.rules.iter().any(|glob| glob.is_match(rule))
    }

    /// Whether a finding in an overlay is meant. `container` is the name of the one that it is about.
    pub(super) fn covers(
        &self,
        finding: &Finding,
        overlay: &str,
        container: Option<&str>,
        sources: &Sources,
    ) -> bool {
        self.is_from(&finding.rule)
            && self.overlays.matches(overlay)
            && self
                .resource
                .as_ref()
                .is_none_or(|wanted| finding.resources.iter().any(|id| wanted.matches(id)))
            && self
                .container
                .as_ref()
                .is_none_or(|wanted| container.is_some_and(|name| wanted.is_match(name)))
            && self.files.matches(&sources.path(finding.origin.source))
    }
}

/// `KIND/NAME` or `NAMESPACE/KIND/NAME`, each part a glob.
#[derive(Debug)]
struct ResourcePattern {
    namespace: Option<GlobMatcher>,
    kind: GlobMatcher,
    name: GlobMatcher,
}

impl ResourcePattern {
    fn parse(text: &Located<String>) -> Result<Self, ConfigError> {
        let glob = |part: &str| glob(part, text.origin);
        match text.value.split('/').collect::<Vec<_>>()[..] {
            [kind, name] => Ok(Self { namespace: None, kind: glob(kind)?, name: glob(name)? }),
            [namespace, kind, name] => {
                Ok(Self { namespace: Some(glob(namespace)?), kind: glob(kind)?, name: glob(name)? })
            }
            _ => Err(ConfigError::new(text.origin, format!("`{}` names no resource", text.value))
                .help("write `KIND/NAME` or `NAMESPACE/KIND/NAME`; each part may be a glob")),
        }
    }

    fn matches(&self, id: &ResourceId) -> bool {
        self.kind.is_match(&id.kind)
            && self.name.is_match(&id.name)
            && self.namespace.as_ref().is_none_or(|namespace| namespace.is_match(&id.namespace))
    }
}

fn glob(text: &str, origin: Origin) -> Result<GlobMatcher, ConfigError> {
    let glob = GlobBuilder::new(text).build().map_err(|error| {
        ConfigError::new(origin, format!("`{text}` is no glob: {}", error.kind()))
            .help("write a name, or a glob such as `web-*`")
    })?;
    Ok(glob.compile_matcher())
}

/// A rule, or a glob over rules, that means at least one.
pub(super) fn known_rules(
    text: &str,
    origin: Origin,
    registry: &Registry,
) -> Result<GlobMatcher, ConfigError> {
    let rules = glob(text, origin)?;
    if registry.ids().any(|id| rules.is_match(id)) {
        Ok(rules)
    } else {
        Err(registry.unknown_rule(text, origin))
    }
}

/// Reads a day; YAML takes a plain one for midnight of it.
fn date(text: &Located<String>) -> Result<Date, ConfigError> {
    text.value.trim_end_matches("T00:00:00Z").parse().map_err(|()| {
        ConfigError::new(text.origin, format!("`{}` is no date", text.value))
            .help("write the last day as `2026-12-31`")
    })
}

//! Exceptions in the configuration: which rule, where, why, and until when.

use globset::{GlobBuilder, GlobMatcher};
use overlint_policy::{ConfigError, Faults, Globs, OneOrMore, Registry, options};
use overlint_source::{Finding, Located, Node, Origin, ResourceId, Sources};
use schemars::JsonSchema;
use serde::Deserialize;

use super::date::Date;

/// An item of `exceptions` in the configuration.
#[derive(Debug)]
pub(super) struct Exception {
    rules: Vec<GlobMatcher>,
    resource: Option<ResourcePattern>,
    container: Option<GlobMatcher>,
    pub(super) overlays: Globs,
    files: Globs,
    pub(super) reason: String,
    pub(super) until: Option<Date>,
    pub(super) origin: Origin,
    /// How it is called in findings about it.
    pub(super) name: String,
}

/// Findings that are allowed, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "exception")]
#[expect(dead_code, reason = "what is no plain text is read by itself, so that one fault hides no other")]
pub(super) struct Written {
    /// The rules that it is from, or globs over rules.
    rule: OneOrMore<String>,
    /// `KIND/NAME` or `NAMESPACE/KIND/NAME` of the object, each part a glob.
    resource: Option<String>,
    /// The name of the container, or a glob.
    container: Option<String>,
    /// The overlays that the findings are in.
    #[serde(default)]
    overlays: Globs,
    /// The files that the findings are in.
    #[serde(default)]
    files: Globs,
    /// Why it is allowed.
    #[serde(default)]
    reason: String,
    /// The last day that it is allowed on.
    #[schemars(extend("format" = "date"))]
    until: Option<String>,
}

impl Exception {
    /// Reads an item of the list.
    pub(super) fn read(node: &Node, registry: &Registry, faults: &mut Faults) -> Option<Self> {
        let written: Option<Written> = faults.read(node, options);
        let rules = node.get("rule").and_then(|node| options::<OneOrMore<String>>(node).ok());
        let rules = rules.map(OneOrMore::into_vec).unwrap_or_default();
        let text = |key| node.get(key).and_then(located);
        let container = text("container").map(|text| glob(&text.value, text.origin));
        let exception = Self {
            name: rules.iter().map(|rule| format!("`{}`", rule.value)).collect::<Vec<_>>().join(", "),
            rules: rules.iter().filter_map(|rule| faults.ok(known_rules(rule, registry))).collect(),
            resource: text("resource").and_then(|text| faults.ok(ResourcePattern::parse(&text))),
            container: container.and_then(|container| faults.ok(container)),
            until: text("until").and_then(|text| faults.ok(date(&text))),
            origin: node.entries().first().map_or(node.origin, |entry| entry.key.origin),
            overlays: Globs::default(),
            files: Globs::default(),
            reason: String::new(),
        };
        let Written { overlays, files, reason, .. } = written?;
        Some(Self { overlays, files, reason, ..exception })
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
    written: &Located<String>,
    registry: &Registry,
) -> Result<GlobMatcher, ConfigError> {
    let rules = glob(&written.value, written.origin)?;
    if registry.ids().any(|id| rules.is_match(id)) {
        Ok(rules)
    } else {
        Err(registry.unknown_rule(&written.value, written.origin))
    }
}

/// The text of a scalar as it is written, with its place.
pub(super) fn located(node: &Node) -> Option<Located<String>> {
    let text = node.text().filter(|_| !node.is_null())?;
    Some(Located { value: text.to_owned(), origin: node.origin })
}

fn date(text: &Located<String>) -> Result<Date, ConfigError> {
    text.value.parse().map_err(|()| {
        ConfigError::new(text.origin, format!("`{}` is no date", text.value))
            .help("write the last day as `2026-12-31`")
    })
}

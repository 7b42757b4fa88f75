//! What exists although no overlay holds it.

use std::borrow::Cow;

use globset::{GlobBuilder, GlobMatcher};
use overlint_source::Node;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::{Faults, options};
use crate::error::ConfigError;

/// The `exists:` part of the configuration: objects that Terraform, an operator or another repository makes. What
/// refers to one of them leads somewhere.
#[derive(Clone, Debug, Default)]
pub struct Known {
    entries: Vec<Existing>,
}

/// Objects of a kind, by patterns over their names and namespaces; without a pattern any will do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "existing")]
struct Existing {
    /// Their kind.
    kind: String,
    /// A glob over their names.
    name: Option<Pattern>,
    /// A glob over their namespaces.
    namespace: Option<Pattern>,
}

#[derive(Clone, Debug, JsonSchema)]
#[schemars(inline, transparent)]
struct Pattern(#[schemars(with = "String")] GlobMatcher);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let glob = GlobBuilder::new(&written).build();
        let broken = |error: globset::Error| format!("`{written}` is no glob pattern: {}", error.kind());
        glob.map(|glob| Self(glob.compile_matcher())).map_err(|error| D::Error::custom(broken(error)))
    }
}

impl Known {
    /// Reads the value of `exists:`, a list of `kind`, `name` and `namespace`.
    pub fn read(node: &Node, faults: &mut Faults) -> Self {
        if node.as_sequence().is_none() && !node.is_null() {
            let fault = ConfigError::new(node.origin, "`exists` is no list");
            faults.add(fault.help("list what exists: `- {kind: Secret, name: \"*-tls\"}`"));
        }
        Self { entries: node.items().iter().filter_map(|item| faults.read(item, options)).collect() }
    }

    /// Whether the object is one that is said to exist. A namespace that is not known may be the one.
    pub fn has(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.is(kind, namespace, name))
    }
}

impl JsonSchema for Known {
    fn schema_name() -> Cow<'static, str> {
        "exists".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<Existing>>()
    }
}

impl Existing {
    fn is(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let fits = |pattern: &Option<Pattern>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.0.is_match(text))
        };
        self.kind == kind
            && fits(&self.name, name)
            && (namespace.is_empty() || fits(&self.namespace, namespace))
    }
}

#[cfg(test)]
mod tests {
    use overlint_source::Sources;
    use overlint_source::read::{Limits, Place, read};

    use super::*;

    fn known(text: &str) -> Result<Known, Vec<ConfigError>> {
        let place = Place::of(Sources::default().add("overlint.yaml", text));
        let node = read(text, place, &Limits::default()).ok().and_then(|mut all| all.remove(0).root);
        Faults::none_in(|faults| Known::read(&node.expect("it is YAML"), faults))
    }

    #[test]
    fn patterns_cover_names_and_namespaces() {
        let known = known("- {kind: Secret, name: '*-tls', namespace: prod}\n- {kind: StorageClass}\n")
            .expect("it is sound");
        assert!(known.has("Secret", "prod", "web-tls") && known.has("Secret", "", "web-tls"));
        assert!(!known.has("Secret", "dev", "web-tls") && !known.has("ConfigMap", "prod", "web-tls"));
        assert!(known.has("StorageClass", "", "fast"));
    }

    #[test]
    fn what_has_the_wrong_form_is_said_at_its_place() {
        let message = |text: &str| known(text).expect_err("it is broken").remove(0).message;
        assert_eq!(message("kind: Secret"), "`exists` is no list");
        assert!(message("- {kind: Secret, name: 'a['}").contains("no glob pattern"));
        assert!(message("- {kind: Secret, nam: a}").contains("nam"));
    }
}

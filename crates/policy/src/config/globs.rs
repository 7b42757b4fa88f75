//! Which overlays a policy looks at: glob patterns over their paths.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use overlint_source::Located;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::OneOrMore;

/// Patterns over the paths of overlays: a pattern, a list of them, or `include` and `exclude`.
///
/// `*` stays within a path segment, `**` crosses them. Patterns cover the whole path from the root of the
/// repository: `**/overlays/production` is every overlay of that name, wherever it lies.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    include: Option<Patterns>,
    exclude: Patterns,
    /// Patterns that have to match as well.
    outer: Option<Arc<Globs>>,
}

impl Globs {
    /// Whether an overlay is meant. Without patterns every one is.
    pub fn matches(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|patterns| patterns.set.is_match(path))
            && !self.excludes(path)
            && self.outer.as_ref().is_none_or(|outer| outer.matches(path))
    }

    /// Whether an overlay is left out by name.
    pub fn excludes(&self, path: &str) -> bool {
        // An empty set would still take the path apart, for each policy and overlay.
        !self.exclude.written.is_empty() && self.exclude.set.is_match(path)
    }

    /// Whether only the overlays that a pattern matches are meant.
    pub fn is_selective(&self) -> bool {
        self.include.is_some()
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.include.is_none() && self.exclude.written.is_empty() && self.outer.is_none()
    }

    /// The overlays of these patterns that others mean too.
    #[must_use]
    pub fn within(self, outer: &Globs) -> Self {
        Self { outer: Some(Arc::new(outer.clone())), ..self }
    }

    /// The patterns that match none of these paths, each with its place, those of [`Globs::within`] aside.
    pub fn unused(&self, paths: &[String]) -> impl Iterator<Item = Located<&str>> {
        let written = self.include.iter().chain([&self.exclude]).flat_map(|patterns| &patterns.written);
        written
            .filter(|glob| glob.value.matches_none(paths))
            .map(|glob| Located { value: glob.value.0.glob(), origin: glob.origin })
    }
}

impl JsonSchema for Globs {
    fn schema_name() -> Cow<'static, str> {
        "globs".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let patterns = generator.subschema_for::<OneOrMore<Glob>>();
        json_schema!({
            "description": "A glob, a list of globs, or a map of `include` and `exclude`.",
            "anyOf": [patterns, generator.subschema_for::<Sorted>()],
        })
    }
}

/// Patterns of which one has to match.
#[derive(Clone, Debug, Default)]
struct Patterns {
    set: GlobSet,
    written: Vec<Located<Glob>>,
}

impl TryFrom<OneOrMore<Glob>> for Patterns {
    type Error = globset::Error;

    fn try_from(written: OneOrMore<Glob>) -> Result<Self, globset::Error> {
        let written = written.into_vec();
        let mut builder = GlobSetBuilder::new();
        for glob in &written {
            builder.add(glob.value.0.clone());
        }
        Ok(Self { set: builder.build()?, written })
    }
}

/// One pattern, compiled where it is read so that an error has its place.
#[derive(Clone, Debug)]
struct Glob(globset::Glob);

impl Glob {
    fn compile(pattern: &str) -> Result<Self, String> {
        if pattern.starts_with('!') {
            return Err("a pattern cannot start with `!`; list it under `exclude`".to_owned());
        }
        let glob = GlobBuilder::new(pattern.trim_end_matches('/')).literal_separator(true).build();
        glob.map(Self).map_err(|error| format!("`{pattern}` is no glob pattern: {}", error.kind()))
    }

    fn matches_none(&self, paths: &[String]) -> bool {
        let matcher = self.0.compile_matcher();
        !paths.iter().any(|path| matcher.is_match(path))
    }
}

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::compile(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Globs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Located { value, origin } = Located::<Written>::deserialize(deserializer)?;
        let sorted = match value {
            Written::Listed(listed) => Sorted { include: Some(listed.at(origin)), exclude: None },
            Written::Sorted(sorted) => sorted,
        };
        let patterns = |listed: OneOrMore<Glob>| Patterns::try_from(listed).map_err(D::Error::custom);
        let include = sorted.include.map(patterns).transpose()?;
        let exclude = sorted.exclude.map(patterns).transpose()?.unwrap_or_default();
        Ok(Self { include, exclude, outer: None })
    }
}

/// The forms in which patterns are written.
enum Written {
    Listed(OneOrMore<Glob>),
    Sorted(Sorted),
}

/// Globs of what is meant, and of what is not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct Sorted {
    /// Only what one of these matches.
    include: Option<OneOrMore<Glob>>,
    /// Nothing that one of these matches.
    exclude: Option<OneOrMore<Glob>>,
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a glob pattern, a list of them, or a map of `include` and `exclude`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        Glob::compile(text).map(OneOrMore::unplaced).map(Written::Listed).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Written, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(OneOrMore::from).map(Written::Listed)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Written, A::Error> {
        Sorted::deserialize(MapAccessDeserializer::new(entries)).map(Written::Sorted)
    }
}

//! Which overlays a policy looks at: glob patterns over their paths.

use std::fmt;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor, value};

/// Patterns over the paths of overlays: a pattern, a list of them, or `include` and `exclude`.
///
/// `*` stays within a path segment, `**` crosses them. Patterns cover the whole path from the root of the
/// repository: `**/overlays/production` is every overlay of that name, wherever it lies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Written")]
pub struct Globs {
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// Patterns that have to match as well.
    outer: Option<Arc<Globs>>,
}

impl Globs {
    /// Whether an overlay is meant. Without patterns every one is.
    pub fn matches(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(path))
            && !self.exclude.is_match(path)
            && self.outer.as_ref().is_none_or(|outer| outer.matches(path))
    }

    /// The overlays of these patterns that others mean too.
    #[must_use]
    pub fn within(self, outer: &Globs) -> Self {
        Self { outer: Some(Arc::new(outer.clone())), ..self }
    }
}

/// The forms in which patterns are written.
enum Written {
    Listed(Patterns),
    Sorted(Sorted),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sorted {
    include: Option<Patterns>,
    exclude: Option<Patterns>,
}

/// A pattern, or a list of them.
struct Patterns(GlobSet);

impl From<Written> for Globs {
    fn from(written: Written) -> Self {
        match written {
            Written::Listed(Patterns(include)) => Self { include: Some(include), ..Self::default() },
            Written::Sorted(Sorted { include, exclude }) => Self {
                include: include.map(|patterns| patterns.0),
                exclude: exclude.map_or_else(GlobSet::empty, |patterns| patterns.0),
                outer: None,
            },
        }
    }
}

/// One pattern, compiled where it is read so that an error has its place.
struct Glob(globset::Glob);

impl<'de> Deserialize<'de> for Glob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        compile(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

fn compile(pattern: &str) -> Result<globset::Glob, String> {
    if pattern.starts_with('!') {
        return Err("a pattern cannot start with `!`; list it under `exclude`".to_owned());
    }
    let glob = GlobBuilder::new(pattern.trim_end_matches('/')).literal_separator(true).build();
    glob.map_err(|error| format!("`{pattern}` is no glob pattern: {}", error.kind()))
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a glob pattern, a list of them, or a map of `include` and `exclude`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        PatternsVisitor.visit_str(text).map(Written::Listed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Written, A::Error> {
        PatternsVisitor.visit_seq(items).map(Written::Listed)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Written, A::Error> {
        Sorted::deserialize(value::MapAccessDeserializer::new(entries)).map(Written::Sorted)
    }
}

struct PatternsVisitor;

impl<'de> Visitor<'de> for PatternsVisitor {
    type Value = Patterns;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a glob pattern, or a list of them")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Patterns, E> {
        let mut builder = GlobSetBuilder::new();
        builder.add(compile(text).map_err(E::custom)?);
        builder.build().map(Patterns).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Patterns, A::Error> {
        let mut builder = GlobSetBuilder::new();
        while let Some(Glob(glob)) = items.next_element()? {
            builder.add(glob);
        }
        builder.build().map(Patterns).map_err(A::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PatternsVisitor)
    }
}

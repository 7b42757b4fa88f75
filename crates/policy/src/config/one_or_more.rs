//! What may be written alone or as a list.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use overlint_source::{Located, Origin};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, SeqAccess, Visitor};

/// A text, or a list of texts, read as something each; with their places.
#[derive(Clone, Debug)]
pub struct OneOrMore<T>(Vec<Located<T>>);

impl<T> OneOrMore<T> {
    /// What is written, in order.
    pub fn into_vec(self) -> Vec<Located<T>> {
        self.0
    }

    /// One, whose place only what is around it knows.
    pub(super) fn unplaced(value: T) -> Self {
        Self(vec![Located { value, origin: Origin::NOWHERE }])
    }

    /// With a place for what has none.
    #[must_use]
    pub(super) fn at(mut self, origin: Origin) -> Self {
        for one in self.0.iter_mut().filter(|one| !one.origin.is_somewhere()) {
            one.origin = origin;
        }
        self
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Located { value, origin } = Located::<Written<T>>::deserialize(deserializer)?;
        Ok(value.0.at(origin))
    }
}

impl<T> JsonSchema for OneOrMore<T> {
    fn schema_name() -> Cow<'static, str> {
        "patterns".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "array"], "items": {"type": "string"}})
    }
}

impl<T> From<Vec<Located<T>>> for OneOrMore<T> {
    fn from(listed: Vec<Located<T>>) -> Self {
        Self(listed)
    }
}

/// What is written, where a text alone has no place yet.
struct Written<T>(OneOrMore<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor(PhantomData))
    }
}

struct WrittenVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WrittenVisitor<T> {
    type Value = Written<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text, or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written<T>, E> {
        let text: StrDeserializer<'_, E> = text.into_deserializer();
        T::deserialize(text).map(|value| Written(OneOrMore::unplaced(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Written<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(|listed: Vec<_>| Written(listed.into()))
    }
}

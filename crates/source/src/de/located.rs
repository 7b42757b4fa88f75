//! A value that remembers where it was written.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::SeqDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use super::error::DeError;
use crate::origin::{Origin, SourceId};

/// The name under which a [`Located`] asks our deserializer for the place as well.
pub(super) const LOCATED: &str = "$overlint::Located";

/// A value with the place of its node. Read by another deserializer than [`super::from_node`], the place is
/// [`Origin::NOWHERE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The place of its node.
    pub origin: Origin,
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> Default for Located<T> {
    fn default() -> Self {
        Self { value: T::default(), origin: Origin::NOWHERE }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(LOCATED, LocatedVisitor(PhantomData))
    }
}

struct LocatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for LocatedVisitor<T> {
    type Value = Located<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        T::deserialize(deserializer).map(|value| Located { value, origin: Origin::NOWHERE })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let missing = || A::Error::custom("a located value has a place and a value");
        let place: [u32; 4] = parts.next_element()?.ok_or_else(missing)?;
        let value = parts.next_element()?.ok_or_else(missing)?;
        Ok(Located { value, origin: unpack(place) })
    }
}

fn unpack([source, line, column, length]: [u32; 4]) -> Origin {
    Origin { source: SourceId(source), line, column, length }
}

/// The place of a node or key and then the value itself, for [`Located`].
pub(super) struct LocatedParts<D> {
    pub(super) place: Option<Origin>,
    pub(super) value: Option<D>,
}

impl<'de, D: Deserializer<'de, Error = DeError>> SeqAccess<'de> for LocatedParts<D> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        if let Some(place) = self.place.take() {
            let numbers = SeqDeserializer::<_, DeError>::new(pack(place).into_iter());
            return seed.deserialize(numbers).map(Some);
        }
        self.value.take().map(|value| seed.deserialize(value)).transpose()
    }
}

fn pack(origin: Origin) -> [u32; 4] {
    [origin.source.0, origin.line, origin.column, origin.length]
}

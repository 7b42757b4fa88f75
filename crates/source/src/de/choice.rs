//! Variants on their way into types.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, VariantAccess, Visitor};

use super::error::DeError;
use super::key::KeyDeserializer;
use super::value::NodeDeserializer;
use crate::node::Entry;

/// The name of a variant, and what stands under it.
pub(super) struct Choice<'n> {
    parent: NodeDeserializer<'n>,
    content: Option<&'n Entry>,
}

impl<'n> Choice<'n> {
    /// A variant by its name alone.
    pub(super) fn unit(parent: NodeDeserializer<'n>) -> Self {
        Self { parent, content: None }
    }

    /// A variant as the only key of a map.
    pub(super) fn of(parent: NodeDeserializer<'n>, entry: &'n Entry) -> Self {
        Self { parent, content: Some(entry) }
    }

    fn content(&self) -> Result<NodeDeserializer<'n>, DeError> {
        let entry =
            self.content.ok_or_else(|| DeError::custom("this variant needs a value: write it as a key"))?;
        self.parent.child(&entry.value)
    }
}

impl<'de> EnumAccess<'de> for Choice<'_> {
    type Error = DeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DeError> {
        let name = match self.content {
            Some(Entry { key, .. }) => {
                seed.deserialize(KeyDeserializer(key)).map_err(|error| error.or_at(key.origin))
            }
            None => seed.deserialize(self.parent),
        };
        name.map(|name| (name, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        match self.content {
            Some(entry) => <()>::deserialize(self.parent.child(&entry.value)?),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DeError> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, DeError> {
        self.content()?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.content()?.deserialize_struct("", fields, visitor)
    }
}

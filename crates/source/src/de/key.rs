//! One key as a deserializer.

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::error::DeError;
use super::located::{LOCATED, LocatedParts};
use super::value::visit_scalar;
use crate::node::Key;
use crate::resolve::{Dialect, resolve_plain};

/// A key on its way into a type: its text, or the number or boolean that it spells where one is wanted.
#[derive(Clone, Copy)]
pub(super) struct KeyDeserializer<'n>(pub(super) &'n Key);

impl KeyDeserializer<'_> {
    fn bare<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visit_scalar(resolve_plain(self.0.text(), Dialect::Resource), visitor)
    }
}

macro_rules! forward_to_bare {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.bare(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for KeyDeserializer<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_str(self.0.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        if name == LOCATED {
            visitor.visit_seq(LocatedParts { place: Some(self.0.origin), value: Some(self) })
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let name: StrDeserializer<'_, DeError> = self.0.text().into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_bare! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

//! One node as a deserializer.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::choice::Choice;
use super::collection::{Entries, Items};
use super::error::DeError;
use super::located::{LOCATED, LocatedParts};
use crate::node::{Node, Scalar, Value};
use crate::number::{integral, write_general_single};
use crate::resolve::{Dialect, Resolved, resolve_as};

/// A node on its way into a type.
#[derive(Clone, Copy)]
pub(super) struct NodeDeserializer<'n> {
    pub(super) node: &'n Node,
    pub(super) dialect: Dialect,
    /// Whether a number or boolean does where a string is wanted.
    pub(super) coerces: bool,
    /// How many levels of lists and maps are still allowed.
    pub(super) depth: usize,
}

impl<'n> NodeDeserializer<'n> {
    /// The deserializer of a node one level further down.
    pub(super) fn child(self, node: &'n Node) -> Result<Self, DeError> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| DeError::custom("nested too deeply"));
        depth.map(|depth| Self { node, depth, ..self }).map_err(|error| error.or_at(node.origin))
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match &self.node.value {
            Value::Scalar(scalar) => visit_scalar(resolve_as(scalar, self.dialect), visitor),
            Value::Sequence(sequence) => {
                let mut items = Items::new(self, &sequence.items);
                let value = visitor.visit_seq(&mut items)?;
                items.finish(value)
            }
            Value::Mapping(mapping) => visitor.visit_map(Entries::new(self, &mapping.entries)?),
        }
    }

    /// The text of a number or boolean, where a string is wanted and this does.
    fn coerced(self) -> Option<String> {
        let resolved = resolve_as(self.node.as_scalar()?, self.dialect);
        match resolved {
            _ if !self.coerces => None,
            Resolved::Bool(value) => Some(value.to_string()),
            Resolved::Int(number) => Some(number.to_string()),
            Resolved::Uint(number) => Some(number.to_string()),
            Resolved::Float(number) => {
                let mut text = String::new();
                write_general_single(&mut text, number);
                Some(text)
            }
            _ => None,
        }
    }

    fn at_node<T>(self, result: Result<T, DeError>) -> Result<T, DeError> {
        result.map_err(|error| error.or_at(self.node.origin))
    }
}

/// Gives a visitor what a scalar means.
pub(super) fn visit_scalar<'de, V: Visitor<'de>>(
    resolved: Resolved<'_>,
    visitor: V,
) -> Result<V::Value, DeError> {
    match resolved {
        Resolved::Null => visitor.visit_unit(),
        Resolved::Bool(value) => visitor.visit_bool(value),
        Resolved::Int(number) => visitor.visit_i64(number),
        Resolved::Uint(number) => visitor.visit_u64(number),
        Resolved::Float(number) => visit_float(number, visitor),
        Resolved::Timestamp(time) => visitor.visit_string(time.to_string()),
        Resolved::Str(text) => visitor.visit_str(&text),
        Resolved::Invalid(disagreement) => Err(DeError::custom(disagreement)),
    }
}

fn visit_float<'de, V: Visitor<'de>>(number: f64, visitor: V) -> Result<V::Value, DeError> {
    let digits = integral(number);
    match digits.as_deref().map(|digits| (digits.parse::<i64>(), digits.parse::<u64>())) {
        Some((Ok(number), _)) => visitor.visit_i64(number),
        Some((_, Ok(number))) => visitor.visit_u64(number),
        _ => visitor.visit_f64(number),
    }
}

fn is_null(node: &Node, dialect: Dialect) -> bool {
    node.as_scalar().is_some_and(|scalar: &Scalar| resolve_as(scalar, dialect) == Resolved::Null)
}

macro_rules! forward_to_any {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.deserialize_any(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for NodeDeserializer<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.at_node(self.any(visitor))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.coerced() {
            Some(text) => self.at_node(visitor.visit_string(text)),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let result =
            if is_null(self.node, self.dialect) { visitor.visit_none() } else { visitor.visit_some(self) };
        self.at_node(result)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let result = if name == LOCATED {
            visitor.visit_seq(LocatedParts { place: Some(self.node.origin), value: Some(self) })
        } else {
            visitor.visit_newtype_struct(self)
        };
        self.at_node(result)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let entries = self.node.entries();
        let result = match (&self.node.value, entries) {
            (Value::Scalar(_), _) => visitor.visit_enum(Choice::unit(self)),
            (Value::Mapping(_), [entry]) => visitor.visit_enum(Choice::of(self, entry)),
            (Value::Mapping(_), _) => Err(DeError::invalid_type(Unexpected::Map, &"a map with one key")),
            (Value::Sequence(_), _) => {
                Err(DeError::invalid_type(Unexpected::Seq, &"a name or a map with one key"))
            }
        };
        self.at_node(result)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_any(visitor)
    }

    /// A map only: serde's own types would take a list for the fields in their order.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        if self.node.as_sequence().is_some() {
            return self.at_node(Err(DeError::invalid_type(Unexpected::Seq, &visitor)));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }

    forward_to_any! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32
        deserialize_f64 deserialize_char deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_seq
        deserialize_map deserialize_identifier
    }
}

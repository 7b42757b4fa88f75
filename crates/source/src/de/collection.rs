//! Lists and maps on their way into types.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess};

use super::error::DeError;
use super::key::KeyDeserializer;
use super::value::NodeDeserializer;
use crate::finish::keys::duplicates;
use crate::node::{Entry, Node};

/// The items of a list.
pub(super) struct Items<'n> {
    parent: NodeDeserializer<'n>,
    items: std::slice::Iter<'n, Node>,
}

impl<'n> Items<'n> {
    pub(super) fn new(parent: NodeDeserializer<'n>, items: &'n [Node]) -> Self {
        Self { parent, items: items.iter() }
    }

    /// Fails where the type took fewer items than there are.
    pub(super) fn finish<T>(self, value: T) -> Result<T, DeError> {
        match self.items.as_slice().first() {
            None => Ok(value),
            Some(node) => Err(DeError::custom("one item too many").or_at(node.origin)),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let value = seed.deserialize(self.parent.child(node)?).map_err(|error| error.or_at(node.origin))?;
        Ok(Some(value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a map.
pub(super) struct Entries<'n> {
    parent: NodeDeserializer<'n>,
    rest: std::slice::Iter<'n, Entry>,
    value: Option<&'n Node>,
}

impl<'n> Entries<'n> {
    /// Fails where a key is given twice, at the second place.
    pub(super) fn new(parent: NodeDeserializer<'n>, entries: &'n [Entry]) -> Result<Self, DeError> {
        if let Some((second, _)) = duplicates(entries).first() {
            let error = DeError::custom(format_args!("the key `{}` is given twice", second.text()));
            return Err(error.or_at(second.origin));
        }
        Ok(Self { parent, rest: entries.iter(), value: None })
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(&entry.value);
        seed.deserialize(KeyDeserializer(&entry.key)).map(Some).map_err(|error| error.or_at(entry.key.origin))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        let node =
            self.value.take().ok_or_else(|| DeError::custom("a value was asked for before its key"))?;
        seed.deserialize(self.parent.child(node)?).map_err(|error| error.or_at(node.origin))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

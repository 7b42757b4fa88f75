//! What was met so far, without an allocation where that is little.

use std::collections::HashMap;
use std::hash::Hash;

/// How many keys are compared one by one.
const FEW: usize = 12;

/// A map from keys to what was met under them.
pub(super) struct Table<K, V> {
    few: [Option<(K, V)>; FEW],
    many: HashMap<K, V>,
}

impl<K: Copy + Eq + Hash, V: Copy> Table<K, V> {
    /// An empty table.
    pub(super) fn new() -> Self {
        Self { few: [None; FEW], many: HashMap::new() }
    }

    /// What was met under a key.
    pub(super) fn get(&self, key: K) -> Option<V> {
        let few = self.few.iter().map_while(|slot| *slot);
        few.into_iter()
            .find(|(known, _)| *known == key)
            .map(|(_, value)| value)
            .or_else(|| self.many.get(&key).copied())
    }

    /// Notes a key; returns what was met under it before, which stays.
    pub(super) fn note(&mut self, key: K, value: V) -> Option<V> {
        let known = self.get(key);
        if known.is_none() {
            match self.few.iter_mut().find(|slot| slot.is_none()) {
                Some(slot) => *slot = Some((key, value)),
                None => {
                    self.many.insert(key, value);
                }
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_key_stays() {
        let mut table = Table::new();
        for key in 0..100 {
            assert_eq!(table.note(key, key * 2), None);
            assert_eq!(table.note(key, 0), Some(key * 2));
        }
        assert_eq!((table.get(5), table.get(99), table.get(100)), (Some(10), Some(198), None));
    }
}

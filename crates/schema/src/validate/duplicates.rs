//! Keys that stand twice in one map, or are none.
//!
//! The server compares keys before it makes strings of them: `1` and `"1"` differ, `on` and `true` are the same.

use std::collections::HashMap;

use overlint_source::resolve::{Resolved, resolve_as};
use overlint_source::{Key, Mapping, Value};

use super::frame::{Frame, Segment};
use super::walk::{MAX_DEPTH, Walk};

/// Up to how many keys each is compared with each, which unlike a table allocates nothing.
const FEW_KEYS: usize = 24;

impl Walk<'_> {
    /// Judges a node without a schema: only that no key stands twice, down to the leaves.
    pub(super) fn untyped(&mut self, frame: &Frame<'_>) {
        match &frame.node.value {
            Value::Scalar(scalar) => self.unknown_type(scalar, frame),
            _ if frame.depth >= MAX_DEPTH => self.too_deep(frame),
            Value::Sequence(sequence) => {
                for (index, item) in sequence.items.iter().enumerate() {
                    self.untyped(&frame.enter(Segment::Index(index), item));
                }
            }
            Value::Mapping(mapping) => {
                self.duplicate_keys(frame);
                for entry in &mapping.entries {
                    self.untyped(&frame.enter(Segment::Key(&entry.key), &entry.value));
                }
            }
        }
    }

    /// Reports the keys of a map that stood there before.
    pub(super) fn duplicate_keys(&mut self, frame: &Frame<'_>) {
        let Value::Mapping(mapping) = &frame.node.value else { return };
        mapping.entries.iter().for_each(|entry| self.null_key(&entry.key, frame));
        if mapping.entries.len() <= FEW_KEYS {
            self.few_duplicate_keys(mapping, frame);
        } else {
            self.many_duplicate_keys(mapping, frame);
        }
    }

    /// Reports a key that is null, which no client of the server turns into JSON.
    fn null_key(&mut self, key: &Key, frame: &Frame<'_>) {
        if is_keyword(key.text()) && resolve_as(&key.scalar, self.dialect) == Resolved::Null {
            let help = if key.text().is_empty() { "write a name before the `:`" } else { "quote it" };
            let added = self.report("wrong-type", frame, key.origin, "a key must be a string, not null");
            added.help(help).pointer_to(frame, key.text());
        }
    }

    fn few_duplicate_keys(&mut self, mapping: &Mapping, frame: &Frame<'_>) {
        for (at, entry) in mapping.entries.iter().enumerate() {
            if mapping.entries[..at].iter().any(|before| self.same(&before.key, &entry.key)) {
                self.duplicate_key(at, mapping, frame);
            }
        }
    }

    fn many_duplicate_keys(&mut self, mapping: &Mapping, frame: &Frame<'_>) {
        let mut known = HashMap::with_capacity(mapping.entries.len());
        for (at, entry) in mapping.entries.iter().enumerate() {
            if known.insert(self.identity(&entry.key), at).is_some() {
                self.duplicate_key(at, mapping, frame);
            }
        }
    }

    fn same(&self, one: &Key, other: &Key) -> bool {
        if one.scalar == other.scalar {
            return true;
        }
        // Most keys differ in their text and are strings.
        let maybe = one.text() == other.text() || (is_keyword(one.text()) && is_keyword(other.text()));
        maybe && self.identity(one) == self.identity(other)
    }

    /// What of a key decides whether it is the same as another: its type and its text.
    fn identity<'k>(&self, key: &'k Key) -> (u8, &'k str) {
        match resolve_as(&key.scalar, self.dialect) {
            Resolved::Bool(true) => (1, "true"),
            Resolved::Bool(false) => (1, "false"),
            Resolved::Int(_) | Resolved::Uint(_) => (2, key.text()),
            Resolved::Float(_) => (3, key.text()),
            Resolved::Null => (4, ""),
            Resolved::Str(_) | Resolved::Timestamp(_) | Resolved::Invalid(_) => (0, key.text()),
        }
    }

    /// Reports a key that stood in the map before.
    pub(super) fn duplicate_key(&mut self, at: usize, mapping: &Mapping, frame: &Frame<'_>) {
        let key = &mapping.entries[at].key;
        if self.is_full() {
            // Looking for the first of each would cost more than there is to tell.
            self.report("duplicate-key", frame, key.origin, String::new());
            return;
        }
        let first = mapping.entries[..at].iter().find(|before| self.same(&before.key, key));
        let first = first.map(|before| before.key.origin);
        let message = format!("the key `{}` stands here a second time", key.text());
        let added = self.report("duplicate-key", frame, key.origin, message);
        let added = added.help("keep one of the two").pointer_to(frame, key.text());
        if let Some(first) = first {
            added.related(first, "it stands here first");
        }
    }
}

/// Whether a text could be a boolean or null, by its first letter and length.
fn is_keyword(text: &str) -> bool {
    let first = text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    text.len() <= "false".len() && matches!(first, None | Some(b'y' | b'n' | b't' | b'f' | b'o' | b'~'))
}

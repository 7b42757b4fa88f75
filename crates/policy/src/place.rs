//! Where a finding points.

use std::borrow::Cow;
use std::fmt::Write as _;

use overlint_source::{Finding, Mapping, Node, Origin, Related, Severity};

/// The place that a person has to edit, and the same place in the object.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where the source says it.
    pub origin: Origin,
    /// Where the object has it, as a JSON pointer.
    pub pointer: String,
    /// What else has a part in it.
    pub(crate) others: Vec<Related>,
    /// Whether a patch took away what is missing, and this is the line that did.
    pub(crate) is_removal: bool,
    /// What the object has nothing of, as JSON pointers.
    misses: Vec<String>,
}

impl Place {
    /// An origin, and a JSON pointer.
    pub fn new(origin: Origin, pointer: impl Into<String>) -> Self {
        Self { origin, pointer: pointer.into(), others: Vec::new(), is_removal: false, misses: Vec::new() }
    }

    /// A node: the line that wrote its value; the lines that it replaced come as related places.
    pub fn of(node: &Node, pointer: impl Into<String>) -> Self {
        let others = history(node);
        Self { others, ..Self::new(node.origin, pointer) }
    }

    /// With another place that has a part in the fault, and what it does there.
    #[must_use]
    pub fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        self.others.push(Related { origin, message: message.into() });
        self
    }

    /// A finding at this place under a rule: what is wrong there, and what to do about it.
    pub fn finding(
        self,
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        message: impl Into<String>,
        help: Option<Cow<'static, str>>,
    ) -> Finding {
        let help = help.map(|help| {
            if self.is_removal { format!("take this out of the patch, or {help}").into() } else { help }
        });
        let finding = Finding::error(rule, self.origin, message);
        let Self { pointer, misses, others: related, .. } = self;
        Finding { severity, help, related, pointer, misses, ..finding }
    }

    /// Where to write what is missing down a path of mapping keys below a node: at the patch that removed it,
    /// else at the key of the nearest mapping that is there, else at the node itself.
    ///
    /// `pointer` is that of the node; the place gets the pointer of what is missing.
    pub fn missing(node: &Node, pointer: impl Into<String>, path: &[&str]) -> Self {
        let mut place = Self::new(node.origin, pointer);
        let mut here = Some(node);
        for key in path {
            if let Some(mapping) = here.and_then(Node::as_mapping) {
                place.look_at(mapping, key);
            }
            here = here.and_then(|node| node.get(key));
            push_segment(&mut place.pointer, key);
        }
        place.misses.extend(here.is_none_or(Node::is_null).then(|| place.pointer.clone()));
        place
    }

    /// With another key that is missing beside the last of the path, so that what explains one of them alone, such as a
    /// misspelt key, does not explain the finding.
    #[must_use]
    pub fn and_missing(mut self, key: &str) -> Self {
        let mut pointer = self.pointer.rsplit_once('/').map_or("", |(around, _)| around).to_owned();
        push_segment(&mut pointer, key);
        self.misses.push(pointer);
        self
    }

    /// Whether it is the line that took away what is missing.
    pub fn is_removal(&self) -> bool {
        self.is_removal
    }

    /// Moves to the key of a mapping, or to what removed it.
    fn look_at(&mut self, mapping: &Mapping, key: &str) {
        if let Some(entry) = mapping.entries.iter().find(|entry| entry.key.text() == key) {
            self.origin = entry.key.origin;
        } else if let Some(removal) = mapping.removed.iter().rev().find(|removal| removal.key == key) {
            self.origin = removal.origin;
            self.is_removal = true;
        }
    }
}

fn history(node: &Node) -> Vec<Related> {
    node.overwritten()
        .filter(|value| value.origin.is_somewhere())
        .map(|value| Related { origin: value.origin, message: "replaces the value set here".to_owned() })
        .collect()
}

/// Adds a segment to a JSON pointer, escaped as RFC 6901 section 3 says.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    if !segment.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return pointer.push_str(segment);
    }
    for character in segment.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Adds the number of an item to a JSON pointer.
pub(crate) fn push_index(pointer: &mut String, index: usize) {
    write!(pointer, "/{index}").expect("writing to a string succeeds");
}

#[cfg(test)]
mod tests {
    use overlint_source::{Scalar, SourceId, Sources};

    use super::*;

    fn at(source: SourceId, line: u32) -> Origin {
        Origin { source, line, column: 1, length: 1 }
    }

    #[test]
    fn a_value_brings_those_that_it_replaced_newest_first() {
        let source = Sources::default().add("a.yaml", "");
        let mut node = Node::string("first", at(source, 1));
        node.overwrite(Scalar::string("second"), Origin::NOWHERE);
        node.overwrite(Scalar::string("third"), at(source, 3));
        node.overwrite(Scalar::string("fourth"), at(source, 4));
        let place = Place::of(&node, "/a");
        assert_eq!(place.origin.line, 4);
        assert_eq!(place.others.iter().map(|related| related.origin.line).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn segments_of_a_pointer_are_escaped() {
        let mut pointer = "/data".to_owned();
        push_segment(&mut pointer, "a/b~c");
        push_index(&mut pointer, 7);
        assert_eq!(pointer, "/data/a~1b~0c/7");
    }
}

//! Keys that are no strings, and keys that are given twice.

use crate::node::{Entry, Key, Scalar, Style, Tag};
use crate::resolve::{Resolved, resolve};

/// How many keys are compared each with each; more are sorted.
const FEW: usize = 16;

/// Whether a key below the root can be printed: a tag of the user's own makes it another type in go-yaml.
pub(super) fn is_string(scalar: &Scalar) -> bool {
    match (scalar.tag, scalar.style) {
        // An empty key is written as two quotes.
        (Tag::Implied | Tag::Untyped, Style::Plain) => {
            scalar.text.is_empty() || matches!(resolve(scalar), Resolved::Str(_))
        }
        (Tag::Implied | Tag::Untyped | Tag::Str, _) => true,
        (Tag::Other | Tag::Binary, _) => false,
        _ => matches!(resolve(scalar), Resolved::Str(_)),
    }
}

/// Whether a key is written as nothing at all.
pub(super) fn is_nothing(scalar: &Scalar) -> bool {
    scalar.text.is_empty() && matches!(resolve(scalar), Resolved::Null)
}

/// Whether a YAML reader refuses a key as JSON writes it: one that holds U+0085, which breaks the line, or that puts
/// its colon more than 1024 characters behind its beginning.
pub(super) fn is_too_long(text: &str) -> bool {
    text.contains('\u{85}') || (text.len() > LONG / 6 && text.chars().map(json_length).sum::<usize>() > LONG)
}

/// The most characters of a key between its quotes.
const LONG: usize = 1022;

fn json_length(c: char) -> usize {
    match c {
        '"' | '\\' | '\u{8}' | '\u{C}' | '\n' | '\r' | '\t' => 2,
        '\0'..='\u{1F}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => 6,
        _ => 1,
    }
}

/// The keys that a map has twice: the later one first, with the one before it. In source order.
pub(crate) fn duplicates(entries: &[Entry]) -> Vec<(&Key, &Key)> {
    let texts = || entries.iter().map(|entry| entry.key.text());
    if entries.len() <= FEW {
        let few = texts().enumerate().filter_map(|(second, text)| {
            let first = texts().take(second).position(|other| other == text)?;
            Some((&entries[second].key, &entries[first].key))
        });
        return few.collect();
    }
    let mut sorted: Vec<usize> = (0..entries.len()).collect();
    sorted.sort_unstable_by(|a, b| entries[*a].key.text().cmp(entries[*b].key.text()).then(a.cmp(b)));
    let same = |pair: &&[usize]| entries[pair[0]].key.text() == entries[pair[1]].key.text();
    let mut pairs: Vec<_> = sorted.windows(2).filter(same).map(|pair| (pair[1], pair[0])).collect();
    pairs.sort_unstable();
    pairs.into_iter().map(|(second, first)| (&entries[second].key, &entries[first].key)).collect()
}

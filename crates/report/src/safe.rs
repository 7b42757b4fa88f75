//! What may not reach a terminal as it is: characters that act instead of showing.

use std::borrow::Cow;

/// Whether a character acts on a terminal or on its neighbours instead of showing itself: control characters,
/// line separators, bidirectional overrides (UAX #9) and what has no width. A tab does.
pub(crate) fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// A text as one line that is safe to print: every character that acts instead of showing is written as
/// `\u{1b}`, a line break as `\n` and a tab as `\t`. Other text comes back as it is.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| push(&mut safe, c));
    Cow::Owned(safe)
}

/// Adds a character, escaped where it must be.
pub(crate) fn push(safe: &mut String, c: char) {
    if is_unsafe(c) { safe.extend(c.escape_default()) } else { safe.push(c) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_is_spelled_out() {
        assert_eq!(escape("a\u{1b}[31mb\u{202e}c\nd\u{9b}e"), "a\\u{1b}[31mb\\u{202e}c\\nd\\u{9b}e");
        assert_eq!(escape("straße 名前 👍"), "straße 名前 👍");
    }

    proptest! {
        #[test]
        fn nothing_that_acts_is_left(text in any::<String>()) {
            prop_assert!(!escape(&text).chars().any(|c| c.is_control() || is_unsafe(c)));
        }
    }
}

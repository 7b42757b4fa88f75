//! One source line as it can be shown: safe, cut to the width, a Secret's value concealed.

use std::ops::Range;

use crate::safe;

/// What stands for the part of a line that is left out.
const ELLIPSIS: char = '…';

/// What stands for a concealed value.
const CONCEALED: &str = "***";

/// Part of a line, with the way from its code points to the bytes of what is shown.
pub(super) struct Excerpt {
    text: String,
    /// The first code point that is shown.
    from: usize,
    /// The byte at which each shown code point starts, and the end of the last.
    offsets: Vec<usize>,
}

impl Excerpt {
    /// The line cut to about `budget` code points, so that those of `focus` stay in sight.
    pub(super) fn new(line: &str, focus: Range<usize>, budget: usize) -> Self {
        let total = line.chars().count();
        let shown = if total <= budget { 0..total } else { window(total, focus, budget) };
        let mut excerpt = Self { text: String::new(), from: shown.start, offsets: Vec::new() };
        if shown.start > 0 {
            excerpt.text.push(ELLIPSIS);
        }
        line.chars().skip(shown.start).take(shown.len()).for_each(|c| excerpt.push(c));
        excerpt.offsets.push(excerpt.text.len());
        if shown.end < total {
            excerpt.text.push(ELLIPSIS);
        }
        excerpt
    }

    fn push(&mut self, c: char) {
        self.offsets.push(self.text.len());
        // miette gives a tab its width in the text as well as in the underline.
        if c == '\t' { self.text.push(c) } else { safe::push(&mut self.text, c) }
    }

    /// What is shown.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The shown bytes of a range of code points, clamped to what is in sight.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let last = self.offsets.len() - 1;
        let offset = |at: usize| self.offsets[at.saturating_sub(self.from).min(last)];
        offset(range.start)..offset(range.end)
    }
}

/// Which code points of a long line are shown: a third of the room before the focus, the rest from there on.
fn window(total: usize, focus: Range<usize>, budget: usize) -> Range<usize> {
    let start = focus.start.min(total);
    let room_before = budget.saturating_sub(focus.len()).max(budget / 3);
    let from = start.saturating_sub(room_before.min(budget / 2)).min(total.saturating_sub(budget));
    from..from.saturating_add(budget).min(total)
}

/// A line of a Secret with its value concealed; its key stays readable.
pub(super) fn conceal(line: &str) -> String {
    let head = head(line);
    let rest = line[head.len()..].trim_start();
    if rest.is_empty() {
        return line.to_owned();
    }
    let gap = if head.ends_with(':') { " " } else { "" };
    format!("{head}{gap}{CONCEALED}")
}

/// What may be shown of a line: its indentation and, if there is one, the key with its `:` or `=`. Only a list
/// item or a line without indentation can be `KEY=value`: anything else with a `=` may be base64.
fn head(line: &str) -> &str {
    let content = line.trim_start();
    let indentation = line.len() - content.len();
    let assignment = indentation == 0 || content.starts_with('-');
    let is_key = |c: char| c.is_ascii_alphanumeric() || "-_./\"' \t".contains(c);
    match line.find(|c| !is_key(c)) {
        Some(at) if line[at..].starts_with(':') || assignment && line[at..].starts_with('=') => &line[..=at],
        _ => &line[..indentation],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let line = format!("{}FAULT{}", "a".repeat(10_000), "b".repeat(10_000));
        let excerpt = Excerpt::new(&line, 10_000..10_005, 40);
        assert_eq!(excerpt.text().chars().count(), 42);
        assert_eq!(&excerpt.text()[excerpt.bytes(10_000..10_005)], "FAULT");
    }

    #[test]
    fn a_fault_longer_than_the_room_shows_its_beginning() {
        let line = format!("key: {}", "v".repeat(500));
        let excerpt = Excerpt::new(&line, 5..505, 40);
        assert!(excerpt.text()[excerpt.bytes(5..505)].starts_with("vvvv"), "{}", excerpt.text());
        assert!(excerpt.text().ends_with(ELLIPSIS));
    }

    #[test]
    fn escapes_and_wide_characters_keep_the_place() {
        let excerpt = Excerpt::new("名\u{1b}前: wrong", 4..9, 80);
        assert_eq!(excerpt.text(), "名\\u{1b}前: wrong");
        assert_eq!(&excerpt.text()[excerpt.bytes(5..10)], "wrong");
    }

    #[test]
    fn a_secret_keeps_its_keys_only() {
        assert_eq!(conceal("  password: aHVudGVyMg=="), "  password: ***");
        assert_eq!(conceal("  - PASSWORD=hunter2"), "  - PASSWORD=***");
        assert_eq!(conceal("PASSWORD=hunter2"), "PASSWORD=***");
        assert_eq!(conceal("    aHVudGVyMg=="), "    ***");
        assert_eq!(conceal("    postgres://user:hunter2@db"), "    postgres: ***");
        assert_eq!(conceal("stringData:"), "stringData:");
        assert_eq!(conceal(""), "");
    }

    proptest! {
        #[test]
        fn any_range_of_any_line_is_in_bounds(
            line in any::<String>(), from in 0_usize..300, length in 0_usize..300, budget in 1_usize..60,
        ) {
            let excerpt = Excerpt::new(&line, from..from + length, budget);
            let bytes = excerpt.bytes(from..from + length);
            prop_assert!(excerpt.text().get(bytes).is_some());
            prop_assert!(conceal(&line).len() <= line.len() + CONCEALED.len() + 1);
        }
    }
}

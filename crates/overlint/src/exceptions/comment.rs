//! Exceptions in comments: `# overlint: allow(rule) reason` at the line of a finding or above it, and
//! `# overlint: allow-file(rule) reason` anywhere in the file. `*` in a rule stands for any text.

use overlint_source::Source;

/// What every such comment holds.
const MARK: &str = "overlint: allow";

/// Whom such a comment addresses.
const MARK_NAME: &str = "overlint";

/// A comment that makes an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment<'a> {
    /// The line that it stands on, counted from 1.
    pub(super) line: u32,
    /// Where it begins on its line, in code points counted from 1, and how long it is.
    pub(super) column: u32,
    pub(super) length: u32,
    /// The rules that are allowed, or patterns of such.
    pub(super) rules: Vec<&'a str>,
    /// Why; empty where it does not say.
    pub(super) reason: &'a str,
    /// Whether it holds for the whole file.
    pub(super) of_file: bool,
}

impl Comment<'_> {
    /// Whether it allows a rule.
    pub(super) fn allows(&self, rule: &str) -> bool {
        self.rules.iter().any(|pattern| means(pattern, rule))
    }
}

/// Whether a rule, or a pattern with `*` for any text, means a rule. Not compiled: anybody may write many comments.
pub(super) fn means(pattern: &str, rule: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == rule };
    let Some(mut left) = rule.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

/// The comments that may be meant for a line: on it, directly above it with only comments between, and those for
/// the whole file.
pub(super) fn comments_for(source: &Source, line: u32) -> Vec<Comment<'_>> {
    if !source.text().contains(MARK) {
        return Vec::new();
    }
    let mut found: Vec<_> = on_line(source, line).into_iter().collect();
    let mut above = line.saturating_sub(1);
    while let Some(text) = source.line(above).filter(|text| text.trim_start().starts_with('#')) {
        found.extend(parse(text, above));
        above -= 1;
    }
    found.retain(|comment| !comment.of_file);
    found.extend(all(source).filter(|comment| comment.of_file));
    found
}

fn on_line(source: &Source, line: u32) -> Option<Comment<'_>> {
    parse(source.line(line)?, line)
}

/// Every such comment of a text.
pub(super) fn all(source: &Source) -> impl Iterator<Item = Comment<'_>> {
    let lines = if source.text().contains(MARK) { source.line_starts().len() } else { 0 };
    (1..).take(lines).filter_map(|line| on_line(source, line))
}

/// The lines of comments that speak to this program and make no exception, since they are misspelt: the place and length of
/// each.
pub(super) fn misspelt(source: &Source) -> impl Iterator<Item = (u32, u32, u32)> {
    // In any case of its first letter.
    let lines = if source.text().contains("verlint") { source.line_starts().len() } else { 0 };
    (1..).take(lines).filter_map(|line| {
        let text = source.line(line)?;
        let makes_one = parse(text, line).is_some_and(|comment| !comment.rules.is_empty());
        let (column, length) = addressed(text).filter(|_| !makes_one)?;
        Some((line, column, length))
    })
}

/// Where a comment begins that addresses this program, however it is written, and its length.
fn addressed(text: &str) -> Option<(u32, u32)> {
    let starts = text.match_indices('#').map(|(at, _)| at);
    let is_comment = |at: &usize| *at == 0 || text[..*at].ends_with([' ', '\t']);
    let at = starts.filter(is_comment).find(|at| {
        let words = text[at + 1..].trim_start();
        let name = words.get(..MARK_NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(MARK_NAME));
        name && words[MARK_NAME.len()..].trim_start().starts_with(':')
    })?;
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Some((count(&text[..at]) + 1, count(text[at..].trim_end())))
}

/// The exception that the comment of a line makes; `None` where there is none. Text that is no comment is not told from
/// one: what stands in a string has no finding to allow, or the one that it speaks of.
fn parse(text: &str, line: u32) -> Option<Comment<'_>> {
    let at = text.find(MARK)?;
    let (before, after) = (text[..at].trim_end(), &text[at + MARK.len()..]);
    let before = before.strip_suffix('#').filter(|rest| rest.is_empty() || rest.ends_with([' ', '\t']))?;
    let (of_file, rest) = match after.strip_prefix("-file") {
        Some(rest) => (true, rest),
        None => (false, after),
    };
    let (rules, reason) = rest.strip_prefix('(')?.split_once(')')?;
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Some(Comment {
        line,
        column: count(before) + 1,
        length: count(text.trim_end()) - count(before),
        rules: rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect(),
        reason: reason.trim_start_matches([':', ' ', '\t', '-', '—']).trim(),
        of_file,
    })
}

#[cfg(test)]
mod tests {
    use overlint_source::Sources;

    use super::*;

    fn rules(text: &str, line: u32) -> Vec<String> {
        let sources = Sources::default();
        let source = sources.get(sources.add("a.yaml", text)).expect("it was added");
        let comments = comments_for(&source, line);
        comments.iter().flat_map(|c| c.rules.iter().map(|rule| (*rule).to_owned())).collect()
    }

    #[test]
    fn a_comment_is_for_its_line_and_the_one_below() {
        let text = "a: 1 # overlint: allow(one, two) because\n# overlint: allow(three): reason\n# more\nb: 2\nc: 3\n";
        assert_eq!(rules(text, 1), ["one", "two"]);
        assert_eq!(rules(text, 4), ["three"]);
        assert_eq!(rules(text, 5), [""; 0]);
    }

    #[test]
    fn one_for_the_file_is_for_every_line() {
        assert_eq!(rules("a: 1\n# overlint: allow-file(one) generated\nb: 2\n", 1), ["one"]);
    }

    #[test]
    fn a_comment_says_where_it_is_and_why() {
        let comment = parse("straße: 1  # overlint: allow(one) — so  ", 7).expect("a comment");
        assert_eq!((comment.line, comment.column, comment.length, comment.reason), (7, 12, 27, "so"));
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for pattern in
            ["missing-*", "*", "*-limit", "m*memory*t", "missing-memory-limit", "missing-memory-limit*"]
        {
            assert!(means(pattern, "missing-memory-limit"), "{pattern}");
        }
        for pattern in ["missing", "*-probe", "missing-*-memory-limit", "*limit-limit", "m*memory*y*t", ""] {
            assert!(!means(pattern, "missing-memory-limit"), "{pattern}");
        }
    }

    #[test]
    fn one_that_is_misspelt_is_told() {
        let sources = Sources::default();
        let places = |text: &str| {
            let source = sources.get(sources.add("a.yaml", text)).expect("it was added");
            misspelt(&source).map(|(line, column, _)| (line, column)).collect::<Vec<_>>()
        };
        for text in [
            "# overlint: alow(one) x",
            "# Overlint: allow(one)",
            "#  overlint:allow(one)",
            "# overlint: allow(one",
            "# overlint: allow() x",
        ] {
            assert_eq!(places(&format!("a: 1\nb: 2 {text}\n")), [(2, 6)], "{text}");
        }
        for text in [
            "# overlint: allow(one) x",
            "# see overlint: it checks this",
            "# overlint is run here",
            "a: '#overlint: x'",
        ] {
            assert_eq!(places(text), [], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in [
            "a: overlint: allow(one)",
            "a: b# overlint: allow(one)",
            "# overlint: allow one",
            "# overlint: allow(one",
        ] {
            assert_eq!(parse(text, 1), None, "{text}");
        }
    }
}

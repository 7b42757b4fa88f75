//! Exceptions in comments: `# overlint: allow(rule) reason` at the line of a finding or above it, and
//! `# overlint: allow-file(rule) reason` anywhere in the file. `*` in a rule stands for any text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use overlint_source::{Source, SourceId};

/// What every such comment holds.
const MARK: &str = "overlint: allow";

/// Whom such a comment addresses.
const MARK_NAME: &str = "overlint";

/// So many rules of one comment count, so many comments for one line, and so many for a whole file: nobody reads more, and
/// each is held against every finding.
pub(super) const MOST: usize = 100;

/// So many comments of a text count.
const MOST_OF_A_TEXT: usize = 10_000;

/// A comment that makes an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// The line that it stands on, counted from 1.
    pub(super) line: u32,
    /// Where it begins on its line, in code points counted from 1, and how long it is.
    pub(super) column: u32,
    pub(super) length: u32,
    /// Whether it holds for the whole file.
    pub(super) of_file: bool,
    /// Whether it names more rules than count.
    pub(super) names_too_many: bool,
    /// The last line that it is for: that below a comment with only comments between, else its own.
    until: u32,
    /// The rules that are allowed, or patterns of such, within the line.
    rules: Range<usize>,
    /// Why, within the line.
    reason: Range<usize>,
}

/// The comments of a text that make exceptions, in the order of their lines.
#[derive(Debug)]
pub(super) struct Comments {
    source: Arc<Source>,
    all: Vec<Comment>,
    /// Those for the whole file, by their number.
    of_file: Vec<usize>,
}

/// The comments of a run's texts, each text read once: it may have many findings.
#[derive(Debug, Default)]
pub(super) struct Cache {
    known: Mutex<HashMap<SourceId, Arc<Comments>>>,
}

impl Cache {
    /// The comments of a text with its number.
    pub(super) fn comments(&self, id: SourceId, source: &Arc<Source>) -> Arc<Comments> {
        // The same configuration may see the texts of another run under the same numbers.
        let of_it = |comments: &&Arc<Comments>| Arc::ptr_eq(&comments.source, source);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(comments) = known().get(&id).filter(of_it) {
            return comments.clone();
        }
        let comments = Arc::new(Comments::of(source.clone()));
        known().insert(id, comments.clone());
        comments
    }
}

impl Comments {
    /// Reads a text.
    pub(super) fn of(source: Arc<Source>) -> Self {
        let lines = if source.text().contains(MARK) { source.line_starts().len() } else { 0 };
        let mut all: Vec<Comment> = Vec::new();
        // Those before this one are for a line that is known.
        let mut first_open = 0;
        for (number, text) in (1..).take(lines).filter_map(|number| Some((number, source.line(number)?))) {
            all.extend(parse(text, number).filter(|_| all.len() < MOST_OF_A_TEXT));
            if !is_comment(text) {
                all[first_open..].iter_mut().for_each(|comment| comment.until = number);
                first_open = all.len();
            }
        }
        let numbered = all.iter().enumerate().filter(|(_, comment)| comment.of_file);
        let of_file = numbered.map(|(number, _)| number).take(MOST).collect();
        Self { source, all, of_file }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Comment] {
        &self.all
    }

    /// Those that may be meant for a line: on it, directly above it with only comments between, the nearest first, and
    /// those for the whole file.
    pub(super) fn for_line(&self, line: u32) -> impl Iterator<Item = &Comment> {
        let start = self.all.partition_point(|comment| comment.until < line);
        let end = self.all.partition_point(|comment| comment.line <= line);
        let near = self.all[start.min(end)..end].iter().rev().filter(|comment| !comment.of_file);
        near.take(MOST).chain(self.of_file.iter().map(|&number| &self.all[number]))
    }

    /// The rules that a comment allows, or patterns of such.
    pub(super) fn rules(&self, comment: &Comment) -> impl Iterator<Item = &str> {
        self.part(comment, &comment.rules).split(',').map(str::trim).filter(|rule| !rule.is_empty())
    }

    /// Why a comment allows them; empty where it does not say.
    pub(super) fn reason(&self, comment: &Comment) -> &str {
        self.part(comment, &comment.reason)
    }

    /// Whether a comment allows a rule.
    pub(super) fn allows(&self, comment: &Comment, rule: &str) -> bool {
        self.rules(comment).any(|pattern| stands_for(pattern, rule))
    }

    fn part(&self, comment: &Comment, range: &Range<usize>) -> &str {
        self.source.line(comment.line).and_then(|line| line.get(range.clone())).unwrap_or_default()
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// Whether a rule, or a pattern with `*` for any text, stands for a rule. This is no glob, as the configuration takes: it is
/// not compiled, for anybody may write many comments.
pub(super) fn stands_for(pattern: &str, rule: &str) -> bool {
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

/// The lines of comments that speak to this program and make no exception, since they are misspelt: the place and length of
/// each.
pub(super) fn misspelt(source: &Source) -> impl Iterator<Item = (u32, u32, u32)> {
    // In any case of its first letter.
    let lines = if source.text().contains("verlint") { source.line_starts().len() } else { 0 };
    (1..).take(lines).filter_map(|line| {
        let text = source.line(line)?;
        let (column, length) = addressed(text).filter(|_| parse(text, line).is_none())?;
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
fn parse(text: &str, line: u32) -> Option<Comment> {
    let at = text.find(MARK)?;
    let (before, after) = (text[..at].trim_end(), &text[at + MARK.len()..]);
    let before = before.strip_suffix('#').filter(|rest| rest.is_empty() || rest.ends_with([' ', '\t']))?;
    let (of_file, rest) = match after.strip_prefix("-file") {
        Some(rest) => (true, rest),
        None => (false, after),
    };
    let list = rest.strip_prefix('(')?;
    let (rules, reason) = list.split_once(')')?;
    if rules.split(',').all(|rule| rule.trim().is_empty()) {
        return None;
    }
    let start = text.len() - list.len();
    let cut = rules.match_indices(',').nth(MOST - 1).map(|(at, _)| at);
    let reason = reason.trim_start_matches([':', ' ', '\t', '-', '—']);
    let reason_start = text.len() - reason.len();
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    Some(Comment {
        line,
        column: count(before) + 1,
        length: count(text.trim_end()) - count(before),
        of_file,
        names_too_many: cut.is_some(),
        until: line,
        rules: start..start + cut.unwrap_or(rules.len()),
        reason: reason_start..reason_start + reason.trim_end().len(),
    })
}

#[cfg(test)]
mod tests {
    use overlint_source::Sources;

    use super::*;

    fn comments(text: &str) -> Comments {
        let sources = Sources::default();
        Comments::of(sources.get(sources.add("a.yaml", text)).expect("it was added"))
    }

    fn rules(text: &str, line: u32) -> Vec<String> {
        let comments = comments(text);
        comments.for_line(line).flat_map(|comment| comments.rules(comment)).map(str::to_owned).collect()
    }

    #[test]
    fn a_comment_is_for_its_line_and_the_one_below() {
        let text = "a: 1 # overlint: allow(one, two) because\n# overlint: allow(three): reason\n# more\nb: 2\nc: 3\n";
        assert_eq!(rules(text, 1), ["one", "two"]);
        assert_eq!(rules(text, 4), ["three"]);
        assert_eq!(rules(text, 5), [""; 0]);
        assert_eq!(rules(text, 2), ["three"]);
        assert_eq!(rules(text, 3), ["three"]);
    }

    #[test]
    fn one_for_the_file_is_for_every_line() {
        assert_eq!(rules("a: 1\n# overlint: allow-file(one) generated\nb: 2\n", 1), ["one"]);
    }

    #[test]
    fn of_very_many_the_first_ones_count() {
        let many = |end| (0..end).map(|number| format!("r{number}")).collect::<Vec<_>>().join(",");
        let at_most = comments(&format!("# overlint: allow({})\n", many(MOST)));
        assert!(!at_most.all()[0].names_too_many);
        assert_eq!(at_most.rules(&at_most.all()[0]).count(), MOST);
        let more = comments(&format!("# overlint: allow({}) because\n", many(MOST + 1)));
        assert!(more.all()[0].names_too_many);
        assert_eq!(more.rules(&more.all()[0]).last(), Some("r99"));
        assert_eq!(more.reason(&more.all()[0]), "because");
        let files: Vec<_> = (0..=MOST).map(|number| format!("# overlint: allow-file(r{number})\n")).collect();
        assert_eq!(rules(&format!("{}a: 1\n", files.concat()), 1).len(), MOST);
    }

    #[test]
    fn the_texts_of_two_runs_are_told_apart() {
        let cache = Cache::default();
        let count = |text: &str| {
            let sources = Sources::default();
            let id = sources.add("a.yaml", text);
            let source = sources.get(id).expect("it was added");
            assert!(Arc::ptr_eq(&cache.comments(id, &source), &cache.comments(id, &source)));
            cache.comments(id, &source).all().len()
        };
        assert_eq!(count("# overlint: allow(one)\n"), 1);
        assert_eq!(count("# overlint: allow(one)\n# overlint: allow(two)\n"), 2);
    }

    #[test]
    fn a_comment_says_where_it_is_and_why() {
        let comments = comments("a: 1\nstraße: 1  # overlint: allow(one) — so  \n");
        let comment = &comments.all()[0];
        assert_eq!((comment.line, comment.column, comment.length), (2, 12, 27));
        assert_eq!(comments.reason(comment), "so");
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for pattern in
            ["missing-*", "*", "*-limit", "m*memory*t", "missing-memory-limit", "missing-memory-limit*"]
        {
            assert!(stands_for(pattern, "missing-memory-limit"), "{pattern}");
        }
        for pattern in [
            "missing",
            "*-probe",
            "missing-*-memory-limit",
            "*limit-limit",
            "m*memory*y*t",
            "",
            "missing-memory-limi?",
            "{missing-memory-limit}",
            "[m]issing-memory-limit",
        ] {
            assert!(!stands_for(pattern, "missing-memory-limit"), "{pattern}");
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

//! Makes an input that differs smaller for as long as it differs in the same way.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::input::{Entry, Input};
use super::options::Options;
use super::run::{Comparison, Verdict, compare_quickly};

/// How long one input is worked on.
const PATIENCE: Duration = Duration::from_secs(60);

/// The smaller input with what the programs say of it.
pub(crate) fn shrink(
    input: &Input,
    comparison: &Comparison,
    options: &Options,
) -> Result<(Input, Comparison)> {
    let mut shrinker = Shrinker {
        best: (input.clone(), comparison.clone()),
        wanted: comparison.signature(),
        kustomize: &options.kustomize,
        end: Instant::now() + PATIENCE,
    };
    while shrinker.entries()? | shrinker.lines()? | shrinker.flags()? {}
    Ok(shrinker.best)
}

struct Shrinker<'a> {
    best: (Input, Comparison),
    wanted: (Verdict, String),
    kustomize: &'a str,
    end: Instant,
}

impl Shrinker<'_> {
    /// Takes an input if it differs as the first one did.
    fn takes(&mut self, candidate: Input) -> Result<bool> {
        if Instant::now() > self.end {
            return Ok(false);
        }
        let comparison = compare_quickly(&candidate, self.kustomize)?;
        let same = comparison.signature() == self.wanted;
        if same {
            self.best = (candidate, comparison);
        }
        Ok(same)
    }

    /// Leaves out files.
    fn entries(&mut self) -> Result<bool> {
        let mut smaller = false;
        for path in self.best.0.entries.keys().cloned().collect::<Vec<_>>() {
            let mut candidate = self.best.0.clone();
            candidate.entries.remove(&path);
            smaller |= self.takes(candidate)?;
        }
        Ok(smaller)
    }

    /// Leaves out flags.
    fn flags(&mut self) -> Result<bool> {
        let plain = Input { flags: super::input::Flags::default(), ..self.best.0.clone() };
        Ok(plain.flags != self.best.0.flags && self.takes(plain)?)
    }

    /// Leaves out lines of every file, with what stands deeper below them.
    fn lines(&mut self) -> Result<bool> {
        let mut smaller = false;
        for path in self.best.0.entries.keys().cloned().collect::<Vec<_>>() {
            let mut at = 0;
            while let Some(lines) = self.lines_of(&path).filter(|lines| at < lines.len()) {
                let end = end_of_block(&lines, at);
                let whole = self.without(&path, &lines, at..end)?;
                let line = !whole && end > at + 1 && self.without(&path, &lines, at..at + 1)?;
                smaller |= whole | line;
                at += usize::from(!(whole || line));
            }
        }
        Ok(smaller)
    }

    fn lines_of(&self, path: &str) -> Option<Vec<String>> {
        let Entry::File(bytes) = self.best.0.entries.get(path)? else { return None };
        let text = std::str::from_utf8(bytes).ok()?;
        Some(text.split_inclusive('\n').map(str::to_owned).collect())
    }

    fn without(&mut self, path: &str, lines: &[String], range: std::ops::Range<usize>) -> Result<bool> {
        let mut candidate = self.best.0.clone();
        let text = [&lines[..range.start], &lines[range.end..]].concat().concat();
        candidate.entries.insert(path.to_owned(), Entry::File(text.into_bytes()));
        self.takes(candidate)
    }
}

/// The end of the lines that belong to one: those that stand deeper, and a list's items below its key.
fn end_of_block(lines: &[String], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(&lines[at]);
    let is_key = lines[at].trim_end().ends_with(':') && !lines[at].trim_start().starts_with('-');
    let belongs = |line: &&String| {
        let text = line.trim();
        text.is_empty()
            || indent(line) > own
            || (is_key && indent(line) == own && text.starts_with('-') && text != "---")
    };
    at + 1 + lines[at + 1..].iter().take_while(belongs).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_with_what_stands_below_it() {
        let lines = ["a:", "- b: 1", "  c: 2", "- d", "e: 3"].map(str::to_owned);
        assert_eq!(end_of_block(&lines, 0), 4);
        assert_eq!(end_of_block(&lines, 1), 3);
        assert_eq!(end_of_block(&lines, 4), 5);
    }
}

//! What a test of a policy has to complain of.

use std::fmt;

/// Why a policy does not pass, one line each. `Debug` prints the same, so that `unwrap` is readable.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Failure {
    lines: Vec<String>,
}

impl Failure {
    pub(super) fn add(&mut self, line: String) {
        self.lines.push(line);
    }

    pub(super) fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    pub(super) fn require(&mut self, holds: bool, line: impl FnOnce() -> String) {
        if !holds {
            self.lines.push(line());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.lines.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<String> for Failure {
    fn from(line: String) -> Self {
        Self { lines: vec![line] }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.lines.join("\n"))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "\n{self}\n")
    }
}

impl std::error::Error for Failure {}

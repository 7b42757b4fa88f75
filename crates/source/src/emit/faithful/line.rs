//! The line that is being written.

use super::{Emitter, Parent};

/// What one step indents by.
const STEP: usize = 2;

impl Emitter<'_> {
    pub(super) fn push(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    pub(super) fn line_break(&mut self) {
        self.copy_break('\n');
    }

    pub(super) fn copy_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
        self.indention = true;
    }

    pub(super) fn space(&mut self) {
        if !self.whitespace {
            self.push(' ');
        }
    }

    /// Begins a new line unless this one is still empty, and indents it.
    pub(super) fn new_line(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_break();
        }
        if self.foot_indent == Some(indent) {
            self.line_break();
        }
        while self.column < indent {
            self.push(' ');
        }
        self.whitespace = true;
        self.foot_indent = None;
    }

    /// A sign of syntax behind a space.
    pub(super) fn indicator(&mut self, indicator: &str) {
        self.space();
        self.sign(indicator);
    }

    /// A sign of syntax.
    pub(super) fn sign(&mut self, indicator: &str) {
        self.push_str(indicator);
        self.end_word();
    }

    /// A dash, or the question mark and colon of a long key: what follows stands on the same line.
    pub(super) fn block_indicator(&mut self, indicator: char) {
        self.space();
        self.push(indicator);
        self.whitespace = false;
    }

    pub(super) fn end_word(&mut self) {
        self.whitespace = false;
        self.indention = false;
    }

    /// Indents further; returns what to go back to.
    pub(super) fn deeper(&mut self, parent: Parent, flow: bool, compact: bool) -> Option<usize> {
        let before = self.indent;
        self.indent = Some(match before {
            None if flow => STEP,
            None => 0,
            Some(indent) if parent == Parent::Item => indent + STEP,
            Some(indent) => STEP * ((indent + STEP) / STEP) - if compact { STEP } else { 0 },
        });
        before
    }
}

//! The state of the line that is being written: go-yaml's columns, indentation and pending spaces.

use super::analysis::is_break;

/// Where a line is broken when a space comes.
const WIDTH: usize = 80;

/// Writes text and knows where on the line it stands.
pub(super) struct Writer<'o> {
    out: &'o mut String,
    /// Characters on the line so far.
    column: usize,
    /// Whether the last thing was a space, or nothing.
    whitespace: bool,
    /// Whether the line holds nothing but indentation and dashes so far.
    indention: bool,
}

impl<'o> Writer<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Self { out, column: 0, whitespace: true, indention: true }
    }

    /// Whether the line holds nothing but indentation and dashes so far.
    pub(super) fn is_indention(&self) -> bool {
        self.indention
    }

    /// Begins a new line unless this one is still empty, and indents it.
    pub(super) fn indent(&mut self, indent: usize) {
        if !self.indention || self.column > indent || (self.column == indent && !self.whitespace) {
            self.line_break();
        }
        self.out.extend(std::iter::repeat_n(' ', indent.saturating_sub(self.column)));
        self.column = self.column.max(indent);
        self.whitespace = true;
        self.indention = true;
    }

    /// A dash, a question mark, or the colon of a key that stands behind one.
    pub(super) fn block_indicator(&mut self, indicator: char) {
        self.space();
        self.push(indicator);
        self.whitespace = false;
    }

    /// The colon behind a simple key.
    pub(super) fn colon(&mut self) {
        self.push(':');
        self.end_word();
    }

    /// A short text that is never wrapped, such as a number.
    pub(super) fn word(&mut self, text: &str) {
        self.space();
        self.push_str(text);
        self.end_word();
    }

    /// A space, unless one stands there.
    pub(super) fn space(&mut self) {
        if !self.whitespace {
            self.push(' ');
        }
    }

    /// Notes that something other than space was written.
    pub(super) fn end_word(&mut self) {
        self.whitespace = false;
        self.indention = false;
    }

    /// Notes that a character of a scalar was written.
    pub(super) fn end_indention(&mut self) {
        self.indention = false;
    }

    /// Whether a text surely needs no wrapping from here.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.column + text.len() <= WIDTH
    }

    /// Whether a space here is to be replaced by a line break.
    pub(super) fn is_full(&self) -> bool {
        self.column > WIDTH
    }

    /// One character that is no line break.
    pub(super) fn push(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    /// Characters without line breaks.
    pub(super) fn push_str(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += if text.is_ascii() { text.len() } else { text.chars().count() };
    }

    /// A break of the value, copied: the next line is still empty.
    pub(super) fn copy_break(&mut self, c: char) {
        debug_assert!(is_break(c));
        self.out.push(c);
        self.column = 0;
        self.indention = true;
    }

    /// Ends the line behind the head of a block scalar.
    pub(super) fn end_head(&mut self) {
        self.line_break();
        self.indention = true;
        self.whitespace = true;
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }
}

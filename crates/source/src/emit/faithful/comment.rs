//! Comments.

use super::Emitter;
use crate::emit::analysis::is_break;

impl Emitter<'_> {
    /// Those above a node, and those that the value before it left.
    pub(super) fn head_comment(&mut self) {
        let tail = std::mem::take(&mut self.pending.tail);
        if !tail.is_empty() {
            self.new_line();
            self.comment(&tail);
            self.foot_indent = Some(self.indent.unwrap_or(0));
        }
        let head = std::mem::take(&mut self.pending.head);
        if !head.is_empty() {
            self.new_line();
            self.comment(&head);
        }
    }

    /// One on the line of a node.
    pub(super) fn line_comment(&mut self) {
        let line = std::mem::take(&mut self.pending.line);
        if !line.is_empty() {
            self.space();
            self.comment(&line);
        }
    }

    /// Those below a node.
    pub(super) fn foot_comment(&mut self) {
        let foot = std::mem::take(&mut self.pending.foot);
        if !foot.is_empty() {
            self.new_line();
            self.comment(&foot);
            self.foot_indent = Some(self.indent.unwrap_or(0));
        }
    }

    fn comment(&mut self, text: &str) {
        let (mut breaks, mut pound) = (false, false);
        for c in text.chars() {
            if is_break(c) {
                self.copy_break(c);
                breaks = true;
                pound = false;
                continue;
            }
            if breaks {
                self.new_line();
            }
            if !pound && c != '#' {
                self.push_str("# ");
            }
            pound = true;
            self.push(c);
            self.indention = false;
            breaks = false;
        }
        if !breaks {
            self.line_break();
        }
        self.whitespace = true;
    }
}

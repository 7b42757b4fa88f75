//! What stands between tokens: blanks, line breaks and comments.

use crate::read::Comment;
use crate::read::scan::Scanner;
use crate::read::token::Kind;

/// How far go-yaml looks for a comment behind a token or another comment, in bytes.
const REACH: usize = 512;

impl Scanner<'_> {
    /// Goes to the start of the next token.
    pub(super) fn skip_to_token(&mut self) {
        let scan = self.cursor.spot();
        loop {
            self.skip_indentation();
            self.turn_line_remark();
            if self.cursor.byte(0) == b'#' {
                if self.remarks.is_some() { self.take_remarks(scan) } else { self.skip_comments() }
            }
            if self.cursor.take_break().is_none() {
                return;
            }
            if !self.in_flow() {
                self.key_allowed = true;
            }
        }
    }

    /// Tabs count as blanks only where they cannot be taken for indentation.
    fn skip_indentation(&mut self) {
        let tabs = self.in_flow() || !self.key_allowed;
        let blank = |byte| byte == b' ' || (tabs && byte == b'\t');
        let end = self.cursor.find(self.cursor.position, |byte| !blank(byte));
        self.cursor.go_to(end);
    }

    /// Goes over a comment and those that follow it. Before these tabs are no fault, as in go-yaml.
    fn skip_comments(&mut self) {
        self.skip_comment();
        while !self.skips_comments && self.comment_follows() {
            while self.cursor.byte(0) != b'#' {
                self.cursor.skip_blanks();
                self.cursor.take_break();
            }
            self.skip_comment();
        }
    }

    fn comment_follows(&self) -> bool {
        // Starts behind the first byte of the line break, and so ends within a break of several bytes.
        let start = self.cursor.position + 1;
        let end = self.cursor.find(start, |byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        !self.cursor.is_end() && end < self.cursor.position + REACH && self.cursor.byte_at(end) == b'#'
    }

    /// Goes over a comment behind a token on the same line.
    pub(super) fn skip_line_comment(&mut self) {
        let entry = matches!(self.queue.back(), Some(token) if token.kind == Kind::BlockEntry);
        if entry
            || self.ended_line
            || self.skips_comments
            || !matches!(self.cursor.byte(0), b' ' | b'\t' | b'#')
        {
            return;
        }
        let start = self.cursor.position;
        let end = self.cursor.find(start, |byte| !matches!(byte, b' ' | b'\t'));
        if end < start + REACH && self.cursor.byte_at(end) == b'#' {
            self.cursor.go_to(end);
            self.take_line_remark();
            if let Some(Kind::Value { commented }) = self.queue.back_mut().map(|token| &mut token.kind) {
                *commented = true;
            }
        }
    }

    /// Goes over one comment to the end of its line, and keeps it where it speaks to this program.
    pub(super) fn skip_comment(&mut self) {
        let (start, spot) = (self.cursor.position, self.cursor.spot());
        while !self.cursor.is_breakz() {
            let next =
                self.cursor.find(self.cursor.position + 1, |byte| byte < 0x20 || matches!(byte, 0xC2 | 0xE2));
            self.cursor.go_to(next);
        }
        let text = self.cursor.slice(start, self.cursor.position);
        let said = text.trim_start_matches(['#', ' ', '\t']);
        if said.starts_with("overlint:") {
            let length = self.cursor.width(start, self.cursor.position);
            self.comments.push(Comment { origin: self.origin(spot, length), text: said.trim_end().into() });
        }
    }
}

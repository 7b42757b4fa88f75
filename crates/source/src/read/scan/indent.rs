//! Where block collections begin and end.

use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::scan::remark::before;
use crate::read::token::{Kind, Token};

impl Scanner<'_> {
    /// Begins a block collection where the column lies right of the innermost one; its token comes before the token
    /// of that number, or last.
    pub(super) fn roll(&mut self, column: u32, kind: Kind, number: Option<usize>, spot: Spot) {
        if self.in_flow() || self.indent >= Some(column) {
            return;
        }
        self.indents.push(self.indent);
        self.indent = Some(column);
        let token = Token::new(kind, spot, 1);
        match number {
            Some(number) => self.insert(number, token),
            None => self.queue.push_back(token),
        }
    }

    /// Ends the block collections that lie right of the column; all of them for `None`. The last token was followed by
    /// what was scanned from `scan` on.
    pub(super) fn unroll(&mut self, column: Option<u32>, scan: Spot) {
        if self.in_flow() {
            return;
        }
        let mut end = self.remarks.is_some().then(|| before(scan));
        while self.indent > column {
            end = end.map(|end| self.end_before_remarks(end));
            self.queue.push_back(Token::new(Kind::BlockEnd, end.unwrap_or(self.cursor.spot()), 0));
            self.indent = self.indents.pop().flatten();
        }
    }

    /// The first column that belongs to the innermost block collection's content.
    pub(super) fn content_column(&self) -> u32 {
        self.indent.map_or(0, |column| column + 1)
    }
}

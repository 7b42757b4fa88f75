//! Comments, and which token each belongs to: go-yaml's own rules, which no specification has.

use std::collections::VecDeque;

use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::token::Kind;

/// How far go-yaml looks for the next comment, in bytes.
const REACH: usize = 512;

/// The comments of a text that no event has yet.
#[derive(Default)]
pub(in crate::read) struct Remarks {
    /// In the order in which they stand in the text.
    pub(in crate::read) waiting: VecDeque<Remark>,
    /// The token that a comment on its line belongs to.
    commented: Spot,
}

/// Comments that belong together.
pub(in crate::read) struct Remark {
    pub(in crate::read) kind: RemarkKind,
    pub(in crate::read) text: String,
    /// The token that they belong to is the first one from here on.
    pub(in crate::read) token: Spot,
    /// Where the look for comments began.
    scan: Spot,
    start: Start,
    /// Where the comments end; of one behind a token nowhere.
    end: Spot,
}

/// Which place comments have beside a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum RemarkKind {
    Head,
    Line,
    Foot,
}

/// Where comments begin, with the line and the column that go-yaml takes that for. Columns count from 1 here.
#[derive(Clone, Copy, Default)]
struct Start {
    at: Spot,
    line: u32,
    column: u32,
}

/// The spot before one; go-yaml ends a collection there.
pub(super) fn before(spot: Spot) -> Spot {
    match (spot.line, spot.column) {
        (line, 1..) => Spot { line, column: spot.column - 1 },
        (1.., 0) => Spot { line: spot.line - 1, column: u32::MAX },
        (0, 0) => spot,
    }
}

/// A look over the comments between two tokens.
struct Look {
    scan: Spot,
    token: Spot,
    start: Start,
    text: String,
    /// Whether an empty line came last.
    recent_empty: bool,
    /// Whether the next empty line is the first one.
    first_empty: bool,
    line: u32,
    column: u32,
}

impl Scanner<'_> {
    /// Remembers which token a comment on the line of the one that comes now belongs to: itself, or behind a colon or a
    /// comma the one before.
    pub(super) fn note_commented_token(&mut self) {
        if self.remarks.is_none() {
            return;
        }
        let separates = self.cursor.byte(0) == if self.in_flow() { b',' } else { b':' };
        let prior = self.queue.back().filter(|_| separates).map(|token| token.spot);
        self.note_commented(prior.unwrap_or(self.cursor.spot()));
    }

    pub(super) fn note_commented(&mut self, spot: Spot) {
        if let Some(remarks) = &mut self.remarks {
            remarks.commented = spot;
        }
    }

    /// Goes over the comment here, which belongs to a token of its line.
    pub(super) fn take_line_remark(&mut self) {
        let (position, at) = (self.cursor.position, self.cursor.spot());
        self.skip_comment();
        if let Some(remarks) = &mut self.remarks {
            let text = self.cursor.slice(position, self.cursor.position).to_owned();
            let start = Start { at, line: at.line, column: at.column };
            let (token, nowhere) = (remarks.commented, Spot::default());
            let kind = RemarkKind::Line;
            remarks.waiting.push_back(Remark { kind, text, token, scan: nowhere, start, end: nowhere });
        }
    }

    /// A comment behind the first `-` of a list heads what follows it.
    pub(super) fn turn_line_remark(&mut self) {
        let (Some(remarks), count) = (&mut self.remarks, self.queue.len()) else { return };
        let Some(last) = remarks.waiting.back_mut().filter(|last| last.kind == RemarkKind::Line) else {
            return;
        };
        let is_first_entry = count > 1
            && self.queue[count - 2].kind == Kind::BlockSequenceStart
            && self.queue[count - 1].kind == Kind::BlockEntry;
        if !is_first_entry || self.cursor.is_break() {
            return;
        }
        last.kind = RemarkKind::Head;
        if last.start.line + 1 == self.cursor.line {
            last.token = self.cursor.spot();
        }
    }

    /// Where a block collection ends: before comments that stand at its own column.
    pub(super) fn end_before_remarks(&self, end: Spot) -> Spot {
        let (mut end, mut stop) = (end, end);
        let own = self.indent.unwrap_or(0) + 1;
        for remark in self.remarks.iter().flat_map(|remarks| remarks.waiting.iter().rev()) {
            if remark.end < stop {
                break;
            }
            if remark.start.column == own {
                end = remark.start.at;
            }
            stop = remark.scan;
        }
        end
    }

    /// Goes over comments, and says of each which token it heads or foots.
    pub(super) fn take_remarks(&mut self, scan: Spot) {
        let token = self.token_before();
        let newlines = self.newlines();
        let foot_line = self.foot_line(scan, newlines);
        let mut look = Look {
            scan,
            token: token.map_or(Spot::default(), |(_, spot)| spot),
            start: Start::default(),
            text: String::new(),
            recent_empty: false,
            first_empty: newlines <= 1,
            line: self.cursor.line,
            column: self.cursor.column,
        };
        let behind_colon = token.is_some_and(|(kind, _)| matches!(kind, Kind::Value { .. }));
        let mut ahead = 0;
        while ahead < REACH {
            look.column += 1;
            let byte = self.cursor.byte(ahead);
            if matches!(byte, b' ' | b'\t') {
                ahead += 1;
                continue;
            }
            let closes = self.in_flow() && matches!(byte, b']' | b'}');
            let breaks = self.cursor.break_length(self.cursor.position + ahead) > 0;
            let dedented = look.column <= self.own_indent() && look.column != look.start.column;
            if closes || breaks || byte == 0 {
                let is_foot =
                    look.start.line_is(foot_line) && !behind_colon || look.start.column <= self.own_indent();
                let is_foot = closes || look.first_empty && is_foot;
                self.end_line(&mut look, ahead, closes, is_foot, byte == 0);
                if !breaks {
                    break;
                }
                look.next_line();
                ahead += 1;
                continue;
            }
            if !look.text.is_empty() && dedented {
                self.end_foot(&mut look, ahead);
            }
            if byte != b'#' {
                break;
            }
            self.take_remark_line(&mut look, ahead);
            // go-yaml goes on behind the first byte of the line break.
            ahead = 1;
        }
        if !look.text.is_empty() {
            let (end, token) = (self.spot_ahead(ahead.saturating_sub(1)), look.start.at);
            self.push(&mut look, RemarkKind::Head, token, end);
        }
    }

    /// The end of a line without a comment: what stands above the first empty one may belong to the token before.
    fn end_line(&mut self, look: &mut Look, ahead: usize, closes: bool, is_foot: bool, is_end: bool) {
        if look.text.is_empty() || look.recent_empty && !closes {
            return;
        }
        if is_foot {
            if look.start.column <= self.own_indent() {
                look.token = look.start.at;
            }
            self.end_foot(look, ahead);
        } else if !is_end {
            look.text.push('\n');
        }
    }

    fn end_foot(&mut self, look: &mut Look, ahead: usize) {
        let (token, end) = (look.token, self.spot_ahead(ahead));
        self.push(look, RemarkKind::Foot, token, end);
        look.scan = end;
        look.token = end;
    }

    fn push(&mut self, look: &mut Look, kind: RemarkKind, token: Spot, end: Spot) {
        let (text, scan, start) = (std::mem::take(&mut look.text), look.scan, look.start);
        if let Some(remarks) = &mut self.remarks {
            remarks.waiting.push_back(Remark { kind, text, token, scan, start, end });
        }
    }

    /// Goes over the blanks and breaks before a comment and over itself.
    fn take_remark_line(&mut self, look: &mut Look, ahead: usize) {
        if look.text.is_empty() {
            look.start = Start { at: self.spot_ahead(ahead), line: look.line, column: look.column };
        } else {
            look.text.push('\n');
        }
        look.recent_empty = false;
        while self.cursor.byte(0) != b'#' {
            self.cursor.skip_blanks();
            self.cursor.take_break();
        }
        let start = self.cursor.position;
        self.skip_comment();
        look.text.push_str(self.cursor.slice(start, self.cursor.position));
        look.column = 0;
        look.line = self.cursor.line;
    }

    fn own_indent(&self) -> u32 {
        self.indent.unwrap_or(0)
    }

    /// The token that comes before the comments; of a comma the one before that.
    fn token_before(&self) -> Option<(Kind, Spot)> {
        let mut last = self.queue.iter().rev();
        let token = last.next()?;
        let token = if token.kind == Kind::FlowEntry { last.next().unwrap_or(token) } else { token };
        Some((token.kind, token.spot))
    }

    /// How many line breaks there were since the last character that is no blank.
    fn newlines(&self) -> u32 {
        let read = self.cursor.slice(0, self.cursor.position);
        let content = read.trim_end_matches([' ', '\t', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
        let behind = &read[content.len()..];
        let breaks = behind.chars().filter(|c| !matches!(c, ' ' | '\t')).count();
        u32::try_from(breaks - behind.matches("\r\n").count()).unwrap_or(u32::MAX)
    }

    /// The line on which comments still belong to the token before.
    fn foot_line(&self, scan: Spot, newlines: u32) -> Option<u32> {
        if scan.line == 0 {
            return None;
        }
        let line = (self.cursor.line + 1).saturating_sub(newlines);
        Some(line + u32::from(newlines == 0 && self.cursor.column > 1))
    }

    /// The spot of a byte ahead; between lie ASCII characters only.
    fn spot_ahead(&self, ahead: usize) -> Spot {
        let mut spot = self.cursor.spot();
        for index in 0..ahead {
            if self.cursor.byte(index) == b'\n' {
                spot = Spot { line: spot.line + 1, column: 0 };
            } else {
                spot.column += 1;
            }
        }
        spot
    }
}

impl Start {
    fn line_is(self, line: Option<u32>) -> bool {
        Some(self.line) == line
    }
}

impl Look {
    fn next_line(&mut self) {
        self.first_empty = false;
        self.recent_empty = true;
        self.column = 0;
        self.line += 1;
    }
}

//! Literal and folded block scalars.

use smol_str::SmolStr;

use crate::node::Style;
use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::token::{Kind, Token};

/// What the header says.
#[derive(Default)]
struct Header {
    /// `+` or `-`.
    chomping: Option<u8>,
    /// The digit for the indentation; 0 where the first line decides.
    increment: u32,
}

/// A block scalar on the way.
struct Block {
    spot: Spot,
    /// The column of the content; 0 as long as that is unknown.
    column: u32,
    text: String,
    /// The line break behind the last line.
    last_break: Option<char>,
    /// The empty lines behind it.
    empty_lines: String,
}

impl Scanner<'_> {
    pub(super) fn fetch_block_scalar(&mut self, style: Style) -> Result<(), ReadError> {
        self.forget_key()?;
        self.key_allowed = true;
        let spot = self.cursor.spot();
        let header = self.block_header(spot)?;
        let length = self.cursor.spot().column - spot.column;
        self.end_header(spot)?;
        let text = self.block_content(&header, style, spot)?;
        self.queue.push_back(Token { kind: Kind::Scalar(style), spot, length, text });
        self.ended_line = true;
        Ok(())
    }

    fn block_header(&mut self, spot: Spot) -> Result<Header, ReadError> {
        let mut header = Header::default();
        self.cursor.skip(1);
        for _ in 0..2 {
            match self.cursor.byte(0) {
                sign @ (b'+' | b'-') if header.chomping.is_none() => header.chomping = Some(sign),
                b'0' if header.increment == 0 => {
                    return Err(ReadError::new("an indentation of 0 is not possible", self.origin(spot, 2)));
                }
                digit @ b'1'..=b'9' if header.increment == 0 => header.increment = u32::from(digit - b'0'),
                _ => break,
            }
            self.cursor.skip(1);
        }
        Ok(header)
    }

    fn end_header(&mut self, spot: Spot) -> Result<(), ReadError> {
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.note_commented(spot);
            self.take_line_remark();
        }
        if !self.cursor.is_breakz() {
            let length = self.cursor.spot().column - spot.column;
            let message =
                "the text behind `|` or `>` begins on the next line; nothing else may stand on this one";
            return Err(ReadError::new(message, self.cursor.here())
                .related(self.origin(spot, length), "the block of text begins here"));
        }
        self.cursor.take_break();
        Ok(())
    }

    fn block_content(&mut self, header: &Header, style: Style, spot: Spot) -> Result<SmolStr, ReadError> {
        let column = if header.increment == 0 { 0 } else { self.indent.unwrap_or(0) + header.increment };
        let mut block =
            Block { spot, column, text: String::new(), last_break: None, empty_lines: String::new() };
        self.skip_empty_lines(&mut block)?;
        let mut indented = false;
        while self.cursor.column == block.column && !self.cursor.is_end() {
            let now_indented = matches!(self.cursor.byte(0), b' ' | b'\t');
            block.join(style == Style::Folded && !indented && !now_indented);
            indented = now_indented;
            self.block_line(&mut block);
            self.skip_empty_lines(&mut block)?;
        }
        Ok(block.finish(header))
    }

    fn block_line(&mut self, block: &mut Block) {
        let start = self.cursor.position;
        let mut end = start;
        loop {
            end = self.cursor.find(end, |byte| {
                byte == b'\n' || byte == b'\r' || byte == 0 || byte == 0xC2 || byte == 0xE2
            });
            if self.cursor.byte_at(end) == 0 || self.cursor.break_length(end) > 0 {
                break;
            }
            end += 1;
        }
        block.text.push_str(self.cursor.slice(start, end));
        self.cursor.go_to(end);
        block.last_break = self.cursor.take_break();
    }

    /// Goes over empty lines and the indentation of the next one; finds the column of the content if need be.
    fn skip_empty_lines(&mut self, block: &mut Block) -> Result<(), ReadError> {
        let mut widest = 0;
        loop {
            while self.is_indentation(block) && self.cursor.byte(0) == b' ' {
                self.cursor.skip(1);
            }
            widest = widest.max(self.cursor.column);
            if self.is_indentation(block) && self.cursor.byte(0) == b'\t' {
                return Err(self
                    .tab_error()
                    .related(self.origin(block.spot, 1), "in the block of text that begins here"));
            }
            match self.cursor.take_break() {
                Some(character) => block.empty_lines.push(character),
                None => break,
            }
        }
        if block.column == 0 {
            block.column = widest.max(self.content_column()).max(1);
        }
        Ok(())
    }

    fn is_indentation(&self, block: &Block) -> bool {
        block.column == 0 || self.cursor.column < block.column
    }
}

impl Block {
    /// Writes the line breaks before a new line; a single one folds to a space.
    fn join(&mut self, fold: bool) {
        match self.last_break.take() {
            Some('\n') if fold => self.text.push_str(if self.empty_lines.is_empty() { " " } else { "" }),
            Some(character) => self.text.push(character),
            None => {}
        }
        self.text.push_str(&self.empty_lines);
        self.empty_lines.clear();
    }

    fn finish(mut self, header: &Header) -> SmolStr {
        if header.chomping != Some(b'-') {
            self.text.extend(self.last_break);
        }
        if header.chomping == Some(b'+') {
            self.text.push_str(&self.empty_lines);
        }
        self.text.into()
    }
}

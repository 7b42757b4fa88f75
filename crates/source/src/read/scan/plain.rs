//! Plain scalars.

use smol_str::SmolStr;

use crate::node::Style;
use crate::read::ReadError;
use crate::read::scan::Scanner;
use crate::read::scan::fold::Fold;
use crate::read::token::{Kind, Token};

/// Bytes that may end a plain scalar or its part between blanks.
const STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let stops = b"\0\t\n\r :,?[]{}\xC2\xE2";
    let mut index = 0;
    while index < stops.len() {
        table[stops[index] as usize] = true;
        index += 1;
    }
    table
};

impl Scanner<'_> {
    pub(super) fn fetch_plain(&mut self) -> Result<(), ReadError> {
        self.save_key()?;
        self.key_allowed = false;
        self.last_scalar = self.cursor.spot();
        let token = self.scan_plain()?;
        self.queue.push_back(token);
        Ok(())
    }

    fn scan_plain(&mut self) -> Result<Token, ReadError> {
        let (start, spot) = (self.cursor.position, self.cursor.spot());
        let end = self.plain_line();
        let length = self.cursor.width(start, end);
        let first = self.cursor.slice(start, end);
        let text = if self.cursor.is_break() { self.fold_plain(first)? } else { SmolStr::new(first) };
        Ok(Token { kind: Kind::Scalar(Style::Plain), spot, length, text })
    }

    /// Goes over the part of a plain scalar on this line and the blanks behind it; says where the part ends.
    fn plain_line(&mut self) -> usize {
        let mut end = self.cursor.position;
        let mut at = end;
        loop {
            let word = at;
            at = self.plain_word(at);
            if at > word {
                end = at;
            }
            let stop = at;
            at = self.cursor.find(at, |byte| !matches!(byte, b' ' | b'\t'));
            if at == stop || self.cursor.byte_at(at) == b'#' || self.cursor.byte_at(at) == 0 {
                break;
            }
        }
        self.cursor.go_to(at);
        end
    }

    /// The end of the part up to a blank, a line break or an indicator.
    fn plain_word(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            at = self.cursor.find(at, |byte| STOPS[usize::from(byte)]);
            let ends = match self.cursor.byte_at(at) {
                b':' => self.cursor.is_blankz_at(at + 1),
                b',' | b'?' | b'[' | b']' | b'{' | b'}' => self.in_flow(),
                _ => self.cursor.is_blankz_at(at),
            };
            if ends {
                return at;
            }
            at += 1;
        }
    }

    /// The whole scalar, where a line break follows its first line.
    fn fold_plain(&mut self, first: &str) -> Result<SmolStr, ReadError> {
        let mut text = String::new();
        loop {
            let fold = self.plain_breaks()?;
            let flow = self.in_flow();
            let start = self.cursor.position;
            let dedented = !flow && self.cursor.column < self.content_column();
            if dedented
                || self.cursor.is_document_indicator()
                || self.cursor.byte(0) == b'#'
                || self.plain_word(start) == start
            {
                self.ended_line = true;
                self.key_allowed = true;
                return Ok(if text.is_empty() { SmolStr::new(first) } else { text.into() });
            }
            if text.is_empty() {
                text.push_str(first);
            }
            fold.apply(&mut text);
            let end = self.plain_line();
            text.push_str(self.cursor.slice(start, end));
            if !self.cursor.is_break() {
                return Ok(text.into());
            }
        }
    }

    fn plain_breaks(&mut self) -> Result<Fold, ReadError> {
        let mut fold = Fold::default();
        loop {
            let tab = self.cursor.byte(0) == b'\t';
            if tab && self.cursor.column < self.content_column() {
                return Err(self.tab_error());
            }
            if tab || self.cursor.byte(0) == b' ' {
                self.cursor.skip(1);
            } else if let Some(character) = self.cursor.take_break() {
                fold.push(character);
            } else {
                return Ok(fold);
            }
        }
    }
}

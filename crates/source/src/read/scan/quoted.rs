//! Single- and double-quoted scalars.

use smol_str::SmolStr;

use crate::node::Style;
use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::scan::fold::Fold;
use crate::read::token::{Kind, Token};

impl Scanner<'_> {
    pub(super) fn fetch_quoted(&mut self, style: Style) -> Result<(), ReadError> {
        self.save_key()?;
        self.key_allowed = false;
        let spot = self.cursor.spot();
        self.last_scalar = spot;
        let (text, length) =
            self.scan_quoted(if style == Style::SingleQuoted { b'\'' } else { b'"' }, spot)?;
        self.queue.push_back(Token { kind: Kind::Scalar(style), spot, length, text });
        Ok(())
    }

    /// The text of the scalar, and how much of it stands on its first line.
    fn scan_quoted(&mut self, quote: u8, spot: Spot) -> Result<(SmolStr, u32), ReadError> {
        let outside = self.cursor.position;
        let start = outside + 1;
        let plain_end = self.quoted_run(start, quote);
        if self.cursor.byte_at(plain_end) == quote && !self.is_doubled(plain_end, quote) {
            self.cursor.go_to(plain_end + 1);
            let length = self.cursor.width(outside, plain_end + 1);
            return Ok((SmolStr::new(self.cursor.slice(start, plain_end)), length));
        }
        self.cursor.skip(1);
        let mut quoted = Quoted { quote, spot, text: String::new(), solid: 0, first_line: None };
        while !self.quoted_line(&mut quoted)? {}
        let length = quoted.first_line.unwrap_or(self.cursor.spot().column) - spot.column;
        Ok((quoted.text.into(), length))
    }

    /// The end of what means itself: the next quote, escape or line break.
    fn quoted_run(&self, from: usize, quote: u8) -> usize {
        let mut at = from;
        loop {
            at = self.cursor.find(at, |byte| {
                byte == quote || byte == b'\\' || byte < 0x20 || byte == 0xC2 || byte == 0xE2
            });
            let byte = self.cursor.byte_at(at);
            let escape = byte == b'\\' && quote == b'"';
            if byte == quote || escape || byte == 0 || self.cursor.break_length(at) > 0 {
                return at;
            }
            at += 1;
        }
    }

    fn is_doubled(&self, at: usize, quote: u8) -> bool {
        quote == b'\'' && self.cursor.byte_at(at + 1) == b'\''
    }

    /// Reads on to the start of the next line, or over the closing quote; says whether that was met.
    fn quoted_line(&mut self, quoted: &mut Quoted) -> Result<bool, ReadError> {
        if self.cursor.is_document_indicator() || self.cursor.is_end() {
            return Err(self.unclosed(quoted));
        }
        let mut escaped_break = false;
        while !self.cursor.is_breakz() && !escaped_break {
            let start = self.cursor.position;
            let end = self.quoted_run(start, quoted.quote);
            quoted.text.push_str(self.cursor.slice(start, end));
            self.cursor.go_to(end);
            match self.cursor.byte(0) {
                b'\\' => escaped_break = self.take_escape(quoted)?,
                byte if byte == quoted.quote && !self.is_doubled(end, byte) => {
                    self.cursor.skip(1);
                    return Ok(true);
                }
                byte if byte == quoted.quote => {
                    self.cursor.skip(2);
                    quoted.push('\'');
                }
                _ => {}
            }
        }
        self.fold_quoted(quoted, escaped_break);
        Ok(false)
    }

    /// Goes over line breaks and the blanks around them.
    fn fold_quoted(&mut self, quoted: &mut Quoted, escaped_break: bool) {
        if !escaped_break {
            quoted.end_line(self.cursor.spot());
            quoted.trim();
        }
        let mut fold = Fold::default();
        loop {
            self.cursor.skip_blanks();
            match self.cursor.take_break() {
                Some(character) if escaped_break => fold.push_rest(character),
                Some(character) => fold.push(character),
                None => break,
            }
        }
        fold.apply(&mut quoted.text);
        quoted.solid = quoted.text.len();
    }

    /// Goes over an escape; says whether it was a line break.
    fn take_escape(&mut self, quoted: &mut Quoted) -> Result<bool, ReadError> {
        if self.cursor.break_length(self.cursor.position + 1) > 0 {
            self.cursor.skip(1);
            quoted.end_line(self.cursor.spot());
            quoted.solid = quoted.text.len();
            self.cursor.take_break();
            return Ok(true);
        }
        let letter = self.cursor.byte(1);
        let digits = match letter {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let character = if digits == 0 { simple_escape(letter) } else { self.numeric_escape(digits) };
        let Some(character) = character else { return Err(self.bad_escape(digits)) };
        quoted.push(character);
        self.cursor.skip(2 + digits);
        Ok(false)
    }

    fn numeric_escape(&self, digits: u32) -> Option<char> {
        let mut number = 0;
        for index in 0..digits as usize {
            number = (number << 4) | char::from(self.cursor.byte(2 + index)).to_digit(16)?;
        }
        char::from_u32(number)
    }

    fn bad_escape(&self, digits: u32) -> ReadError {
        let mut end = self.cursor.position + 2;
        while end < self.cursor.position + 2 + digits as usize && self.cursor.byte_at(end).is_ascii_hexdigit()
        {
            end += 1;
        }
        if digits == 0 {
            let message = "YAML has no such escape: write `\\\\` for a backslash, or use single quotes";
            return ReadError::new(message, self.origin(self.cursor.spot(), 2));
        }
        let length = self.cursor.width(self.cursor.position, end);
        let message = if length < 2 + digits {
            format!("this escape needs {digits} hexadecimal digits")
        } else {
            "this escape is no character; YAML does not write one character as two escapes".to_owned()
        };
        ReadError::new(message, self.origin(self.cursor.spot(), length))
    }

    fn unclosed(&self, quoted: &Quoted) -> ReadError {
        let quote = char::from(quoted.quote);
        let end = if self.cursor.is_end() { "the text ends here" } else { "a new document begins here" };
        ReadError::new(format!("the quote `{quote}` is never closed"), self.origin(quoted.spot, 1))
            .related(self.cursor.here(), end)
    }
}

/// A quoted scalar that needs more than a look.
struct Quoted {
    quote: u8,
    spot: Spot,
    text: String,
    /// How much of the text is not up for trimming.
    solid: usize,
    /// The column behind the part on the first line, once a line break was met.
    first_line: Option<u32>,
}

impl Quoted {
    fn push(&mut self, character: char) {
        self.text.push(character);
        self.solid = self.text.len();
    }

    fn end_line(&mut self, spot: Spot) {
        self.first_line.get_or_insert(spot.column);
    }

    /// Drops the blanks before a line break, escaped ones excepted.
    fn trim(&mut self) {
        let trimmed = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(trimmed.max(self.solid));
    }
}

/// What a backslash and a letter mean; `None` where the escape does not exist.
fn simple_escape(letter: u8) -> Option<char> {
    Some(match letter {
        b'0' => '\0',
        b'a' => '\x07',
        b'b' => '\x08',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\x0B',
        b'f' => '\x0C',
        b'r' => '\r',
        b'e' => '\x1B',
        b' ' | b'"' | b'\'' | b'\\' => char::from(letter),
        b'N' => '\u{85}',
        b'_' => '\u{A0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        _ => return None,
    })
}

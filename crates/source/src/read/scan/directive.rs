//! `%YAML` and `%TAG`.

use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::scan::name::is_name;
use crate::read::token::{Kind, Token};

impl Scanner<'_> {
    pub(super) fn fetch_directive(&mut self) -> Result<(), ReadError> {
        self.leave_blocks()?;
        let spot = self.cursor.spot();
        self.cursor.skip(1);
        let start = self.cursor.position;
        let end = self.cursor.find(start, |byte| !is_name(byte));
        let name = self.cursor.slice(start, end);
        self.cursor.go_to(end);
        if !self.cursor.is_blankz_at(end) {
            return Err(self.unknown_directive(spot));
        }
        let token = match name {
            "YAML" => self.version_directive(spot)?,
            "TAG" => self.tag_directive(spot)?,
            _ => return Err(self.unknown_directive(spot)),
        };
        self.queue.push_back(token);
        self.end_directive(spot)
    }

    fn version_directive(&mut self, spot: Spot) -> Result<Token, ReadError> {
        self.cursor.skip_blanks();
        let major = self.version_number(spot)?;
        if self.cursor.byte(0) != b'.' {
            return Err(self.tag_error(spot, "a `%YAML` directive needs a version such as 1.1"));
        }
        self.cursor.skip(1);
        let supported = (major, self.version_number(spot)?) == (1, 1);
        let length = self.cursor.spot().column - spot.column;
        Ok(Token::new(Kind::VersionDirective { supported }, spot, length))
    }

    fn version_number(&mut self, spot: Spot) -> Result<u32, ReadError> {
        let start = self.cursor.position;
        let end = self.cursor.find(start, |byte| !byte.is_ascii_digit());
        if !(1..=2).contains(&(end - start)) {
            return Err(self.tag_error(spot, "a `%YAML` directive needs a version such as 1.1"));
        }
        self.cursor.go_to(end);
        Ok(self
            .cursor
            .slice(start, end)
            .bytes()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    fn tag_directive(&mut self, spot: Spot) -> Result<Token, ReadError> {
        let fault = "a `%TAG` directive needs a handle such as `!e!` and a prefix";
        self.cursor.skip_blanks();
        if self.cursor.byte(0) != b'!' {
            return Err(self.tag_error(spot, fault));
        }
        let handle = self.scan_handle();
        if (handle.len() > 1 && !handle.ends_with('!')) || !matches!(self.cursor.byte(0), b' ' | b'\t') {
            return Err(self.tag_error(spot, fault));
        }
        self.cursor.skip_blanks();
        let prefix = self.scan_uri(spot)?;
        if prefix.is_empty() || !self.cursor.is_blankz_at(self.cursor.position) {
            return Err(self.tag_error(spot, fault));
        }
        let length = self.cursor.spot().column - spot.column;
        let kind = Kind::TagDirective { handle: handle.len() };
        Ok(Token { kind, spot, length, text: (handle + &prefix).into() })
    }

    fn end_directive(&mut self, spot: Spot) -> Result<(), ReadError> {
        self.cursor.skip_blanks();
        if self.cursor.byte(0) == b'#' {
            self.skip_comment();
        }
        if !self.cursor.is_breakz() {
            return Err(self.tag_error(spot, "a `%` directive stands alone on its line"));
        }
        self.cursor.take_break();
        Ok(())
    }

    fn unknown_directive(&self, spot: Spot) -> ReadError {
        self.tag_error(
            spot,
            "a line that begins with `%` is a YAML directive, and only `%YAML` and `%TAG` exist",
        )
    }
}

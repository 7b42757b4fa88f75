//! Anchors, aliases and tags.

use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::scan::Scanner;
use crate::read::token::{Kind, Token};

impl Scanner<'_> {
    pub(super) fn fetch_anchor(&mut self, kind: Kind) -> Result<(), ReadError> {
        self.save_key()?;
        self.key_allowed = false;
        let (start, spot) = (self.cursor.position, self.cursor.spot());
        let end = self.cursor.find(start + 1, |byte| !is_name(byte));
        let ends_well = self.cursor.is_blankz_at(end)
            || matches!(self.cursor.byte_at(end), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if end == start + 1 || !ends_well {
            return Err(self.bad_name(kind));
        }
        let text = self.cursor.slice(start + 1, end).into();
        self.cursor.go_to(end);
        let length = self.cursor.spot().column - spot.column;
        self.queue.push_back(Token { kind, spot, length, text });
        Ok(())
    }

    fn bad_name(&self, kind: Kind) -> ReadError {
        let message = if kind == Kind::Alias {
            "a `*` begins an alias, whose name has only letters, digits, `-` and `_`: put the value in quotes if it is text"
        } else {
            "a `&` begins an anchor, whose name has only letters, digits, `-` and `_`: put the value in quotes if it is text"
        };
        ReadError::new(message, self.cursor.here())
    }

    pub(super) fn fetch_tag(&mut self) -> Result<(), ReadError> {
        self.save_key()?;
        self.key_allowed = false;
        let spot = self.cursor.spot();
        let (handle, text) =
            if self.cursor.byte(1) == b'<' { (0, self.verbatim_tag(spot)?) } else { self.short_tag(spot)? };
        if !self.cursor.is_blankz_at(self.cursor.position) {
            return Err(self.tag_error(spot, "a tag must be followed by a blank"));
        }
        let length = self.cursor.spot().column - spot.column;
        self.queue.push_back(Token { kind: Kind::Tag { handle }, spot, length, text: text.into() });
        Ok(())
    }

    /// `!<tag:yaml.org,2002:str>`
    fn verbatim_tag(&mut self, spot: Spot) -> Result<String, ReadError> {
        self.cursor.skip(2);
        let tag = self.scan_uri(spot)?;
        if tag.is_empty() {
            return Err(self.tag_error(spot, "the tag is empty"));
        }
        if self.cursor.byte(0) != b'>' {
            return Err(self.tag_error(spot, "the tag lacks its `>`"));
        }
        self.cursor.skip(1);
        Ok(tag)
    }

    /// `!!str`, `!handle!name`, `!name` or `!`, as the length of the handle, and handle and name in one.
    fn short_tag(&mut self, spot: Spot) -> Result<(usize, String), ReadError> {
        let handle = self.scan_handle();
        let is_handle = handle.len() > 1 && handle.ends_with('!');
        let rest = self.scan_uri(spot)?;
        if is_handle && rest.is_empty() {
            return Err(self.tag_error(spot, "the tag has no name"));
        }
        let length = match (is_handle, handle.len() + rest.len()) {
            (true, _) => handle.len(),
            (false, 1) => 0,
            (false, _) => 1,
        };
        Ok((length, handle + &rest))
    }

    /// `!`, `!!`, `!handle!`, or `!name` which is none.
    pub(super) fn scan_handle(&mut self) -> String {
        let start = self.cursor.position;
        let mut end = self.cursor.find(start + 1, |byte| !is_name(byte));
        end += usize::from(self.cursor.byte_at(end) == b'!');
        self.cursor.go_to(end);
        self.cursor.slice(start, end).to_owned()
    }

    /// The characters of a tag, those with `%` decoded.
    pub(super) fn scan_uri(&mut self, spot: Spot) -> Result<String, ReadError> {
        let mut uri = Vec::new();
        loop {
            let byte = self.cursor.byte(0);
            if byte == b'%' {
                self.scan_uri_escape(&mut uri, spot)?;
            } else if is_name(byte) || b";/?:@&=+$,.!~*'()[]".contains(&byte) {
                uri.push(byte);
                self.cursor.skip(1);
            } else {
                return Ok(String::from_utf8_lossy(&uri).into_owned());
            }
        }
    }

    /// One character, written as the `%` escapes of its bytes.
    fn scan_uri_escape(&mut self, uri: &mut Vec<u8>, spot: Spot) -> Result<(), ReadError> {
        let mut bytes = 1;
        let mut index = 0;
        while index < bytes {
            let octet = self
                .octet()
                .ok_or_else(|| self.tag_error(spot, "a `%` in a tag needs two hexadecimal digits"))?;
            if index == 0 {
                bytes = width(octet);
            }
            if bytes == 0 || (index > 0 && octet & 0xC0 != 0x80) {
                return Err(self.tag_error(spot, "the `%` escapes in the tag are no UTF-8"));
            }
            uri.push(octet);
            self.cursor.skip(3);
            index += 1;
        }
        Ok(())
    }

    fn octet(&self) -> Option<u8> {
        let digit = |ahead| char::from(self.cursor.byte(ahead)).to_digit(16);
        if self.cursor.byte(0) == b'%' { u8::try_from(digit(1)? * 16 + digit(2)?).ok() } else { None }
    }

    pub(super) fn tag_error(&self, spot: Spot, message: &str) -> ReadError {
        let length = self.cursor.spot().column - spot.column;
        ReadError::new(message, self.origin(spot, length.max(1)))
    }
}

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// How many bytes the character has that begins with this one; 0 where none does.
fn width(byte: u8) -> usize {
    match byte {
        0x00..=0x7F => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF7 => 4,
        _ => 0,
    }
}

//! Bytes to text: the encodings and characters that go-yaml's reader lets through.

use std::borrow::Cow;

/// Bytes that are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DecodeError {
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// The line of the fault, from 1.
    pub line: u32,
    /// The column of the fault in code points, from 1.
    pub column: u32,
}

impl DecodeError {
    fn behind(valid: &str, message: &str) -> Self {
        let line_start = valid.rfind('\n').map_or(0, |at| at + 1);
        let line = valid.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = valid[line_start..].chars().count() + 1;
        Self { message: message.to_owned(), line: saturating(line), column: saturating(column) }
    }
}

fn saturating(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The text of a file: UTF-16 where a byte order mark says so, else UTF-8; the mark itself is not part of the text.
/// Fails at the first bytes that are no character of that encoding.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest).map(Cow::Borrowed),
        _ => utf8(bytes).map(Cow::Borrowed),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        debug_assert_eq!(valid.len(), error.valid_up_to());
        DecodeError::behind(valid, "the file is not UTF-8 text here")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => {
                return Err(DecodeError::behind(
                    &text,
                    "the file is not UTF-16 text here: half a surrogate pair",
                ));
            }
        }
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(DecodeError::behind(&text, "the file is not UTF-16 text here: it ends within a character"))
    }
}

/// The offset of the first character that YAML does not allow: control characters except tab and line breaks,
/// U+FFFE and U+FFFF.
pub(super) fn forbidden(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for chunk in bytes.chunks(64) {
        if chunk.iter().map(|&byte| suspicion(byte)).fold(0, |found, suspect| found | suspect) != 0 {
            let found = (at..at + chunk.len()).find(|&index| is_forbidden(&bytes[index..]));
            if found.is_some() {
                return found;
            }
        }
        at += chunk.len();
    }
    None
}

/// Not 0 for bytes that may belong to a forbidden character. Without branches: this runs over every byte of a run.
fn suspicion(byte: u8) -> u8 {
    let control = u8::from(byte < 0x20);
    let blank = u8::from(byte == b'\t') | u8::from(byte == b'\n') | u8::from(byte == b'\r');
    (control & !blank) | u8::from(byte >= 0x7F)
}

fn is_forbidden(bytes: &[u8]) -> bool {
    match bytes {
        [b'\t' | b'\n' | b'\r', ..] => false,
        [..0x20 | 0x7F, ..] | [0xEF, 0xBF, 0xBE | 0xBF, ..] => true,
        [0xC2, next @ 0x80..=0x9F, ..] => *next != 0x85,
        _ => false,
    }
}

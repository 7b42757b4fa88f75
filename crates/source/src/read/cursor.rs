//! The position in the text: characters, line breaks as YAML 1.1 has them, places as people count them.

use crate::origin::Origin;
use crate::read::Place;

/// A place in the text, counted from 0: lines end with LF only, as in editors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// Walks over the text. Behind its end stand NULs.
pub(super) struct Cursor<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// The offset of the current character.
    pub(super) position: usize,
    /// The line and column as go-yaml counts them, where CR, NEL, LS and PS end lines too.
    pub(super) line: u32,
    pub(super) column: u32,
    /// How many line breaks so far only go-yaml saw, and what stands left of the last one on its line.
    odd_breaks: Spot,
    ascii: bool,
    place: Place,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, place: Place) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            position: 0,
            line: 0,
            column: 0,
            odd_breaks: Spot::default(),
            ascii: text.is_ascii(),
            place,
        }
    }

    /// The byte so many bytes ahead; 0 behind the end.
    #[inline]
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.byte_at(self.position + ahead)
    }

    /// The byte at an offset; 0 behind the end.
    #[inline]
    pub(super) fn byte_at(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    /// The text between two offsets, both of which the cursor met as starts of characters.
    #[inline]
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[start..end]
    }

    /// The first offset from `from` on whose byte fulfils the condition; the end where none does.
    #[inline]
    pub(super) fn find(&self, from: usize, condition: impl Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|&byte| condition(byte)).unwrap_or(rest.len())
    }

    #[inline]
    pub(super) fn is_end(&self) -> bool {
        self.byte(0) == 0
    }

    /// How many bytes the line break at an offset has; 0 where there is none.
    #[inline]
    pub(super) fn break_length(&self, offset: usize) -> usize {
        match self.byte_at(offset) {
            b'\n' => 1,
            b'\r' => 1 + usize::from(self.byte_at(offset + 1) == b'\n'),
            0xC2 => 2 * usize::from(self.byte_at(offset + 1) == 0x85),
            0xE2 => {
                3 * usize::from(matches!(self.bytes.get(offset + 1..offset + 3), Some([0x80, 0xA8 | 0xA9])))
            }
            _ => 0,
        }
    }

    #[inline]
    pub(super) fn is_break(&self) -> bool {
        self.break_length(self.position) > 0
    }

    /// Whether blank, break or end stand at an offset.
    #[inline]
    pub(super) fn is_blankz_at(&self, offset: usize) -> bool {
        matches!(self.byte_at(offset), b' ' | b'\t' | 0) || self.break_length(offset) > 0
    }

    #[inline]
    pub(super) fn is_breakz(&self) -> bool {
        self.is_end() || self.is_break()
    }

    /// Whether a line starts here with `---` or `...` and nothing else follows at once.
    #[inline]
    pub(super) fn is_document_indicator(&self) -> bool {
        self.column == 0
            && matches!(self.byte(0), b'-' | b'.')
            && (self.is_indicator(*b"---") || self.is_indicator(*b"..."))
    }

    pub(super) fn is_indicator(&self, indicator: [u8; 3]) -> bool {
        self.column == 0
            && self.bytes[self.position..].starts_with(&indicator)
            && self.is_blankz_at(self.position + 3)
    }

    /// Goes to an offset further right on the same line.
    #[inline]
    pub(super) fn go_to(&mut self, offset: usize) {
        self.column += self.width(self.position, offset);
        self.position = offset;
    }

    /// Goes over ASCII characters.
    #[inline]
    pub(super) fn skip(&mut self, count: u32) {
        self.position += count as usize;
        self.column += count;
    }

    /// Goes over blanks.
    #[inline]
    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.byte(0), b' ' | b'\t') {
            self.skip(1);
        }
    }

    /// How many code points stand between two offsets.
    #[inline]
    pub(super) fn width(&self, start: usize, end: usize) -> u32 {
        let bytes = &self.bytes[start..end];
        if self.ascii {
            return saturating(bytes.len());
        }
        saturating(bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count())
    }

    /// Goes over the line break here, if any, and says what it means in a scalar.
    pub(super) fn take_break(&mut self) -> Option<char> {
        let length = self.break_length(self.position);
        let meaning = match (length, self.byte(2)) {
            (0, _) => return None,
            (3, 0xA8) => '\u{2028}',
            (3, _) => '\u{2029}',
            _ => '\n',
        };
        if self.byte(length - 1) == b'\n' {
            self.odd_breaks.column = 0;
        } else {
            self.odd_breaks.line += 1;
            self.odd_breaks.column += self.column + 1;
        }
        self.position += length;
        self.line += 1;
        self.column = 0;
        Some(meaning)
    }

    /// Ends the last line where no line break does, so that no key can reach over the end.
    pub(super) fn end_last_line(&mut self) {
        if self.column != 0 {
            self.odd_breaks.line += 1;
            self.odd_breaks.column += self.column;
            self.line += 1;
            self.column = 0;
        }
    }

    #[inline]
    pub(super) fn spot(&self) -> Spot {
        Spot { line: self.line - self.odd_breaks.line, column: self.column + self.odd_breaks.column }
    }

    /// The origin of so many code points from a spot on.
    pub(super) fn origin(&self, spot: Spot, length: u32) -> Origin {
        match self.place {
            Place::At(origin) => origin,
            Place::Within { source, first_line, indent } => Origin {
                source,
                line: first_line.saturating_add(spot.line),
                column: indent.saturating_add(spot.column).saturating_add(1),
                length,
            },
        }
    }

    /// The origin of the character here.
    pub(super) fn here(&self) -> Origin {
        self.origin(self.spot(), 1)
    }
}

fn saturating(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

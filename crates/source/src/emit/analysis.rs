//! What a text holds that keeps it from standing in a style.

/// The findings of one look at a text.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent findings")]
pub(super) struct Analysis {
    /// A line break of any kind.
    pub(super) multiline: bool,
    /// A space or a break at either end.
    padded: bool,
    /// A space at the end.
    trailing_space: bool,
    /// A break before a space.
    break_space: bool,
    /// A space before a break.
    space_break: bool,
    /// A character that is only written as an escape.
    special: bool,
    /// A tab, which version 3 takes in blocks.
    tab: bool,
    /// What would read as syntax in plain text.
    indicator: bool,
}

impl Analysis {
    pub(super) fn stands_plain(self) -> bool {
        !self.padded && !self.multiline && !self.indicator && self.stands_in_single_quotes()
    }

    pub(super) fn stands_in_single_quotes(self) -> bool {
        !self.break_space && !self.space_break && !self.special && !self.tab
    }

    pub(super) fn stands_in_block(self) -> bool {
        self.stands_in_block_with_tabs() && !self.tab
    }

    pub(super) fn stands_in_block_with_tabs(self) -> bool {
        !self.trailing_space && !self.space_break && !self.special
    }
}

/// Whether nothing in a text needs a closer look: printable ASCII without blanks, colons, hashes and the
/// characters that begin something.
pub(super) fn is_bare_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first =
        bytes.first().is_some_and(|first| first.is_ascii_alphanumeric() || b"_/$(+;<=\\^~".contains(first));
    first && bytes.iter().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b':' | b'#'))
}

/// Whether a text holds a line break of any kind.
pub(super) fn has_break(text: &str) -> bool {
    if text.is_ascii() {
        text.bytes().any(|byte| matches!(byte, b'\n' | b'\r'))
    } else {
        text.contains(is_break)
    }
}

/// Looks at every character once.
pub(super) fn analyse(text: &str) -> Analysis {
    let mut found = Analysis { indicator: begins_with_indicator(text), ..Analysis::default() };
    let mut previous = None;
    for c in text.chars() {
        found.look_at(c, previous);
        previous = Some(c);
    }
    found.indicator |= ends_in_colon(text);
    found.trailing_space = text.ends_with(' ');
    found.padded = text.starts_with(is_space_or_break) || text.ends_with(is_space_or_break);
    found
}

impl Analysis {
    fn look_at(&mut self, c: char, previous: Option<char>) {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' if previous != Some(':') => {}
            ' ' => {
                self.break_space |= previous.is_some_and(is_break);
                self.indicator |= previous == Some(':');
            }
            '\t' => {
                self.tab = true;
                self.indicator |= previous == Some(':');
            }
            '#' => self.indicator |= previous.is_some_and(is_blank_or_break),
            c if is_break(c) => {
                self.multiline = true;
                self.special |= matches!(c, '\r' | '\u{85}');
                self.space_break |= previous == Some(' ');
            }
            c => self.special |= !is_printable(c),
        }
    }
}

fn begins_with_indicator(text: &str) -> bool {
    match text.as_bytes() {
        [b'-', b'-', b'-', ..]
        | [b'.', b'.', b'.', ..]
        | [b'-' | b'?' | b':']
        | [b'-' | b'?' | b':', b' ' | b'\t', ..] => true,
        [first, ..] => b"#,[]{}&*!|>'\"%@`".contains(first),
        [] => false,
    }
}

fn ends_in_colon(text: &str) -> bool {
    text.ends_with(':')
}

/// What breaks a line in YAML 1.1.
pub(crate) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_space_or_break(c: char) -> bool {
    c == ' ' || is_break(c)
}

fn is_blank_or_break(c: char) -> bool {
    matches!(c, '\t' | '\0') || is_space_or_break(c)
}

/// What go-yaml writes as it is. Characters beyond the first plane are not among it.
pub(super) fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{A0}'..='\u{FFFD}') && c != '\u{FEFF}'
}

//! Line breaks within a scalar, and what becomes of them.

/// A run of line breaks. Nearly always it is one LF.
#[derive(Default)]
pub(super) struct Fold {
    first: Option<char>,
    rest: String,
}

impl Fold {
    pub(super) fn push(&mut self, character: char) {
        if self.first.is_none() {
            self.first = Some(character);
        } else {
            self.rest.push(character);
        }
    }

    /// A run whose first break was escaped.
    pub(super) fn push_rest(&mut self, character: char) {
        self.rest.push(character);
    }

    /// One break becomes a space, more become one less; U+2028 and U+2029 stay.
    pub(super) fn apply(&self, text: &mut String) {
        match self.first {
            Some('\n') if self.rest.is_empty() => text.push(' '),
            Some('\n') | None => text.push_str(&self.rest),
            Some(other) => {
                text.push(other);
                text.push_str(&self.rest);
            }
        }
    }
}

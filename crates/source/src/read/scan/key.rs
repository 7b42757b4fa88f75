//! Keys without `?`: only the `:` behind it makes a scalar a key, so the scanner remembers where one may have started.

use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::scan::Scanner;

/// A place where a key may have started.
#[derive(Clone, Copy, Default)]
pub(super) struct SimpleKey {
    possible: bool,
    /// Whether anything but a key is a fault there.
    required: bool,
    /// Whether empty brackets start there: go-yaml then looks only at the next token for a `:`.
    empty_brackets: bool,
    /// The number of the token that starts there.
    number: usize,
    line: u32,
    column: u32,
    spot: Spot,
}

/// How many characters a key may have.
const LONGEST_KEY: u32 = 1024;

impl Scanner<'_> {
    /// Remembers that a key may start here.
    pub(super) fn save_key(&mut self) -> Result<(), ReadError> {
        if !self.key_allowed {
            return Ok(());
        }
        self.forget_key()?;
        let key = SimpleKey {
            possible: true,
            required: !self.in_flow() && self.indent == Some(self.cursor.column),
            empty_brackets: false,
            number: self.taken + self.queue.len(),
            line: self.cursor.line,
            column: self.cursor.column,
            spot: self.cursor.spot(),
        };
        *self.innermost() = key;
        Ok(())
    }

    /// Begins a level of brackets.
    pub(super) fn enter_flow(&mut self) {
        let number = self.taken + self.queue.len();
        self.keys.push(SimpleKey { number, ..SimpleKey::default() });
    }

    /// Ends a level of brackets.
    pub(super) fn leave_flow(&mut self) {
        if let [.., outer, inner] = self.keys.as_mut_slice() {
            outer.empty_brackets = outer.number == inner.number;
            self.keys.pop();
        }
    }

    /// No key started on this level. Fails where one was required.
    pub(super) fn forget_key(&mut self) -> Result<(), ReadError> {
        let key = *self.innermost();
        if key.possible && key.required {
            return Err(self.no_value(key));
        }
        self.innermost().possible = false;
        Ok(())
    }

    /// The number, column and spot of the key whose `:` was found here.
    pub(super) fn take_key(&mut self) -> Result<Option<(usize, u32, Spot)>, ReadError> {
        let index = self.keys.len() - 1;
        if !self.is_valid(index)? {
            return Ok(None);
        }
        let key = self.innermost();
        key.possible = false;
        Ok(Some((key.number, key.column, key.spot)))
    }

    /// Whether the first token that waits may still turn out to be a key.
    #[inline]
    pub(super) fn first_may_be_key(&mut self) -> Result<bool, ReadError> {
        // The numbers grow from level to level.
        let index = if self.in_flow() { self.keys.partition_point(|key| key.number < self.taken) } else { 0 };
        match self.keys.get(index) {
            Some(key) if key.possible && key.number == self.taken => {
                let settled = key.empty_brackets && self.queue.len() > 2;
                Ok(!settled && self.is_valid(index)?)
            }
            _ => Ok(false),
        }
    }

    fn is_valid(&mut self, index: usize) -> Result<bool, ReadError> {
        let key = self.keys[index];
        let in_reach =
            key.line == self.cursor.line && self.cursor.column <= key.column.saturating_add(LONGEST_KEY);
        if key.possible && !in_reach {
            if key.required {
                return Err(self.no_value(key));
            }
            self.keys[index].possible = false;
        }
        Ok(key.possible && in_reach)
    }

    fn innermost(&mut self) -> &mut SimpleKey {
        self.keys.last_mut().expect("the level outside of all brackets stays")
    }

    fn no_value(&self, key: SimpleKey) -> ReadError {
        let token = key.number.checked_sub(self.taken).and_then(|index| self.queue.get(index));
        let length = token.map_or(1, |token| token.length.max(1));
        let message = match token.map(|token| token.text.as_str()) {
            Some(text) if !text.is_empty() && text.len() <= 64 => {
                format!("`{}` stands where a key must stand, but no `:` follows it", text.escape_debug())
            }
            _ => "here must be a key, but no `:` follows it".to_owned(),
        };
        ReadError::new(message, self.origin(key.spot, length))
    }
}

//! Text to tokens, in the manner of libyaml: go-yaml's scanner descends from it and so accepts the same texts.

use std::collections::VecDeque;

use crate::node::Style;
use crate::origin::Origin;
use crate::read::cursor::{Cursor, Spot};
use crate::read::token::{Kind, Token};
use crate::read::{Comment, Place, ReadError};
pub(super) use remark::{RemarkKind, Remarks};

mod block;
mod directive;
mod fold;
mod indent;
mod key;
mod name;
mod plain;
mod quoted;
mod remark;
mod space;

/// The tokens of a text, found as they are asked for.
pub(super) struct Scanner<'t> {
    pub(super) cursor: Cursor<'t>,
    /// The comments to keep, in order.
    pub(super) comments: Vec<Comment>,
    /// Every comment, where they are asked for.
    pub(super) remarks: Option<Box<Remarks>>,
    /// Whether a comment is gone over as blanks are, as in go-yaml v2.
    pub(super) skips_comments: bool,
    queue: VecDeque<Token>,
    /// How many tokens were taken off the queue.
    taken: usize,
    /// The column of the innermost block collection.
    indent: Option<u32>,
    /// The columns of the block collections around it.
    indents: Vec<Option<u32>>,
    /// The places where a key without `?` may have started, one for each level of brackets.
    keys: Vec<key::SimpleKey>,
    /// Whether a key without `?` may start here.
    key_allowed: bool,
    /// Where the last scalar began.
    last_scalar: Spot,
    /// Whether the last token reached over the end of its line.
    ended_line: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, place: Place) -> Self {
        Self {
            cursor: Cursor::new(text, place),
            comments: Vec::new(),
            remarks: None,
            skips_comments: false,
            queue: VecDeque::new(),
            taken: 0,
            indent: None,
            indents: Vec::new(),
            keys: vec![key::SimpleKey::default()],
            key_allowed: true,
            last_scalar: Spot::default(),
            ended_line: false,
        }
    }

    /// The next token, which stays.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<&Token, ReadError> {
        self.fill(1)?;
        Ok(&self.queue[0])
    }

    /// Takes the next token.
    #[inline]
    pub(super) fn take(&mut self) -> Result<Token, ReadError> {
        self.fill(1)?;
        self.taken += 1;
        Ok(self.queue.pop_front().expect("fill leaves a token"))
    }

    /// Scans until at least so many tokens wait and nothing can come before the first of them.
    #[inline]
    pub(super) fn fill(&mut self, count: usize) -> Result<(), ReadError> {
        while self.queue.len() < count || self.first_may_be_key()? {
            self.fetch()?;
        }
        Ok(())
    }

    fn in_flow(&self) -> bool {
        self.keys.len() > 1
    }

    fn fetch(&mut self) -> Result<(), ReadError> {
        let scan = self.cursor.spot();
        self.skip_to_token();
        self.unroll(Some(self.cursor.column), scan);
        self.ended_line = false;
        if self.fetch_between_documents()? {
            return Ok(());
        }
        self.note_commented_token();
        self.fetch_content()?;
        self.skip_line_comment();
        Ok(())
    }

    /// Ends, directives and document indicators; says whether there was one.
    fn fetch_between_documents(&mut self) -> Result<bool, ReadError> {
        match self.cursor.byte(0) {
            0 => {
                self.cursor.end_last_line();
                self.fetch_outer(Kind::StreamEnd, 0)?;
            }
            b'%' if self.cursor.column == 0 => self.fetch_directive()?,
            b'-' if self.cursor.is_indicator(*b"---") => self.fetch_outer(Kind::DocumentStart, 3)?,
            b'.' if self.cursor.is_indicator(*b"...") => self.fetch_outer(Kind::DocumentEnd, 3)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn fetch_outer(&mut self, kind: Kind, length: u32) -> Result<(), ReadError> {
        self.leave_blocks()?;
        self.push_indicator(kind, length);
        Ok(())
    }

    fn leave_blocks(&mut self) -> Result<(), ReadError> {
        self.unroll(None, self.cursor.spot());
        self.forget_key()?;
        self.key_allowed = false;
        Ok(())
    }

    fn fetch_content(&mut self) -> Result<(), ReadError> {
        let flow = self.in_flow();
        let blank_follows = self.cursor.is_blankz_at(self.cursor.position + 1);
        match self.cursor.byte(0) {
            b'[' => self.fetch_flow_start(Kind::FlowSequenceStart),
            b'{' => self.fetch_flow_start(Kind::FlowMappingStart),
            b']' => self.fetch_flow_end(Kind::FlowSequenceEnd),
            b'}' => self.fetch_flow_end(Kind::FlowMappingEnd),
            b',' => self.fetch_flow_entry(),
            b'-' if blank_follows => self.fetch_block_entry(),
            b'?' if flow || blank_follows => self.fetch_key(),
            b':' if flow || blank_follows => self.fetch_value(),
            b'*' => self.fetch_anchor(Kind::Alias),
            b'&' => self.fetch_anchor(Kind::Anchor),
            b'!' => self.fetch_tag(),
            b'|' if !flow => self.fetch_block_scalar(Style::Literal),
            b'>' if !flow => self.fetch_block_scalar(Style::Folded),
            b'\'' => self.fetch_quoted(Style::SingleQuoted),
            b'"' => self.fetch_quoted(Style::DoubleQuoted),
            b'\t' => Err(self.tab_error()),
            b'|' | b'>' | b'%' | b'@' | b'`' => Err(self.start_error()),
            _ => self.fetch_plain(),
        }
    }

    fn fetch_flow_start(&mut self, kind: Kind) -> Result<(), ReadError> {
        self.save_key()?;
        self.enter_flow();
        self.key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: Kind) -> Result<(), ReadError> {
        self.forget_key()?;
        self.leave_flow();
        self.key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<(), ReadError> {
        self.forget_key()?;
        self.key_allowed = true;
        self.push_indicator(Kind::FlowEntry, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), ReadError> {
        self.start_block(Kind::BlockSequenceStart, "a list item with `-`")?;
        self.forget_key()?;
        self.key_allowed = true;
        self.push_indicator(Kind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), ReadError> {
        self.start_block(Kind::BlockMappingStart, "a key with `?`")?;
        self.forget_key()?;
        self.key_allowed = !self.in_flow();
        self.push_indicator(Kind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), ReadError> {
        if let Some((number, column, spot)) = self.take_key()? {
            self.insert(number, Token::new(Kind::Key, spot, 0));
            self.roll(column, Kind::BlockMappingStart, Some(number), spot);
            self.key_allowed = false;
        } else {
            self.start_block(Kind::BlockMappingStart, "a `: `")?;
            self.key_allowed = !self.in_flow();
        }
        self.push_indicator(Kind::Value { commented: false }, 1);
        Ok(())
    }

    /// Begins a block collection here, unless one of this column is open.
    fn start_block(&mut self, kind: Kind, what: &str) -> Result<(), ReadError> {
        if self.in_flow() {
            return Ok(());
        }
        if !self.key_allowed {
            return Err(self.misplaced(what));
        }
        self.roll(self.cursor.column, kind, None, self.cursor.spot());
        Ok(())
    }

    fn push_indicator(&mut self, kind: Kind, length: u32) {
        self.queue.push_back(Token::new(kind, self.cursor.spot(), length));
        self.cursor.skip(length);
    }

    /// Puts a token before the one of that number, or last if that was taken.
    fn insert(&mut self, number: usize, token: Token) {
        let index = number.checked_sub(self.taken).unwrap_or(self.queue.len());
        self.queue.insert(index, token);
    }

    fn origin(&self, spot: Spot, length: u32) -> Origin {
        self.cursor.origin(spot, length)
    }

    fn tab_error(&self) -> ReadError {
        ReadError::new("a tab cannot indent YAML: use spaces", self.cursor.here())
    }

    fn start_error(&self) -> ReadError {
        let character = match self.cursor.byte(0) {
            b'`' => "a backtick".to_owned(),
            byte => format!("`{}`", char::from(byte)),
        };
        ReadError::new(format!("a value cannot start with {character}: put it in quotes"), self.cursor.here())
    }

    fn misplaced(&self, what: &str) -> ReadError {
        let here = self.cursor.here();
        if self.last_scalar.line < self.cursor.spot().line {
            let message = format!("{what} is not allowed here: this line goes on with a value from above");
            return ReadError::new(message, here)
                .related(self.origin(self.last_scalar, 1), "the value begins here");
        }
        ReadError::new(
            format!("{what} is not allowed here, within the value of this line: is a quote missing?"),
            here,
        )
    }
}

//! Tokens to events: libyaml's grammar as a state machine, so that depth costs no stack.

use smol_str::SmolStr;

use crate::node::{Scalar, Style, Tag};
use crate::origin::Origin;
use crate::read::cursor::Spot;
use crate::read::event::{Event, Extent, Role};
use crate::read::scan::Scanner;
use crate::read::token::{Kind, Token};
use crate::read::{Comment, Place, ReadError};
use remark::Gathered;
pub(super) use remark::Given;

mod block;
mod document;
mod flow;
mod node;
mod remark;

/// What the parser expects next.
#[derive(Clone, Copy, Debug)]
enum State {
    FirstDocument,
    Document,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequence,
    IndentlessSequence,
    BlockKey,
    BlockValue,
    FlowSequenceFirst,
    FlowSequence,
    PairKey,
    PairValue,
    PairEnd,
    FlowMappingFirst,
    FlowMapping,
    FlowValue,
    FlowNoValue,
    End,
}

/// The events of a text, found as they are asked for.
pub(super) struct Parser<'t> {
    scanner: Scanner<'t>,
    state: State,
    /// What to go on with behind the node at hand.
    states: Vec<State>,
    /// Where the open collections began.
    starts: Vec<Spot>,
    /// The handles of `%TAG` directives, with their prefixes.
    handles: Vec<(SmolStr, SmolStr)>,
    /// The comments, where they are asked for.
    gathered: Option<Box<Gathered>>,
    /// How many tokens must be there at the end of a document.
    look_ahead: usize,
    /// A comment stands between the last key and its value, which is a block or nothing.
    key_comment: bool,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str, place: Place, look_ahead: usize) -> Self {
        Self {
            scanner: Scanner::new(text, place),
            state: State::FirstDocument,
            states: Vec::new(),
            starts: Vec::new(),
            handles: Vec::new(),
            gathered: None,
            look_ahead,
            key_comment: false,
        }
    }

    /// The next event.
    pub(super) fn next_event(&mut self) -> Result<Event, ReadError> {
        match self.state {
            State::FirstDocument => self.document_start(true),
            State::Document => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(node::Context::Block),
            State::BlockSequence => self.block_sequence(),
            State::IndentlessSequence => self.indentless_sequence(),
            State::BlockKey => self.block_key(),
            State::BlockValue => self.block_value(),
            State::FlowSequenceFirst => self.flow_sequence(true),
            State::FlowSequence => self.flow_sequence(false),
            State::PairKey => self.pair_key(),
            State::PairValue => self.pair_value(),
            State::PairEnd => self.pair_end(),
            State::FlowMappingFirst => self.flow_mapping(true),
            State::FlowMapping => self.flow_mapping(false),
            State::FlowValue => self.flow_value(),
            State::FlowNoValue => self.flow_no_value(),
            State::End => Ok(Event::StreamEnd),
        }
    }

    /// How many bytes were looked at.
    pub(super) fn position(&self) -> usize {
        self.scanner.cursor.position
    }

    /// Goes over comments as over blanks.
    pub(super) fn skip_comments(&mut self) {
        self.scanner.skips_comments = true;
    }

    /// Takes the comments found so far.
    pub(super) fn take_comments(&mut self) -> Vec<Comment> {
        std::mem::take(&mut self.scanner.comments)
    }

    /// Whether a comment stands between the last key and the value that begins now.
    pub(super) fn take_key_comment(&mut self) -> bool {
        std::mem::take(&mut self.key_comment)
    }

    pub(super) fn origin(&self, at: Extent) -> Origin {
        self.scanner.cursor.origin(at.spot, at.length)
    }

    fn peek(&mut self) -> Result<Kind, ReadError> {
        if self.gathered.is_some() {
            self.gather()?;
        }
        Ok(self.scanner.peek()?.kind)
    }

    fn spot(&mut self) -> Result<Spot, ReadError> {
        Ok(self.scanner.peek()?.spot)
    }

    fn take(&mut self) -> Result<Token, ReadError> {
        self.scanner.take()
    }

    /// Goes on with what surrounds the node that ended.
    fn leave(&mut self) {
        self.state = self.states.pop().unwrap_or(State::End);
    }

    /// Ends a collection; the closing token was taken.
    fn close(&mut self, spot: Spot) -> Event {
        self.leave();
        self.starts.pop();
        Event::End(spot)
    }

    /// A value that was left out.
    fn missing(spot: Spot) -> Event {
        let scalar = Scalar { text: SmolStr::default(), style: Style::Plain, tag: Tag::Implied };
        Event::Scalar { scalar, anchor: None, role: Role::Missing, at: Extent { spot, length: 0 } }
    }

    /// The next token does not fit into the innermost open collection.
    fn unexpected(&mut self, expected: &str, what: &str) -> Result<ReadError, ReadError> {
        let (kind, at) = self.next_extent()?;
        let hint = match kind {
            Kind::BlockMappingStart | Kind::BlockSequenceStart | Kind::Key | Kind::BlockEntry => {
                ": check the indentation"
            }
            _ => "",
        };
        let error =
            ReadError::new(format!("expected {expected}, found {}{hint}", kind.name()), self.origin(at));
        Ok(match self.starts.last() {
            Some(&spot) => {
                error.related(self.origin(Extent { spot, length: 1 }), format!("the {what} begins here"))
            }
            None => error,
        })
    }

    fn next_extent(&mut self) -> Result<(Kind, Extent), ReadError> {
        let token = self.scanner.peek()?;
        Ok((token.kind, Extent { spot: token.spot, length: token.length.max(1) }))
    }
}

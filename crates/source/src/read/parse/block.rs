//! Block collections.

use crate::read::ReadError;
use crate::read::event::{Event, Role};
use crate::read::parse::node::Context;
use crate::read::parse::{Parser, State};
use crate::read::token::Kind;

impl Parser<'_> {
    pub(super) fn block_sequence(&mut self) -> Result<Event, ReadError> {
        match self.peek()? {
            Kind::BlockEntry => {
                let behind = self.take_entry()?;
                self.state = State::BlockSequence;
                if matches!(self.peek()?, Kind::BlockEntry | Kind::BlockEnd) {
                    return Ok(Self::missing(behind));
                }
                self.states.push(self.state);
                self.node(Context::Block)
            }
            Kind::BlockEnd => {
                let spot = self.take()?.spot;
                Ok(self.close(spot))
            }
            _ => self.unexpected("the next `-` of the list", "list").and_then(Err),
        }
    }

    pub(super) fn indentless_sequence(&mut self) -> Result<Event, ReadError> {
        if self.peek()? != Kind::BlockEntry {
            let spot = self.spot()?;
            return Ok(self.close(spot));
        }
        let behind = self.take_entry()?;
        self.state = State::IndentlessSequence;
        if matches!(self.peek()?, Kind::BlockEntry | Kind::Key | Kind::Value { .. } | Kind::BlockEnd) {
            return Ok(Self::missing(behind));
        }
        self.states.push(self.state);
        self.node(Context::Block)
    }

    pub(super) fn block_key(&mut self) -> Result<Event, ReadError> {
        match self.peek()? {
            Kind::Key => self.block_entry(State::BlockValue),
            Kind::BlockEnd => {
                self.give_remarks();
                let spot = self.take()?.spot;
                Ok(self.close(spot))
            }
            _ => self.unexpected("the next key of the map", "map").and_then(Err),
        }
    }

    pub(super) fn block_value(&mut self) -> Result<Event, ReadError> {
        if let Kind::Value { commented } = self.peek()? {
            let event = self.block_entry(State::BlockKey)?;
            self.key_comment = commented && is_block(&event);
            return Ok(event);
        }
        self.state = State::BlockKey;
        Ok(Self::missing(self.spot()?))
    }

    /// A key or a value behind its indicator.
    fn block_entry(&mut self, next: State) -> Result<Event, ReadError> {
        let behind = self.take()?.end();
        self.state = next;
        if matches!(self.peek()?, Kind::Key | Kind::Value { .. } | Kind::BlockEnd) {
            return Ok(Self::missing(behind));
        }
        self.states.push(next);
        self.node(Context::BlockOrIndentless)
    }
}

/// Whether a value is a block, or nothing.
fn is_block(event: &Event) -> bool {
    match event {
        Event::SequenceStart(start) | Event::MappingStart(start) => !start.flow,
        Event::Scalar { role, .. } => *role == Role::Missing,
        _ => false,
    }
}

//! Flow collections, with libyaml's oddities for `?` in brackets.

use crate::read::ReadError;
use crate::read::event::{Event, Extent, Start};
use crate::read::parse::node::Context;
use crate::read::parse::{Parser, State};
use crate::read::token::Kind;

impl Parser<'_> {
    pub(super) fn flow_sequence(&mut self, first: bool) -> Result<Event, ReadError> {
        if !first && self.peek()? != Kind::FlowSequenceEnd {
            self.flow_separator("`[`", "`,` or `]`", "list")?;
        }
        match self.peek()? {
            Kind::FlowSequenceEnd => {
                self.give_remarks();
                let spot = self.take()?.spot;
                Ok(self.close(spot))
            }
            Kind::Key => {
                let spot = self.take()?.spot;
                self.state = State::PairKey;
                Ok(Event::MappingStart(Start { anchor: None, flow: true, at: Extent { spot, length: 1 } }))
            }
            _ => self.flow_node(State::FlowSequence, "`[`"),
        }
    }

    /// The key of a pair in brackets, `[key: value]`.
    pub(super) fn pair_key(&mut self) -> Result<Event, ReadError> {
        self.state = State::PairValue;
        if matches!(self.peek()?, Kind::Value { .. } | Kind::FlowEntry | Kind::FlowSequenceEnd) {
            return Ok(Self::missing(self.take()?.end()));
        }
        self.flow_node(State::PairValue, "`[`")
    }

    pub(super) fn pair_value(&mut self) -> Result<Event, ReadError> {
        if matches!(self.peek()?, Kind::Value { .. }) {
            self.take()?;
            if !matches!(self.peek()?, Kind::FlowEntry | Kind::FlowSequenceEnd) {
                return self.flow_node(State::PairEnd, "`[`");
            }
        }
        self.state = State::PairEnd;
        Ok(Self::missing(self.spot()?))
    }

    pub(super) fn pair_end(&mut self) -> Result<Event, ReadError> {
        self.state = State::FlowSequence;
        Ok(Event::End(self.spot()?))
    }

    pub(super) fn flow_mapping(&mut self, first: bool) -> Result<Event, ReadError> {
        if !first && self.peek()? != Kind::FlowMappingEnd {
            self.flow_separator("`{`", "`,` or `}`", "map")?;
        }
        match self.peek()? {
            Kind::FlowMappingEnd => {
                self.give_remarks();
                let spot = self.take()?.spot;
                Ok(self.close(spot))
            }
            Kind::Key => {
                self.take()?;
                self.flow_entry(State::FlowValue)
            }
            _ => self.flow_node(State::FlowNoValue, "`{`"),
        }
    }

    pub(super) fn flow_value(&mut self) -> Result<Event, ReadError> {
        if matches!(self.peek()?, Kind::Value { .. }) {
            self.take()?;
            if !matches!(self.peek()?, Kind::FlowEntry | Kind::FlowMappingEnd) {
                return self.flow_node(State::FlowMapping, "`{`");
            }
        }
        self.flow_no_value()
    }

    pub(super) fn flow_no_value(&mut self) -> Result<Event, ReadError> {
        self.state = State::FlowMapping;
        Ok(Self::missing(self.spot()?))
    }

    fn flow_entry(&mut self, next: State) -> Result<Event, ReadError> {
        if matches!(self.peek()?, Kind::Value { .. } | Kind::FlowEntry | Kind::FlowMappingEnd) {
            self.state = next;
            return Ok(Self::missing(self.spot()?));
        }
        self.flow_node(next, "`{`")
    }

    fn flow_node(&mut self, next: State, bracket: &str) -> Result<Event, ReadError> {
        if self.ends_early()? {
            return Err(self.unclosed(bracket)?);
        }
        self.states.push(next);
        self.node(Context::Flow)
    }

    fn flow_separator(&mut self, bracket: &str, expected: &str, what: &str) -> Result<(), ReadError> {
        if self.peek()? == Kind::FlowEntry {
            self.take()?;
            return Ok(());
        }
        if self.ends_early()? { Err(self.unclosed(bracket)?) } else { Err(self.unexpected(expected, what)?) }
    }

    fn ends_early(&mut self) -> Result<bool, ReadError> {
        Ok(matches!(self.peek()?, Kind::StreamEnd | Kind::DocumentStart | Kind::DocumentEnd))
    }

    fn unclosed(&mut self, bracket: &str) -> Result<ReadError, ReadError> {
        let (kind, end) = self.next_extent()?;
        let spot = self.starts.last().copied().unwrap_or(end.spot);
        let error =
            ReadError::new(format!("{bracket} is never closed"), self.origin(Extent { spot, length: 1 }));
        Ok(error.related(self.origin(end), format!("found {} here", kind.name())))
    }
}

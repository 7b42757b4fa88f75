//! A node: its anchor and tag, then a scalar or the beginning of a collection.

use smol_str::SmolStr;

use crate::node::{Scalar, Style, Tag};
use crate::read::ReadError;
use crate::read::event::{Event, Extent, Role, Start, is_merge, tag_of};
use crate::read::parse::{Parser, State};
use crate::read::token::{Kind, Token};

/// Which nodes may stand here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Block and flow nodes.
    Block,
    /// These, and a list at the indentation of its key.
    BlockOrIndentless,
    /// Flow nodes only.
    Flow,
}

/// Anchor and tag of a node.
#[derive(Default)]
struct Properties {
    anchor: Option<SmolStr>,
    tag: Option<SmolStr>,
    first: Option<Extent>,
}

impl Parser<'_> {
    pub(super) fn node(&mut self, context: Context) -> Result<Event, ReadError> {
        if self.peek()? == Kind::Alias {
            self.give_remarks();
            let token = self.take()?;
            self.leave();
            return Ok(Event::Alias { at: extent(&token), name: token.text });
        }
        let properties = self.properties()?;
        let block = context != Context::Flow;
        match self.peek()? {
            Kind::BlockEntry if context == Context::BlockOrIndentless => {
                self.start(State::IndentlessSequence, Event::SequenceStart, properties, false)
            }
            Kind::Scalar(style) => self.scalar(style, properties),
            Kind::FlowSequenceStart => {
                self.start(State::FlowSequenceFirst, Event::SequenceStart, properties, true)
            }
            Kind::FlowMappingStart => {
                self.start(State::FlowMappingFirst, Event::MappingStart, properties, true)
            }
            Kind::BlockSequenceStart if block => {
                self.start(State::BlockSequence, Event::SequenceStart, properties, false)
            }
            Kind::BlockMappingStart if block => {
                self.start(State::BlockKey, Event::MappingStart, properties, false)
            }
            _ => self.no_content(properties),
        }
    }

    fn properties(&mut self) -> Result<Properties, ReadError> {
        let mut properties = Properties::default();
        loop {
            match self.peek()? {
                Kind::Anchor if properties.anchor.is_none() => {
                    let token = self.take()?;
                    properties.first.get_or_insert(extent(&token));
                    properties.anchor = Some(token.text);
                }
                Kind::Tag { handle } if properties.tag.is_none() => {
                    let token = self.take()?;
                    properties.first.get_or_insert(extent(&token));
                    properties.tag = Some(self.tag_name(token, handle)?);
                }
                _ => return Ok(properties),
            }
        }
    }

    /// The tag with its handle replaced by the handle's prefix.
    fn tag_name(&self, token: Token, length: usize) -> Result<SmolStr, ReadError> {
        if length == 0 {
            return Ok(token.text);
        }
        let (handle, suffix) = token.text.split_at(length);
        if let Some((_, prefix)) = self.handles.iter().find(|(known, _)| known == handle) {
            return Ok(format!("{prefix}{suffix}").into());
        }
        let message = format!("the tag handle `{handle}` is not declared");
        Err(ReadError::new(message, self.origin(extent(&token))))
    }

    fn scalar(&mut self, style: Style, properties: Properties) -> Result<Event, ReadError> {
        self.give_remarks();
        self.give_tag(properties.tag.as_ref());
        let token = self.take()?;
        self.leave();
        let at = extent(&token);
        Ok(scalar_event(token.text, style, properties, at))
    }

    /// Begins a collection. Its first token is taken, except the first `-` of a list at its key's indentation.
    fn start(
        &mut self,
        state: State,
        event: fn(Start) -> Event,
        properties: Properties,
        flow: bool,
    ) -> Result<Event, ReadError> {
        self.give_start_remarks(state);
        self.give_tag(properties.tag.as_ref());
        let at = extent(self.scanner.peek()?);
        if !matches!(state, State::IndentlessSequence) {
            self.take()?;
        }
        self.starts.push(at.spot);
        self.state = state;
        Ok(event(Start { anchor: properties.anchor, flow, at }))
    }

    /// An anchor or a tag alone makes an empty scalar.
    fn no_content(&mut self, properties: Properties) -> Result<Event, ReadError> {
        if let Some(at) = properties.first {
            self.give_tag(properties.tag.as_ref());
            self.leave();
            return Ok(scalar_event(SmolStr::default(), Style::Plain, properties, at));
        }
        self.unexpected("a value", "list or map around it").and_then(Err)
    }
}

fn scalar_event(text: SmolStr, style: Style, properties: Properties, at: Extent) -> Event {
    let tag = tag_of(properties.tag.as_deref());
    let role = if tag.is_none_or(|tag| is_merge(tag, style, &text)) { Role::Merge } else { Role::Ordinary };
    Event::Scalar {
        scalar: Scalar { text, style, tag: Tag::Implied }.tagged(tag.unwrap_or(Tag::Other)),
        anchor: properties.anchor,
        role,
        at,
    }
}

fn extent(token: &Token) -> Extent {
    Extent { spot: token.spot, length: token.length }
}

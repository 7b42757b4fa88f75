//! Documents and their directives.

use smol_str::SmolStr;

use crate::read::ReadError;
use crate::read::event::{Event, Extent};
use crate::read::parse::{Parser, State, node};
use crate::read::token::{Kind, Token};

impl Parser<'_> {
    pub(super) fn document_start(&mut self, first: bool) -> Result<Event, ReadError> {
        while !first && self.peek()? == Kind::DocumentEnd {
            self.take()?;
        }
        self.states.clear();
        self.states.push(State::DocumentEnd);
        match self.peek()? {
            Kind::StreamEnd => {
                self.state = State::End;
                return Ok(Event::StreamEnd);
            }
            Kind::VersionDirective { .. } | Kind::TagDirective { .. } | Kind::DocumentStart => {
                self.explicit_start()?;
            }
            _ if first => {
                self.give_document_head();
                self.state = State::BlockNode;
            }
            _ => return Err(self.no_document_start()?),
        }
        self.add_default_handles();
        Ok(Event::DocumentStart)
    }

    fn explicit_start(&mut self) -> Result<(), ReadError> {
        self.directives()?;
        if self.peek()? != Kind::DocumentStart {
            return Err(self.no_document_start()?);
        }
        self.take()?;
        self.state = State::DocumentContent;
        Ok(())
    }

    fn no_document_start(&mut self) -> Result<ReadError, ReadError> {
        let (kind, at) = self.next_extent()?;
        let message = format!("expected `---` or the end of the text, found {}", kind.name());
        Ok(ReadError::new(message, self.origin(at)))
    }

    fn directives(&mut self) -> Result<(), ReadError> {
        let mut version = false;
        loop {
            match self.peek()? {
                Kind::VersionDirective { supported } => {
                    let token = self.take()?;
                    if std::mem::replace(&mut version, true) {
                        return Err(
                            self.bad_directive(&token, "a document can have only one `%YAML` directive")
                        );
                    }
                    if !supported {
                        return Err(self.bad_directive(&token, "only YAML 1.1 can be asked for"));
                    }
                }
                Kind::TagDirective { handle } => {
                    let token = self.take()?;
                    self.add_handle(&token, handle)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn add_handle(&mut self, token: &Token, length: usize) -> Result<(), ReadError> {
        let (handle, prefix) = token.text.split_at(length);
        if self.handles.iter().any(|(known, _)| known == handle) {
            return Err(
                self.bad_directive(token, "a document can have only one `%TAG` directive for a handle")
            );
        }
        self.handles.push((handle.into(), prefix.into()));
        Ok(())
    }

    fn bad_directive(&self, token: &Token, message: &str) -> ReadError {
        ReadError::new(message, self.origin(Extent { spot: token.spot, length: token.length }))
    }

    fn add_default_handles(&mut self) {
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            if !self.handles.iter().any(|(known, _)| known == handle) {
                self.handles.push((SmolStr::new_static(handle), SmolStr::new_static(prefix)));
            }
        }
    }

    pub(super) fn document_content(&mut self) -> Result<Event, ReadError> {
        match self.peek()? {
            Kind::VersionDirective { .. }
            | Kind::TagDirective { .. }
            | Kind::DocumentStart
            | Kind::DocumentEnd
            | Kind::StreamEnd => {
                self.leave();
                Ok(Self::missing(self.spot()?))
            }
            _ => self.node(node::Context::Block),
        }
    }

    pub(super) fn document_end(&mut self) -> Result<Event, ReadError> {
        self.scanner.fill(self.look_ahead)?;
        if self.peek()? == Kind::DocumentEnd {
            self.take()?;
        }
        self.give_document_foot();
        self.handles.clear();
        self.state = State::Document;
        Ok(Event::DocumentEnd)
    }
}

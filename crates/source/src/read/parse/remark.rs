//! Which comments an event has, as go-yaml hands them out.

use smol_str::SmolStr;

use crate::read::ReadError;
use crate::read::cursor::Spot;
use crate::read::parse::{Parser, State};
use crate::read::scan::{RemarkKind, Remarks};
use crate::read::token::Kind;

/// How many tokens go-yaml has found at least when it looks at one.
const LOOK_AHEAD: usize = 3;

/// The comments that were met and that no event has yet.
#[derive(Default)]
pub(super) struct Gathered {
    head: String,
    line: String,
    foot: String,
    /// The comments above a `-`, where a collection follows it.
    stem: Option<String>,
    given: Given,
}

/// What an event has besides what it says.
#[derive(Clone, Default, Debug)]
pub(in crate::read) struct Given {
    pub(in crate::read) head: String,
    pub(in crate::read) line: String,
    pub(in crate::read) foot: String,
    /// The tag as it was written, its handle replaced.
    pub(in crate::read) tag: Option<SmolStr>,
}

impl Parser<'_> {
    /// Keeps every comment from here on.
    pub(in crate::read) fn keep_remarks(&mut self) {
        self.gathered = Some(Box::default());
        self.scanner.remarks = Some(Box::new(Remarks::default()));
    }

    /// Takes what belongs to the last event.
    pub(in crate::read) fn take_given(&mut self) -> Given {
        self.gathered.as_mut().map(|gathered| std::mem::take(&mut gathered.given)).unwrap_or_default()
    }

    /// Gathers the comments that belong to the next token or stand before it.
    pub(super) fn gather(&mut self) -> Result<(), ReadError> {
        self.scanner.fill(LOOK_AHEAD)?;
        let token = self.scanner.peek()?;
        let (kind, spot) = (token.kind, token.spot);
        let (Some(gathered), Some(remarks)) = (&mut self.gathered, &mut self.scanner.remarks) else {
            return Ok(());
        };
        while let Some(next) = remarks.waiting.front().filter(|next| next.token <= spot) {
            // What heads something does not head an end, but what follows that.
            if next.kind == RemarkKind::Head && kind == Kind::BlockEnd {
                break;
            }
            let Some(remark) = remarks.waiting.pop_front() else { break };
            let text = match remark.kind {
                RemarkKind::Head => &mut gathered.head,
                RemarkKind::Line => &mut gathered.line,
                RemarkKind::Foot => &mut gathered.foot,
            };
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&remark.text);
        }
        Ok(())
    }

    /// Gives all that is gathered to the event at hand.
    pub(super) fn give_remarks(&mut self) {
        if let Some(gathered) = &mut self.gathered {
            gathered.given.head = std::mem::take(&mut gathered.head);
            gathered.given.line = std::mem::take(&mut gathered.line);
            gathered.given.foot = std::mem::take(&mut gathered.foot);
            gathered.stem = None;
        }
    }

    pub(super) fn give_tag(&mut self, tag: Option<&SmolStr>) {
        if let Some(gathered) = &mut self.gathered {
            gathered.given.tag = tag.cloned();
        }
    }

    /// Gives the beginning of a collection its comments: in blocks only those above the `-` before it, the others are
    /// its first item's or key's.
    pub(super) fn give_start_remarks(&mut self, state: State) {
        match state {
            State::FlowSequenceFirst | State::FlowMappingFirst => self.give_remarks(),
            State::BlockSequence | State::BlockKey => {
                if let Some(gathered) = &mut self.gathered {
                    gathered.given.head = gathered.stem.take().unwrap_or_default();
                }
            }
            _ => {}
        }
    }

    /// Takes a `-`, and sets the comments above it aside where a collection follows.
    pub(super) fn take_entry(&mut self) -> Result<Spot, ReadError> {
        let above = self.gathered.as_ref().map_or(0, |gathered| gathered.head.len());
        let behind = self.take()?.end();
        if above > 0
            && matches!(self.peek()?, Kind::BlockSequenceStart | Kind::BlockMappingStart)
            && let Some(gathered) = &mut self.gathered
        {
            let rest = gathered.head.get(above + 1..).unwrap_or_default().to_owned();
            gathered.head.truncate(above);
            gathered.stem = Some(std::mem::replace(&mut gathered.head, rest));
        }
        Ok(behind)
    }

    /// Gives a document that begins without `---` the comments above the last empty line before its content.
    pub(super) fn give_document_head(&mut self) {
        let Some(gathered) = &mut self.gathered else { return };
        let bytes = gathered.head.as_bytes();
        let split = (1..bytes.len())
            .rev()
            .find(|at| bytes[*at] == b'\n' && (*at == bytes.len() - 1 || bytes[*at - 1] == b'\n'));
        let Some(at) = split else { return };
        let rest = gathered.head.split_off(at + 1);
        let end = if rest.is_empty() { at } else { at - 1 };
        gathered.head.truncate(end);
        gathered.given.head = std::mem::replace(&mut gathered.head, rest);
    }

    /// Gives the end of a document the comments that are left.
    pub(super) fn give_document_foot(&mut self) {
        self.give_remarks();
        if let Some(gathered) = &mut self.gathered
            && gathered.given.foot.is_empty()
        {
            gathered.given.foot = std::mem::take(&mut gathered.given.head);
        }
    }
}

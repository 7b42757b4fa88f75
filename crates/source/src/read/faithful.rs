//! Events to a tree and what the tree does not hold: nothing is expanded.
//!
//! Source of the rules: the `parser` of `decode.go` in go-yaml 3, which says where comments go.

use std::collections::HashSet;

use smol_str::SmolStr;

use crate::faithful::{Document, Mark, Marks};
use crate::node::{Entry, Key, Mapping, Node, Scalar, Sequence, Style, Tag, Value};
use crate::origin::Origin;
use crate::read::encoding::forbidden;
use crate::read::event::{Event, Extent, Start};
use crate::read::parse::{Given, Parser};
use crate::read::{LOOK_AHEAD, Limits, Place, ReadError, forbidden_error, seen, without_mark};

/// Reads the first document of a text.
pub(crate) fn read_faithful(text: &str, place: Place, limits: &Limits) -> Result<Document, ReadError> {
    let text = without_mark(text);
    let mut parser = Parser::new(text, place, LOOK_AHEAD);
    parser.keep_remarks();
    let mut reader =
        Reader { parser, marks: Marks::default(), anchors: HashSet::new(), place: Vec::new(), left: *limits };
    let root = reader.document();
    match forbidden(text) {
        Some(offset) if offset < seen(reader.parser.position()) => Err(forbidden_error(text, offset, place)),
        _ => root.map(|root| Document { root, marks: reader.marks }),
    }
}

struct Reader<'t> {
    parser: Parser<'t>,
    marks: Marks,
    anchors: HashSet<SmolStr>,
    /// Where the next node stands.
    place: Vec<usize>,
    /// What may still be read.
    left: Limits,
}

/// An event with what belongs to it.
struct Told {
    event: Event,
    given: Given,
}

impl Reader<'_> {
    fn next(&mut self) -> Result<Told, ReadError> {
        let event = self.parser.next_event()?;
        Ok(Told { event, given: self.parser.take_given() })
    }

    fn document(&mut self) -> Result<Option<Node>, ReadError> {
        let start = self.next()?;
        if let Event::StreamEnd = start.event {
            return Ok(None);
        }
        self.marks.head = start.given.head;
        let first = self.next()?;
        let (root, mark) = self.node(first)?;
        self.marks.set_value(&[], mark);
        self.marks.foot = self.next()?.given.foot;
        Ok(Some(root))
    }

    /// The node that an event begins. Goes as deep as the limits allow.
    fn node(&mut self, told: Told) -> Result<(Node, Mark), ReadError> {
        let Told { event, given } = told;
        let Given { head, line, foot, tag } = given;
        let mut mark = Mark { head, line, foot, tag: tag.filter(|tag| tag != "!"), ..Mark::default() };
        let node = match event {
            Event::Scalar { scalar, anchor, at, .. } => {
                mark.anchor = anchor;
                Node::new(Value::Scalar(scalar), self.origin_of(at)?)
            }
            Event::Alias { name, at } => {
                mark.is_alias = true;
                self.alias(name, at)?
            }
            Event::SequenceStart(start) => {
                mark.anchor.clone_from(&start.anchor);
                self.name(start.anchor.as_ref());
                self.sequence(&start, &mut mark)?
            }
            Event::MappingStart(start) => {
                mark.anchor.clone_from(&start.anchor);
                self.name(start.anchor.as_ref());
                self.mapping(&start, &mut mark)?
            }
            Event::StreamEnd | Event::DocumentStart | Event::DocumentEnd | Event::End(_) => {
                Node::plain("", Origin::NOWHERE)
            }
        };
        self.name(mark.anchor.as_ref());
        Ok((node, mark))
    }

    fn name(&mut self, anchor: Option<&SmolStr>) {
        self.anchors.extend(anchor.cloned());
    }

    fn origin_of(&mut self, at: Extent) -> Result<Origin, ReadError> {
        let origin = self.parser.origin(at);
        let Some(left) = self.left.max_nodes.checked_sub(1) else {
            return Err(ReadError::limit("the text holds too many values", origin));
        };
        self.left.max_nodes = left;
        if self.place.len() >= self.left.max_depth {
            return Err(ReadError::limit("lists and maps are nested too deep", origin));
        }
        Ok(origin)
    }

    fn alias(&mut self, name: SmolStr, at: Extent) -> Result<Node, ReadError> {
        let origin = self.origin_of(at)?;
        if !self.anchors.contains(&name) {
            return Err(ReadError::new(format!("there is no anchor `&{name}` before this alias"), origin));
        }
        let scalar = Scalar { text: name, style: Style::Plain, tag: Tag::Other };
        Ok(Node::new(Value::Scalar(scalar), origin))
    }

    fn sequence(&mut self, start: &Start, mark: &mut Mark) -> Result<Node, ReadError> {
        let origin = self.origin_of(start.at)?;
        let mut items = Vec::new();
        let end = loop {
            let told = self.next()?;
            if let Event::End(_) = told.event {
                break told.given;
            }
            self.place.push(items.len());
            let (item, mark) = self.node(told)?;
            self.marks.set_value(&self.place, mark);
            self.place.pop();
            items.push(item);
        };
        mark.line = end.line;
        mark.foot = end.foot;
        Ok(Node::new(Value::Sequence(Sequence { items, flow: start.flow }.into()), origin))
    }

    /// A map. What stands below a value, further left, belongs to its key.
    fn mapping(&mut self, start: &Start, mark: &mut Mark) -> Result<Node, ReadError> {
        let origin = self.origin_of(start.at)?;
        let mut entries = Vec::new();
        let mut last: Option<Mark> = None;
        let end = loop {
            let told = self.next()?;
            if let Event::End(_) = told.event {
                break told.given;
            }
            self.place.push(entries.len());
            let (key, mut key_mark) = self.key(told)?;
            if let (false, Some(last)) = (start.flow || key_mark.foot.is_empty(), &mut last) {
                last.foot = std::mem::take(&mut key_mark.foot);
            }
            self.end_key(last.replace(key_mark));
            let told = self.next()?;
            let (value, mut value_mark) = self.node(told)?;
            if let Some(last) = last.as_mut().filter(|last| last.foot.is_empty()) {
                last.foot = std::mem::take(&mut value_mark.foot);
            }
            self.marks.set_value(&self.place, value_mark);
            self.place.pop();
            entries.push(Entry { key, value });
        };
        mark.line = end.line;
        mark.foot = end.foot;
        if let (false, Some(last)) = (start.flow || mark.foot.is_empty(), &mut last) {
            last.foot = std::mem::take(&mut mark.foot);
        }
        if let Some(last) = last {
            self.place.push(entries.len() - 1);
            self.marks.set_key(&self.place, last);
            self.place.pop();
        }
        let mapping = Mapping { entries, flow: start.flow, ..Mapping::default() };
        Ok(Node::new(Value::Mapping(mapping.into()), origin))
    }

    /// Keeps what belongs to the key before the one at hand.
    fn end_key(&mut self, mark: Option<Mark>) {
        let (Some(mark), Some((index, above))) = (mark, self.place.split_last()) else { return };
        let before: Vec<usize> = above.iter().copied().chain([index - 1]).collect();
        self.marks.set_key(&before, mark);
    }

    fn key(&mut self, told: Told) -> Result<(Key, Mark), ReadError> {
        let (node, mark) = self.node(told)?;
        match node.value {
            Value::Scalar(scalar) => Ok((Key { scalar, origin: node.origin }, mark)),
            _ => Err(ReadError::new("a list or a map cannot be a key", node.origin)),
        }
    }
}

//! Events to nodes, with an own stack: aliases become what they stand for, merge keys are carried out.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::node::{Key, Node, Scalar, Value};
use crate::origin::Origin;
use crate::read::event::{Event, Extent, Role, Start, is_merge};
use crate::read::parse::Parser;
use crate::read::{Document, Limits, Place, ReadError};

mod budget;
mod frame;
mod merge;

use budget::{Budget, Measure};
use frame::Frame;

/// Builds the documents of a text.
pub(super) struct Builder<'t> {
    parser: Parser<'t>,
    budget: Budget,
    /// The open collections, innermost last.
    frames: Vec<Frame>,
    anchors: HashMap<SmolStr, Anchor>,
}

/// What an anchor names.
enum Anchor {
    /// The collection that is still open at that depth.
    Open(usize, Origin),
    Done(Node, Measure),
}

/// A node that is ready to be put into its collection.
struct Child {
    node: Node,
    measure: Measure,
    role: Role,
    /// Where the alias stands, if it is one.
    alias: Option<Origin>,
}

impl<'t> Builder<'t> {
    /// Looks so many tokens ahead at the end of a document.
    pub(super) fn new(text: &'t str, place: Place, limits: &Limits, look_ahead: usize) -> Self {
        Self {
            parser: Parser::new(text, place, look_ahead),
            budget: Budget::new(limits),
            frames: Vec::new(),
            anchors: HashMap::new(),
        }
    }

    /// Goes over comments as over blanks.
    pub(super) fn skipping_comments(mut self) -> Self {
        self.parser.skip_comments();
        self
    }

    /// The next document; `None` behind the last one.
    pub(super) fn next_document(&mut self) -> Result<Option<Document>, ReadError> {
        self.anchors.clear();
        if let Event::StreamEnd = self.parser.next_event()? {
            return Ok(None);
        }
        let root = loop {
            let event = self.parser.next_event()?;
            if let Some(root) = self.advance(event)? {
                break root;
            }
        };
        self.parser.next_event()?;
        let root = (root.role != Role::Missing).then_some(root.node);
        Ok(Some(Document { root, comments: self.parser.take_comments() }))
    }

    /// How many bytes of the text were looked at.
    pub(super) fn position(&self) -> usize {
        self.parser.position()
    }

    /// Takes an event into account; returns the root once it is complete.
    fn advance(&mut self, event: Event) -> Result<Option<Child>, ReadError> {
        if self.parser.take_key_comment()
            && let Some(frame) = self.frames.last_mut()
        {
            frame.comment_key();
        }
        let child = match event {
            Event::Scalar { scalar, anchor, role, at } => self.scalar(scalar, anchor, role, at)?,
            Event::Alias { name, at } => self.alias(&name, at)?,
            Event::SequenceStart(start) => return self.open(start, Frame::sequence).map(|()| None),
            Event::MappingStart(start) => return self.open(start, Frame::mapping).map(|()| None),
            Event::End(_) | Event::StreamEnd | Event::DocumentStart | Event::DocumentEnd => {
                self.close(&event)?
            }
        };
        self.put(child)
    }

    fn scalar(
        &mut self,
        scalar: Scalar,
        anchor: Option<SmolStr>,
        role: Role,
        at: Extent,
    ) -> Result<Child, ReadError> {
        let origin = self.parser.origin(at);
        self.budget.charge_written(|| origin)?;
        let measure = Measure::of_text(&scalar.text);
        let node = Node::new(Value::Scalar(scalar), origin);
        if let Some(name) = anchor {
            self.anchors.insert(name, Anchor::Done(node.clone(), measure));
        }
        Ok(Child { node, measure, role, alias: None })
    }

    fn alias(&mut self, name: &SmolStr, at: Extent) -> Result<Child, ReadError> {
        let origin = self.parser.origin(at);
        let (node, measure) = match self.anchors.get(name) {
            Some(Anchor::Done(node, measure)) => (node, *measure),
            Some(Anchor::Open(_, start)) => {
                let message = format!("`*{name}` stands inside of what it names, which would never end");
                return Err(ReadError::new(message, origin).related(*start, format!("`&{name}` names this")));
            }
            None => {
                return Err(ReadError::new(
                    format!("there is no anchor `&{name}` before this alias"),
                    origin,
                ));
            }
        };
        self.budget.charge_expanded(measure, origin)?;
        self.budget.check_depth(self.frames.len() + measure.height, origin)?;
        let merges = node.as_scalar().is_some_and(|scalar| is_merge(scalar.tag, scalar.style, &scalar.text));
        let role = if merges { Role::Merge } else { Role::Ordinary };
        Ok(Child { node: node.clone().aliased(name, origin), measure, role, alias: Some(origin) })
    }

    fn open(&mut self, start: Start, frame: fn(Start, Origin) -> Frame) -> Result<(), ReadError> {
        let origin = self.parser.origin(start.at);
        self.budget.charge_written(|| origin)?;
        self.budget.check_depth(self.frames.len() + 1, origin)?;
        let name = start.anchor.clone();
        let frame = frame(start, origin);
        if self.frames.last().is_some_and(Frame::expects_key) {
            return Err(complex_key(frame.is_flow_mapping(), origin));
        }
        if let Some(name) = name {
            self.anchors.insert(name, Anchor::Open(self.frames.len(), origin));
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self, event: &Event) -> Result<Child, ReadError> {
        let mut frame = self.frames.pop().expect("the parser ends only what it began");
        if let Event::End(end) = event
            && let Some(extent) = frame.extent_to(*end)
        {
            frame.origin = self.parser.origin(extent);
        }
        if let Some(merge) = frame.take_merge() {
            frame.merge(&merge)?;
        }
        let (node, measure, anchor) = frame.finish();
        if let Some(name) = anchor {
            self.name(name, &node, measure);
        }
        Ok(Child { node, measure, role: Role::Ordinary, alias: None })
    }

    /// Gives a collection its name, unless something inside of it took that since.
    fn name(&mut self, name: SmolStr, node: &Node, measure: Measure) {
        let depth = self.frames.len();
        if matches!(self.anchors.get(&name), Some(Anchor::Open(open, _)) if *open == depth) {
            self.anchors.insert(name, Anchor::Done(node.clone(), measure));
        }
    }

    /// Puts a node into the innermost collection; without one it is the root.
    fn put(&mut self, child: Child) -> Result<Option<Child>, ReadError> {
        match self.frames.last_mut() {
            Some(frame) => frame.put(child).map(|()| None),
            None => Ok(Some(child)),
        }
    }
}

impl Child {
    /// The node as a key, which stands where the alias does if it is one.
    fn into_key(self) -> Result<Key, ReadError> {
        let origin = self.alias.unwrap_or(self.node.origin);
        match self.node.value {
            Value::Scalar(scalar) => Ok(Key { scalar, origin }),
            Value::Sequence(_) | Value::Mapping(_) => Err(complex_key(false, origin)),
        }
    }
}

fn complex_key(may_be_template: bool, origin: Origin) -> ReadError {
    let hint = if may_be_template { ": put a template such as `{{ name }}` in quotes" } else { "" };
    ReadError::new(format!("a list or a map cannot be a key{hint}"), origin)
}

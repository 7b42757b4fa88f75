//! Writes a tree as go-yaml's version 3 does: in the styles and the order of the tree, with its comments.

mod collection;
mod comment;
mod line;
mod scalar;

use crate::faithful::{Mark, Marks};
use crate::node::{Node, Value};

/// Writes one document, in go-yaml's own steps: what is pending is written where the next step lets it.
pub(crate) struct Emitter<'m> {
    marks: &'m Marks,
    out: String,
    column: usize,
    /// Whether the last thing was a space, or nothing.
    whitespace: bool,
    /// Whether the line holds nothing but indentation and dashes so far.
    indention: bool,
    /// The indentation of the innermost collection; none at the root.
    indent: Option<usize>,
    /// The indentation of the comment that the last collection ended with: an empty line goes below it.
    foot_indent: Option<usize>,
    /// How many brackets are open.
    flow: usize,
    /// The comments that are to be written next.
    pending: Pending,
    /// The numbers that lead to the node at hand.
    place: Vec<usize>,
}

/// Comments on their way.
#[derive(Default)]
struct Pending {
    /// Those below the value before.
    tail: String,
    head: String,
    line: String,
    foot: String,
    /// Those on the line of a key whose value stands on the next ones.
    key_line: String,
}

/// What a node stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    /// An item of a block list.
    Item,
    /// A value of a map.
    Value,
    /// Anything else.
    Other,
}

impl<'m> Emitter<'m> {
    pub(crate) fn new(marks: &'m Marks) -> Self {
        Self {
            marks,
            out: String::new(),
            column: 0,
            whitespace: true,
            indention: true,
            indent: None,
            foot_indent: None,
            flow: 0,
            pending: Pending::default(),
            place: Vec::new(),
        }
    }

    /// A whole document.
    pub(crate) fn document(mut self, root: &Node) -> String {
        if !self.marks.head.is_empty() {
            self.pending.head.clone_from(&self.marks.head);
            self.head_comment();
            self.line_break();
        }
        self.root(root);
        let foot = self.marks.foot.as_str();
        self.end(foot)
    }

    /// A node that stands at a place, alone.
    pub(crate) fn node_alone(mut self, node: &Node, place: &[usize]) -> String {
        self.place = place.to_vec();
        self.root(node);
        self.end("")
    }

    fn root(&mut self, root: &Node) {
        let mark = self.marks.value(&self.place);
        self.await_start(root, mark);
        self.head_comment();
        self.begin(root, mark, Parent::Other);
        self.after_node();
        self.rest(root, mark, Parent::Other);
    }

    fn end(mut self, foot: &str) -> String {
        if !foot.is_empty() {
            foot.clone_into(&mut self.pending.foot);
        }
        self.foot_indent = Some(0);
        self.foot_comment();
        self.foot_indent = None;
        self.new_line();
        self.out
    }

    /// Makes the comments pending that come with the beginning of a node.
    fn await_start(&mut self, node: &Node, mark: &Mark) {
        take_over(&mut self.pending.head, &mark.head);
        if let Value::Scalar(_) = node.value {
            take_over(&mut self.pending.line, &mark.line);
            take_over(&mut self.pending.foot, &mark.foot);
        }
    }

    /// Makes the comments pending that come with the end of a collection.
    fn await_end(&mut self, mark: &Mark) {
        take_over(&mut self.pending.line, &mark.line);
        take_over(&mut self.pending.foot, &mark.foot);
    }

    /// Writes a scalar, or what stands before a collection.
    fn begin(&mut self, node: &Node, mark: &Mark, parent: Parent) {
        match &node.value {
            Value::Scalar(scalar) if mark.is_alias => self.alias(&scalar.text),
            Value::Scalar(scalar) => self.scalar(scalar, mark, parent, false),
            Value::Sequence(_) | Value::Mapping(_) => {
                self.anchor(mark);
                if let Some(tag) = &mark.tag {
                    self.tag(tag);
                }
            }
        }
    }

    /// Writes what is in a collection.
    fn rest(&mut self, node: &Node, mark: &Mark, parent: Parent) {
        match &node.value {
            Value::Scalar(_) => {}
            Value::Sequence(list) if self.flow > 0 || list.flow || list.items.is_empty() => {
                self.flow_sequence(&list.items, mark, parent);
            }
            Value::Sequence(list) => self.block_sequence(&list.items, mark, parent),
            Value::Mapping(map) if self.flow > 0 || map.flow || map.entries.is_empty() => {
                self.flow_mapping(&map.entries, mark, parent);
            }
            Value::Mapping(map) => self.block_mapping(&map.entries, mark, parent),
        }
    }

    /// Comments that a node leaves behind it.
    fn after_node(&mut self) {
        self.line_comment();
        self.foot_comment();
    }

    /// Whether comments are pending that go behind a node.
    fn has_comments_behind(&self) -> bool {
        let Pending { tail, line, foot, .. } = &self.pending;
        !tail.is_empty() || !line.is_empty() || !foot.is_empty()
    }
}

fn take_over(pending: &mut String, comment: &str) {
    if !comment.is_empty() {
        comment.clone_into(pending);
    }
}

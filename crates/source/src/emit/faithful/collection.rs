//! Lists and maps.

use smol_str::SmolStr;

use super::{Emitter, Parent, take_over};
use crate::faithful::Mark;
use crate::node::{Entry, Node, Value};

impl Emitter<'_> {
    pub(super) fn block_sequence(&mut self, items: &[Node], mark: &Mark, parent: Parent) {
        let compact = parent == Parent::Value && (self.column == 0 || !self.indention);
        let before = self.deeper(parent, false, compact);
        for (index, item) in items.iter().enumerate() {
            self.place.push(index);
            let mark = self.marks.value(&self.place);
            self.await_start(item, mark);
            self.head_comment();
            self.new_line();
            self.block_indicator('-');
            self.begin(item, mark, Parent::Item);
            self.after_node();
            self.rest(item, mark, Parent::Item);
            self.place.pop();
        }
        self.await_end(mark);
        self.indent = before;
    }

    pub(super) fn block_mapping(&mut self, entries: &[Entry], mark: &Mark, parent: Parent) {
        let before = self.deeper(parent, false, false);
        let mut tail = "";
        for (index, entry) in entries.iter().enumerate() {
            self.place.push(index);
            let key = self.marks.key(&self.place);
            self.await_key(key, tail);
            tail = &key.foot;
            self.head_comment();
            self.new_line();
            if !self.pending.line.is_empty() {
                self.pending.key_line = std::mem::take(&mut self.pending.line);
            }
            let is_simple = self.block_key(entry, key);
            let mark = self.marks.value(&self.place);
            self.await_start(&entry.value, mark);
            if is_simple {
                self.sign(":");
            } else {
                self.new_line();
                self.block_indicator(':');
            }
            self.key_line_comment(&entry.value);
            self.begin(&entry.value, mark, Parent::Value);
            self.after_node();
            self.rest(&entry.value, mark, Parent::Value);
            self.place.pop();
        }
        take_over(&mut self.pending.tail, tail);
        self.await_end(mark);
        self.head_comment();
        self.indent = before;
    }

    fn await_key(&mut self, mark: &Mark, tail: &str) {
        take_over(&mut self.pending.tail, tail);
        take_over(&mut self.pending.head, &mark.head);
        take_over(&mut self.pending.line, &mark.line);
    }

    /// Writes a key; says whether it stands on one line with its colon.
    fn block_key(&mut self, entry: &Entry, mark: &Mark) -> bool {
        let is_simple = is_simple(entry, mark);
        if !is_simple {
            self.block_indicator('?');
        }
        self.key(entry, mark, is_simple);
        is_simple
    }

    fn key(&mut self, entry: &Entry, mark: &Mark, is_simple: bool) {
        if mark.is_alias {
            self.alias(entry.key.text());
        } else {
            self.scalar(&entry.key.scalar, mark, Parent::Value, is_simple);
        }
    }

    /// A comment on the line of a key goes to the value: behind it, or before its first line.
    fn key_line_comment(&mut self, value: &Node) {
        if self.pending.key_line.is_empty() {
            return;
        }
        let is_block = match &value.value {
            Value::Scalar(_) => {
                if self.pending.line.is_empty() {
                    self.pending.line = std::mem::take(&mut self.pending.key_line);
                }
                return;
            }
            Value::Sequence(list) => !list.flow,
            Value::Mapping(map) => !map.flow,
        };
        if is_block {
            std::mem::swap(&mut self.pending.line, &mut self.pending.key_line);
            self.line_comment();
            std::mem::swap(&mut self.pending.line, &mut self.pending.key_line);
        }
    }

    pub(super) fn flow_sequence(&mut self, items: &[Node], mark: &Mark, parent: Parent) {
        let before = self.open('[', parent);
        let mut separated = true;
        for (index, item) in items.iter().enumerate() {
            self.place.push(index);
            let mark = self.marks.value(&self.place);
            self.await_start(item, mark);
            self.separate(separated);
            separated = self.has_comments_behind();
            self.begin(item, mark, Parent::Other);
            self.end_flow_node();
            self.rest(item, mark, Parent::Other);
            self.place.pop();
        }
        self.await_end(mark);
        self.flow -= 1;
        self.indent = before;
        if self.column == 0 {
            self.new_line();
        }
        self.sign("]");
        self.after_node();
    }

    pub(super) fn flow_mapping(&mut self, entries: &[Entry], mark: &Mark, parent: Parent) {
        let before = self.open('{', parent);
        let (mut separated, mut tail) = (true, "");
        for (index, entry) in entries.iter().enumerate() {
            self.place.push(index);
            let key = self.marks.key(&self.place);
            self.await_key(key, tail);
            tail = &key.foot;
            self.separate(separated);
            let is_simple = is_simple(entry, key);
            if !is_simple {
                self.indicator("?");
            }
            self.key(entry, key, is_simple);
            let mark = self.marks.value(&self.place);
            self.await_start(&entry.value, mark);
            if is_simple {
                self.sign(":");
            } else {
                self.indicator(":");
            }
            separated = self.has_comments_behind();
            self.begin(&entry.value, mark, Parent::Value);
            self.end_flow_node();
            self.rest(&entry.value, mark, Parent::Value);
            self.place.pop();
        }
        take_over(&mut self.pending.tail, tail);
        self.await_end(mark);
        let above =
            !self.pending.head.is_empty() || !self.pending.foot.is_empty() || !self.pending.tail.is_empty();
        if above && !separated {
            self.sign(",");
        }
        self.head_comment();
        self.flow -= 1;
        self.indent = before;
        self.sign("}");
        self.after_node();
    }

    fn open(&mut self, bracket: char, parent: Parent) -> Option<usize> {
        self.space();
        self.push(bracket);
        self.whitespace = true;
        self.indention = false;
        self.flow += 1;
        self.deeper(parent, true, false)
    }

    /// The comma and the comments before an item or a key.
    fn separate(&mut self, separated: bool) {
        if !separated {
            self.sign(",");
        }
        self.head_comment();
        if self.column == 0 {
            self.new_line();
        }
    }

    /// The comma comes before comments that go behind a node.
    fn end_flow_node(&mut self) {
        if self.has_comments_behind() {
            self.sign(",");
        }
        self.after_node();
    }
}

fn is_simple(entry: &Entry, mark: &Mark) -> bool {
    let text = entry.key.text();
    let length = |text: &Option<SmolStr>| text.as_ref().map_or(0, SmolStr::len);
    mark.is_alias
        || !crate::emit::analysis::has_break(text)
            && text.len() + length(&mark.anchor) + length(&mark.tag) <= 128
}

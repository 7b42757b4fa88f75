//! How the nodes of resources and of texts that hold YAML are spelt, which is what patterns in brackets look at.

use overlint_source::faithful::{Marks, write_node};
use overlint_source::{Node, Sources, Style};

use super::walk::Spelling;

impl Spelling for Marks {
    fn spell(&self, node: &Node, place: &[usize]) -> String {
        self.write_at(node, place)
    }

    fn is_alias(&self, place: &[usize], child: usize) -> bool {
        let child: Vec<usize> = place.iter().copied().chain([child]).collect();
        Marks::is_alias(self, &child)
    }
}

/// A resource, whose comments stand in its file.
pub(super) struct Written<'s> {
    pub(super) sources: &'s Sources,
}

impl Spelling for Written<'_> {
    fn spell(&self, node: &Node, _place: &[usize]) -> String {
        let mut text = write_node(node);
        if let Some(comment) = self.comment_behind(node) {
            text.truncate(text.trim_end().len());
            text.push(' ');
            text.push_str(&comment);
        }
        text
    }

    fn is_alias(&self, _place: &[usize], _child: usize) -> bool {
        false
    }
}

impl Written<'_> {
    /// The comment on the line of a scalar, where the scalar is what stands in the file.
    fn comment_behind(&self, node: &Node) -> Option<String> {
        let scalar = node.as_scalar()?;
        let source = self.sources.get(node.origin.source)?;
        let line = source.line(node.origin.line)?;
        let start = node.origin.column.checked_sub(1)? as usize;
        let mut rest = line.chars().skip(start);
        let spelt: String = rest.by_ref().take(node.origin.length as usize).collect();
        let is_here = match scalar.style {
            Style::Plain => spelt == scalar.text,
            Style::SingleQuoted => spelt.starts_with('\'') && spelt.ends_with('\''),
            Style::DoubleQuoted => spelt.starts_with('"') && spelt.ends_with('"'),
            Style::Literal | Style::Folded => false,
        };
        let behind: String = rest.collect();
        let comment = behind.trim_start();
        (is_here && comment.len() < behind.len() && comment.starts_with('#')).then(|| comment.to_owned())
    }
}

//! Writing a value over the fields that were found.
//!
//! Source of the rules: `setFieldValue` in `api/filters/replacement/replacement.go` of kustomize 5.8.2.

use overlint_source::{Input, Made, Node, Origin, Scalar, Value};
use smol_str::SmolStr;

use super::place::{node_at_mut, remembered_tag};
use super::walk::Found;

/// Which piece of a text is meant: the text is split at a delimiter.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) delimiter: SmolStr,
    pub(super) index: i64,
}

/// A value that is written to fields.
pub(super) struct Writing<'v> {
    pub(super) value: &'v Node,
    pub(super) piece: Option<&'v Piece>,
    /// The path that asks for the field.
    pub(super) path: &'v SmolStr,
    /// Where the field is asked for; fields that stand there were made just now.
    pub(super) asked: Origin,
}

impl Writing<'_> {
    /// Writes the value to a field of the tree. Fails where a piece of a list or a map is meant.
    pub(super) fn write(&self, root: &mut Node, found: &Found) -> Result<(), String> {
        match found {
            Found::Lost { is_scalar } if self.piece.is_some() && !is_scalar => Err(no_text()),
            Found::Lost { .. } => Ok(()),
            Found::At(place) => node_at_mut(root, place).map_or(Ok(()), |field| self.write_to(field)),
        }
    }

    fn write_to(&self, field: &mut Node) -> Result<(), String> {
        let Some(scalar) = field.as_scalar() else {
            if self.piece.is_some() {
                return Err(no_text());
            }
            self.put(field, self.value.clone());
            return Ok(());
        };
        // Only the text is written: what type and quotes it had stays.
        let mut new = Scalar { text: self.text_over(&scalar.text), ..scalar.clone() };
        let tag = remembered_tag(scalar);
        if field.origin != self.asked && tag != remembered_tag(&new) {
            new.tag = tag;
        }
        let made = if self.piece.is_some() { Made::Replacement } else { Made::Copied };
        let inputs = vec![Input::from(self.value), Input::new(self.path.clone(), self.asked)];
        self.put(field, Node::new(Value::Scalar(new), self.value.origin).made(made, inputs));
        Ok(())
    }

    fn put(&self, field: &mut Node, node: Node) {
        if field.origin == self.asked {
            *field = node;
        } else {
            field.replace_with(node);
        }
    }

    fn text_over(&self, old: &str) -> SmolStr {
        let Some(Piece { delimiter, index }) = self.piece else {
            return self.value.text().unwrap_or_default().into();
        };
        let new = self.value.text().unwrap_or_default();
        let mut pieces = split(old, delimiter);
        match usize::try_from(*index) {
            Err(_) => pieces.insert(0, new),
            Ok(index) if index >= pieces.len() => pieces.push(new),
            Ok(index) => pieces[index] = new,
        }
        pieces.join(delimiter).into()
    }
}

/// The pieces of a text, as Go's `strings.Split` makes them.
pub(super) fn split<'t>(text: &'t str, delimiter: &str) -> Vec<&'t str> {
    text.split(delimiter).collect()
}

fn no_text() -> String {
    "a `delimiter` splits texts, and this is a list or a map".to_owned()
}

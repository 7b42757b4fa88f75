//! How a value came about: what overwrote what, and what a derived value was made of.
//!
//! A value that is as it was written has no history, so that nearly every node of a tree costs nothing here.

use std::iter::successors;
use std::sync::{Arc, LazyLock};

use smol_str::{SmolStr, format_smolstr};

use crate::node::{Node, Scalar, Value};
use crate::origin::Origin;

/// The last step in the making of a value; the steps before it follow from `base`.
#[derive(Debug)]
pub struct History {
    /// What was done.
    pub made: Made,
    /// The values that it was done with, besides the one that stood there.
    pub inputs: Vec<Input>,
    /// The value that stood there.
    pub base: Option<Input>,
}

/// A value that a step was done with: what it was, where it stands, and how it came about itself.
#[derive(Clone, Debug)]
pub struct Input {
    /// The text of a scalar; nothing for a list, a map, or bytes that are no text.
    pub text: Option<SmolStr>,
    /// Where it stands.
    pub origin: Origin,
    /// How it came about.
    pub history: Option<Arc<History>>,
}

/// What a step does, and so how its value follows from the inputs and the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Made {
    /// Written over the base, at the value's own place. There are no inputs.
    Written,
    /// The input with the base behind it.
    Prefix,
    /// The base with the input behind it.
    Suffix,
    /// The base with `-` and a hash of the inputs behind it.
    Hash,
    /// The input, which is the name or namespace of the object that the base refers to.
    Reference,
    /// The base, an image, with the inputs for its name, tag or digest, or behind its tag.
    Image,
    /// The input in Base64.
    Base64,
    /// What the base becomes where a part of it is replaced by the first input; a second input is the path that asked.
    Replacement,
    /// The base with each `$(NAME)` replaced, by the inputs in the order of their first use.
    Variable,
    /// The input, which stands elsewhere; a second input is the path that asked for the copy.
    Copied,
    /// A part of the input.
    Piece,
    /// The base in another spelling: what JSON or another version of YAML makes of it.
    Respelled,
    /// The base, which has an anchor; the input is the alias.
    Alias,
    /// The inputs, joined by text of kustomize's own.
    Joined,
    /// A text of kustomize's own, for what stands at the value's place.
    Generated,
}

impl Made {
    /// Whether the value stands where another one was, and not for the same value in another form.
    pub fn overwrites(self) -> bool {
        !matches!(self, Self::Respelled | Self::Alias)
    }

    /// Whether the value follows from the base, besides the inputs.
    pub fn uses_base(self) -> bool {
        !matches!(
            self,
            Self::Written
                | Self::Reference
                | Self::Base64
                | Self::Copied
                | Self::Piece
                | Self::Joined
                | Self::Generated
        )
    }
}

/// The history of a text of kustomize's own: one for all of them.
static GENERATED: LazyLock<Arc<History>> =
    LazyLock::new(|| Arc::new(History { made: Made::Generated, inputs: Vec::new(), base: None }));

impl Input {
    /// What was written at a place.
    pub fn new(text: impl Into<SmolStr>, origin: Origin) -> Self {
        Self { text: Some(text.into()), origin, history: None }
    }

    /// What stands at a place and is no text.
    pub fn without_text(origin: Origin) -> Self {
        Self { text: None, origin, history: None }
    }

    /// The step that made it and those before, newest first.
    pub fn steps(&self) -> impl Iterator<Item = &History> {
        steps(self.history.as_deref())
    }
}

impl From<&Node> for Input {
    fn from(node: &Node) -> Self {
        let text = node.as_scalar().map(|scalar| scalar.text.clone());
        Self { text, origin: node.origin, history: node.history.clone() }
    }
}

fn steps(newest: Option<&History>) -> impl Iterator<Item = &History> {
    successors(newest, |step| step.base.as_ref()?.history.as_deref())
}

impl History {
    /// The histories of the base and of the inputs, taken out.
    fn take_links(&mut self) -> Vec<Arc<Self>> {
        let links = self.base.iter_mut().chain(&mut self.inputs);
        links.filter_map(|input| input.history.take()).collect()
    }
}

/// One step may stand behind thousands of others, so that dropping each from within the next is too deep.
impl Drop for History {
    fn drop(&mut self) {
        let mut waiting = self.take_links();
        while let Some(link) = waiting.pop() {
            if let Some(mut step) = Arc::into_inner(link) {
                waiting.extend(step.take_links());
            }
        }
    }
}

impl Node {
    /// Writes another scalar here; what stood here becomes part of the history.
    pub fn overwrite(&mut self, scalar: Scalar, origin: Origin) {
        self.overwrite_made(scalar, origin, Made::Written, Vec::new());
    }

    /// Writes a scalar here that was made of what stood here and of some inputs.
    pub fn overwrite_made(&mut self, scalar: Scalar, origin: Origin, made: Made, inputs: Vec<Input>) {
        // What a transformer has made itself, to write to, was never there.
        let is_fresh = self.origin == origin && self.history.is_none() && self.text() == Some("");
        let base = (!is_fresh).then(|| Input::from(&*self));
        self.value = Value::Scalar(scalar);
        self.origin = origin;
        self.history = match base {
            None if made == Made::Written => None,
            base => Some(Arc::new(History { made, inputs, base })),
        };
    }

    /// Puts another node here; what stood here becomes part of the history.
    pub fn replace_with(&mut self, mut other: Self) {
        let base = Some(Input::from(&*self));
        let (made, inputs) = match other.history.as_deref() {
            None => (Made::Written, Vec::new()),
            Some(step) if step.base.is_none() => (step.made, step.inputs.clone()),
            Some(_) => (Made::Copied, vec![Input::from(&other)]),
        };
        other.history = Some(Arc::new(History { made, inputs, base }));
        *self = other;
    }

    /// The same node, made of some inputs.
    #[must_use]
    pub fn made(self, made: Made, inputs: Vec<Input>) -> Self {
        self.made_over(None, made, inputs)
    }

    /// The same node, made of what stood at a place and of some inputs.
    #[must_use]
    pub fn made_over(mut self, base: Option<Input>, made: Made, inputs: Vec<Input>) -> Self {
        self.history = Some(Arc::new(History { made, inputs, base }));
        self
    }

    /// The same node, whose text is kustomize's own.
    #[must_use]
    pub fn generated(mut self) -> Self {
        self.history = Some(GENERATED.clone());
        self
    }

    /// The same node, which an alias stands for.
    #[must_use]
    pub(crate) fn aliased(mut self, name: &str, alias: Origin) -> Self {
        let inputs = vec![Input::new(format_smolstr!("*{name}"), alias)];
        let base = Some(Input::from(&self));
        self.history = Some(Arc::new(History { made: Made::Alias, inputs, base }));
        self
    }

    /// Writes the same value in another spelling; the old spelling becomes part of the history.
    pub fn respell(&mut self, scalar: Scalar) {
        if self.text() != Some(&scalar.text) {
            let base = Some(Input::from(&*self));
            self.history = Some(Arc::new(History { made: Made::Respelled, inputs: Vec::new(), base }));
        }
        self.value = Value::Scalar(scalar);
    }

    /// The step that made the value and those before, newest first.
    pub fn steps(&self) -> impl Iterator<Item = &History> {
        steps(self.history.as_deref())
    }

    /// The values that were overwritten here, newest first.
    pub fn overwritten(&self) -> impl Iterator<Item = &Input> {
        self.steps().filter(|step| step.made.overwrites()).filter_map(|step| step.base.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn at(line: u32) -> Origin {
        let source = Sources::default().add("a.yaml", "");
        Origin { source, line, column: 1, length: 1 }
    }

    #[test]
    fn a_value_knows_what_it_overwrote_newest_first() {
        let mut node = Node::string("first", at(1));
        node.respell(Scalar::string("First"));
        node.overwrite(Scalar::string("second"), at(2));
        node.overwrite_made(Scalar::string("p-second"), at(3), Made::Prefix, vec![Input::new("p-", at(3))]);
        let texts: Vec<_> = node.overwritten().filter_map(|input| input.text.as_deref()).collect();
        assert_eq!(texts, ["second", "First"]);
        let made: Vec<_> = node.steps().map(|step| step.made).collect();
        assert_eq!(made, [Made::Prefix, Made::Written, Made::Respelled]);
    }

    #[test]
    fn what_a_transformer_makes_to_write_to_was_never_there() {
        let mut node = Node::string("", at(1));
        node.overwrite(Scalar::string("x"), at(1));
        assert!(node.history.is_none());
    }

    #[test]
    fn a_value_with_a_history_brings_it_along() {
        let mut node = Node::string("old", at(1));
        node.replace_with(Node::string("eA==", at(2)).made(Made::Base64, vec![Input::new("x", at(2))]));
        let step = node.history.as_deref().expect("a history");
        assert_eq!((step.made, step.inputs.len()), (Made::Base64, 1));
        assert_eq!(step.base.as_ref().and_then(|base| base.text.as_deref()), Some("old"));
    }

    #[test]
    fn a_million_steps_are_dropped_without_going_deep() {
        let mut node = Node::string("0", at(1));
        for _ in 0..1_000_000 {
            node.overwrite(Scalar::string("1"), at(2));
        }
        drop(node);
    }
}

//! The way from the root of an object to the value that is looked at.

use std::fmt::Write as _;

use overlint_source::Origin;

/// One step of the way, as a list on the stack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    up: Option<&'a Place<'a>>,
    step: Step<'a>,
    /// Where something missing here is shown.
    pub(crate) heading: Origin,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The start of the way.
    pub(crate) fn root(heading: Origin) -> Self {
        Self { up: None, step: Step::Root, heading }
    }

    /// Whether this is the object itself.
    pub(crate) fn is_root(&self) -> bool {
        self.up.is_none()
    }

    /// Under a key that stands somewhere.
    pub(crate) fn key(&'a self, key: &'a str, origin: Origin) -> Self {
        Self { up: Some(self), step: Step::Key(key), heading: origin }
    }

    /// In a list.
    pub(crate) fn index(&'a self, index: usize, origin: Origin) -> Self {
        Self { up: Some(self), step: Step::Index(index), heading: origin }
    }

    /// The way as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut pointer = self.up.map(Place::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                let _ = write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                let _ = write!(pointer, "/{index}");
            }
        }
        pointer
    }

    /// What stands here, in words: `` `spec` ``, `` an entry of `tags` ``, the object.
    pub(crate) fn describe(&self) -> String {
        match (self.step, self.up) {
            (Step::Key(key), _) => format!("`{key}`"),
            (Step::Index(_), Some(list)) if !list.is_root() => format!("an entry of {}", list.describe()),
            _ => "the object".to_owned(),
        }
    }
}

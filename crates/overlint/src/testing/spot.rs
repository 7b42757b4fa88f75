//! What an expectation can be said of: anything with a place in the source.

use std::sync::Arc;

use overlint_policy::Place;
use overlint_source::ResourceId;

/// Where a failure is shown: the line to edit, the overlay and the object that it was seen in.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The line to edit, and the same place in the object.
    pub place: Place,
    /// The directory of the overlay.
    pub(super) overlay: Option<Arc<str>>,
    pub(super) resource: Option<ResourceId>,
}

/// Anything with a place in the source. What is missing has one as well: where it would have to be written, or the line of
/// the patch that took it away.
pub trait Located {
    /// Where a failure is shown.
    fn spot(&self) -> Spot;
}

impl<T: Located + ?Sized> Located for &T {
    fn spot(&self) -> Spot {
        (**self).spot()
    }
}

impl Located for Spot {
    fn spot(&self) -> Spot {
        self.clone()
    }
}

/// Anything that can be an element of a set, see [`Expect::same_set`](super::Expect::same_set).
pub trait Named {
    /// What elements are compared by.
    fn element(&self) -> String;

    /// The place of the element, if it has one.
    fn place(&self) -> Option<Spot> {
        None
    }
}

impl Named for str {
    fn element(&self) -> String {
        self.to_owned()
    }
}

impl Named for String {
    fn element(&self) -> String {
        self.clone()
    }
}

impl<T: Named + ?Sized> Named for &T {
    fn element(&self) -> String {
        (**self).element()
    }

    fn place(&self) -> Option<Spot> {
        (**self).place()
    }
}

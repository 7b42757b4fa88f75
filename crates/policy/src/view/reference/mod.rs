//! References from one object to another by name, and those that lead nowhere.

mod near;
mod produced;
mod search;

use super::{Object, Overlay};
use crate::place::Place;

pub use near::is_slip;
pub(super) use search::unresolved;

/// A reference to an object that the overlay does not hold, that nothing in it seems to make, and that is not known to
/// exist elsewhere. It borrows nothing, so that an overlay can keep it.
#[derive(Clone, Debug)]
pub struct Unresolved {
    /// What refers.
    pub by: Referrer,
    /// The kind that is referred to.
    pub kind: String,
    /// The name that is referred to.
    pub name: String,
    /// The name of an object of that kind that was evidently meant.
    pub near: Option<String>,
    /// Where to edit the name.
    pub place: Place,
    from: usize,
}

impl Unresolved {
    /// The object that refers, in the overlay that was searched.
    pub fn referrer<'a>(&self, overlay: &Overlay<'a>) -> Object<'a> {
        overlay.objects()[self.from]
    }
}

/// What part of an object refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referrer {
    /// A volume of a pod.
    Volume,
    /// The environment of a container: `env` or `envFrom`.
    Environment,
    /// `imagePullSecrets` of a pod.
    PullSecret,
    /// The service account of a pod.
    ServiceAccount,
    /// A backend of an Ingress.
    Backend,
    /// `tls` of an Ingress.
    Certificate,
    /// The target of an autoscaler.
    ScaleTarget,
    /// The role of a binding.
    Role,
    /// `serviceName` of a `StatefulSet`.
    GoverningService,
}

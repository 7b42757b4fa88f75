//! Which schema a build goes by.
//!
//! Source of the rules: `SetSchema` and `initSchema` of `kyaml/openapi/openapi.go` of kustomize 5.8.2, where the schema
//! is a global that the first kustomization with an `openapi` field sets, the root's before any other.

use super::{Beside, OpenApi, is_known_by_heart};
use crate::id::Gvk;

/// What is chosen so far, on the way through the kustomizations of a build in kustomize's order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    chosen: Option<OpenApi>,
    beside: Beside,
}

impl Choice {
    /// Meets an object. If kustomize does not know the scope of its kind by heart, it will read the built-in schema
    /// for it, even if that is only after another one was chosen.
    pub(crate) fn meet_kind(&mut self, gvk: &Gvk) {
        if self.chosen.is_none() && self.beside == Beside::Alone && !is_known_by_heart(gvk) {
            self.beside = Beside::UnderBuiltin;
        }
    }

    /// Meets a strategic merge patch that goes over an object, for which kustomize reads the schema at once.
    pub(crate) fn meet_merge(&mut self) {
        if self.chosen.is_none() {
            self.beside = Beside::OverBuiltin;
        }
    }

    /// Meets what the `openapi` field of a kustomization asks for; only the first counts.
    pub(crate) fn meet_field(&mut self, asked: OpenApi) {
        let beside = self.beside;
        self.chosen.get_or_insert_with(|| asked.beside_builtin(beside));
    }

    /// What tells one state on the way of a build from another.
    pub(crate) fn state(&self) -> (bool, Beside) {
        (self.is_made(), self.beside)
    }

    /// Whether a schema was chosen, so that other fields only have to name files that can be read.
    pub(crate) fn is_made(&self) -> bool {
        self.chosen.is_some()
    }

    /// The schema in force.
    pub(crate) fn schema(&self) -> OpenApi {
        self.chosen.clone().unwrap_or_default()
    }
}

//! Checks across overlays: each policy keeps a little of every overlay, and looks at all of it in the end.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use overlint_source::{Rule, Severity};

use crate::findings::{Findings, Found};

/// What a policy keeps of an overlay: a type of its own, which must not borrow from the overlay.
pub type Summary = Box<dyn Any + Send>;

/// What a policy kept of one overlay.
pub struct Summarized {
    overlay: Arc<str>,
    severity: Severity,
    summary: Summary,
}

impl Summarized {
    pub(crate) fn new(overlay: &Arc<str>, severity: Severity, summary: Summary) -> Self {
        Self { overlay: Arc::clone(overlay), severity, summary }
    }

    /// Where the overlay lies, relative to the root of the repository.
    pub fn overlay(&self) -> &str {
        &self.overlay
    }

    /// What was kept; `None` if it is of another type.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.summary.downcast_ref()
    }
}

impl fmt::Debug for Summarized {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Summarized").field(&self.overlay).finish()
    }
}

/// Takes what a policy has to say of several overlays.
#[derive(Debug)]
pub struct RepositoryFindings<'a> {
    pub(crate) rule: &'static Rule,
    pub(crate) found: &'a mut Found,
}

impl RepositoryFindings<'_> {
    /// The sink for findings in one of the overlays. They belong to no object unless the policy says so:
    /// [`overlint_source::Finding::resources`].
    pub fn of<'b>(&'b mut self, overlay: &'b Summarized) -> Findings<'b> {
        Findings::new(self.rule, overlay.severity, &overlay.overlay, self.found)
    }
}

/// What all policies kept of an overlay.
#[derive(Debug, Default)]
pub struct Summaries {
    /// The number of the policy, and of the entry of the configuration that holds for the overlay.
    pub(crate) kept: Vec<((usize, usize), Summarized)>,
}

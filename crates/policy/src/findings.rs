//! The sink that policies tell their findings to.

use std::sync::Arc;

use overlint_source::{Finding, Origin, Rule, Severity};

use crate::place::Place;
use crate::view::Object;

/// Takes what a policy has to say and fills in the rest: rule, severity, overlay and object.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    severity: Severity,
    overlay: &'a Arc<str>,
    object: Option<Object<'a>>,
    found: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(
        rule: &'static Rule,
        severity: Severity,
        overlay: &'a Arc<str>,
        found: &'a mut Vec<Finding>,
    ) -> Self {
        Self { rule, severity, overlay, object: None, found }
    }

    pub(crate) fn set_object(&mut self, object: Object<'a>) {
        self.object = Some(object);
    }

    pub(crate) fn clear_object(&mut self) {
        self.object = None;
    }

    pub(crate) fn object_origin(&self) -> Origin {
        self.object.map_or(Origin::NOWHERE, |object| object.node.origin)
    }

    /// The same sink for findings about another object than the one that is being looked at.
    pub fn about<'b>(&'b mut self, object: Object<'b>) -> Findings<'b>
    where
        'a: 'b,
    {
        Findings { object: Some(object), found: self.found, ..*self }
    }

    /// Adds a finding: where to edit, what is wrong, and what to do about it.
    ///
    /// The message is in lower case without a full stop, values in backticks, and the help in the imperative.
    /// The message must not name the overlay: what one source line does to many overlays is one finding, and
    /// it is the message that tells.
    #[expect(clippy::missing_panics_doc, reason = "the finding was added one line above")]
    pub fn add(&mut self, place: Place, message: impl Into<String>, help: impl Into<String>) -> &mut Finding {
        let finding = place.finding(self.rule.id, self.severity, message, Some(help.into()));
        self.found.push(Finding {
            overlays: vec![Arc::clone(self.overlay)],
            resources: self.object.map(Object::id).into_iter().collect(),
            ..finding
        });
        self.found.last_mut().expect("a finding was added just now")
    }
}

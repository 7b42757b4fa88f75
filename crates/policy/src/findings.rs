//! The sink that policies tell their findings to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use overlint_source::{Finding, Node, Origin, ResourceId, Rule, Severity};

use crate::place::Place;
use crate::view::Object;

/// What was found so far in an overlay.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    /// The names of objects by the places of their trees in memory, which do not move while policies look at them: most
    /// objects have many findings or none.
    ids: HashMap<*const Node, Arc<ResourceId>>,
}

impl Found {
    fn id(&mut self, object: Object<'_>) -> Arc<ResourceId> {
        let id = self.ids.entry(std::ptr::from_ref(object.node)).or_insert_with(|| Arc::new(object.id()));
        Arc::clone(id)
    }
}

/// Takes what a policy has to say and fills in the rest: rule, severity, overlay and object.
#[derive(Debug)]
pub struct Findings<'a> {
    rule: &'static Rule,
    severity: Severity,
    overlay: &'a Arc<str>,
    object: Option<Object<'a>>,
    found: &'a mut Found,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(
        rule: &'static Rule,
        severity: Severity,
        overlay: &'a Arc<str>,
        found: &'a mut Found,
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
    pub fn add(
        &mut self,
        place: Place,
        message: impl Into<String>,
        help: impl Into<Cow<'static, str>>,
    ) -> &mut Finding {
        let finding = place.finding(self.rule.id, self.severity, message, Some(help.into()));
        let resource = self.object.map(|object| self.found.id(object));
        self.found.findings.push(Finding {
            overlays: vec![Arc::clone(self.overlay)],
            resources: resource.into_iter().collect(),
            ..finding
        });
        self.found.findings.last_mut().expect("a finding was added just now")
    }
}

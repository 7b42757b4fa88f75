//! A build whose schema is met on the way: everything is built in kustomize's order, and nothing is shared with other
//! builds.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use overlint_source::Origin;

use super::schema::Schema;
use super::{Bases, Context, Step};
use crate::budget::limit;
use crate::error::{Outcome, Result};
use crate::openapi::{Beside, Choice};
use crate::set::ResourceSet;

/// How many bases may lie under each other: unlike elsewhere each costs stack.
const MAX_NESTED_BASES: usize = 60;

/// What was built, by the unit and the state of the choice before it, with that behind it.
type Built = HashMap<(usize, (bool, Beside)), (Arc<Outcome<ResourceSet>>, Choice)>;

pub(super) struct Alone<'a> {
    context: &'a Context<'a>,
    choice: RefCell<Choice>,
    built: RefCell<Built>,
    depth: Cell<usize>,
}

impl<'a> Alone<'a> {
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        let (choice, built, depth) = (RefCell::default(), RefCell::default(), Cell::new(0));
        Self { context, choice, built, depth }
    }

    /// Builds a unit and all that it needs. Fails with the first thing that is wrong.
    pub(super) fn build(&self, unit: usize) -> Result<ResourceSet> {
        let unit = &self.context.plan.units[unit];
        let content = self.context.graph.nodes[unit.node].content.as_ref().map_err(Clone::clone)?;
        if self.depth.get() > MAX_NESTED_BASES {
            let named = content.kustomization.resources.first();
            let origin = named.map_or(Origin::NOWHERE, |text| text.origin);
            let message = format!(
                "more than {MAX_NESTED_BASES} bases lie under each other, with an `openapi` among them"
            );
            return Err(limit(origin, message));
        }
        let materials = self.context.materials(unit.node, content).map_err(super::faults::first)?;
        let schema = Schema::OnTheWay(&self.choice);
        let context = self.context;
        Step { context, unit, content, materials: materials.get(), bases: self, schema: &schema }
            .apply(ResourceSet::default())
    }
}

impl Bases for Alone<'_> {
    fn of(&self, unit: usize) -> Arc<Outcome<ResourceSet>> {
        let key = (unit, self.choice.borrow().state());
        let known = self.built.borrow().get(&key).cloned();
        if let Some((built, choice)) = known {
            self.choice.replace(choice);
            return built;
        }
        self.depth.set(self.depth.get() + 1);
        let built = Arc::new(self.build(unit).map_err(|error| vec![error]));
        self.depth.set(self.depth.get() - 1);
        let behind = self.choice.borrow().clone();
        self.built.borrow_mut().insert(key, (built.clone(), behind));
        built
    }
}

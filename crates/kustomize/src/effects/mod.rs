//! What the entries of kustomizations change. kustomize says nothing of an entry that changes nothing, and such an entry
//! is nearly always a mistake: a name misspelt, a value that the base has by now.
//!
//! A step notes what it did in the [`Trace`] of its build; [`Effects`] joins the traces of a whole run, since an entry of
//! a Component may have an effect in one build and none in another.

mod run;
mod same;

use overlint_source::{Node, Origin};

pub use run::{Effects, Idle};
pub(crate) use same::is_same;

/// What an entry did to the objects of a build. The least comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It found nothing to change.
    Nothing,
    /// What it found is as it was before.
    Unchanged,
    /// It changed something.
    Changed,
}

/// What kind of entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Step {
    /// A patch of any kind.
    Patch,
    /// An entry of `images`.
    Image,
    /// An entry of `replacements`.
    Replacement,
}

/// Whose entries are at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of something that nobody asks about: validators are meant to change nothing.
    #[default]
    Nobody,
    /// Those of a kustomization, by its number, which is built once whatever includes it.
    Own(usize),
    /// Those of a Component, by its number, which works on what includes it.
    Component(usize),
    /// Those that objects of `transformers` configure, which several kustomizations may share.
    Plugin(usize),
}

/// What one entry did in one build.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) scope: Scope,
    pub(crate) step: Step,
    pub(crate) place: Origin,
    pub(crate) effect: Effect,
    /// What the entry is looking for.
    pub(crate) subject: String,
    /// What may have been meant.
    pub(crate) hint: Option<String>,
}

/// How many hints are looked for in one build: each goes over every object.
const MAX_HINTS: usize = 20;

/// What the steps of one build did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    pub(crate) scope: Scope,
    pub(crate) seen: Vec<Seen>,
    hints: usize,
}

impl Trace {
    /// Begins to look at what an entry does.
    pub(crate) fn watch(&self) -> Watch {
        Watch { is_on: self.scope != Scope::Nobody, effect: Effect::Nothing }
    }

    /// Notes what the entry at a place did, and, where that is nothing, what was asked for and may have been meant.
    pub(crate) fn record(
        &mut self,
        step: Step,
        place: Origin,
        watch: Watch,
        about: impl FnOnce() -> (String, Option<String>),
    ) {
        if !watch.is_on {
            return;
        }
        let wants_hint = watch.effect == Effect::Nothing && self.hints < MAX_HINTS;
        self.hints += usize::from(wants_hint);
        let (subject, hint) = if wants_hint { about() } else { (String::new(), None) };
        self.seen.push(Seen { scope: self.scope, step, place, effect: watch.effect, subject, hint });
    }
}

/// A look at the objects of one entry, before and after.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch {
    is_on: bool,
    effect: Effect,
}

impl Watch {
    /// An object as it is before the entry goes over it; nothing where that need not be known.
    pub(crate) fn before(self, object: &Node) -> Option<Node> {
        (self.is_on && self.effect != Effect::Changed).then(|| object.clone())
    }

    /// Looks at what became of an object.
    pub(crate) fn after(&mut self, before: Option<&Node>, object: &Node) {
        if let Some(before) = before {
            self.note(if is_same(before, object) { Effect::Unchanged } else { Effect::Changed });
        }
    }

    /// Notes an effect that the step knows itself.
    pub(crate) fn note(&mut self, effect: Effect) {
        self.effect = self.effect.max(effect);
    }
}

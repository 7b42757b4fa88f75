//! The effects of a whole run.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use overlint_source::Origin;

use super::{Effect, Scope, Seen, Step, Trace};
use crate::graph::Graph;

/// Takes what the entries of all kustomizations of a run did. Shared between threads.
#[derive(Debug, Default)]
pub struct Effects(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    entries: HashMap<(Step, Origin), Entry>,
    /// The kustomizations that were built, and those that could not be.
    built: BTreeSet<usize>,
    failed: BTreeSet<usize>,
}

#[derive(Debug)]
struct Entry {
    effect: Effect,
    subject: String,
    hint: Option<String>,
    own: BTreeSet<usize>,
    components: BTreeSet<usize>,
    plugins: BTreeSet<usize>,
}

/// An entry that changed nothing in any build of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Idle {
    /// What kind of entry it is.
    pub step: Step,
    /// The most that it did in any build: it never changed anything.
    pub effect: Effect,
    /// Where it says what it wants to change.
    pub origin: Origin,
    /// What it is looking for; empty where that need not be said.
    pub subject: String,
    /// What may have been meant.
    pub hint: Option<String>,
    /// The kustomizations that it works in, by their numbers in the graph.
    pub kustomizations: Vec<usize>,
}

impl Effects {
    /// Takes the trace of a kustomization that was built; without one it could not be.
    pub(crate) fn add(&self, node: usize, trace: Option<Trace>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trace) = trace else {
            state.failed.insert(node);
            return;
        };
        state.built.insert(node);
        for seen in trace.seen {
            state.add(seen);
        }
    }

    /// The entries that changed nothing in any build, as far as that can be told: what a Component or a shared
    /// transformer would do in a kustomization that was not built is not known.
    pub fn idle(&self, graph: &Graph) -> Vec<Idle> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown: Vec<usize> = (0..graph.nodes.len())
            .filter(|node| !graph.is_component(*node))
            .filter(|node| state.failed.contains(node) || !state.built.contains(node))
            .collect();
        let doubted = graph.components_of(&unknown);
        let is_known = |entry: &Entry| {
            entry.components.iter().all(|node| !doubted.contains(node))
                && (entry.plugins.is_empty() || unknown.is_empty())
        };
        let entries = state.entries.iter().filter(|(_, entry)| entry.effect != Effect::Changed);
        let mut idle: Vec<Idle> = entries
            .filter(|(_, entry)| is_known(entry))
            .map(|((step, origin), entry)| entry.to_idle(*step, *origin))
            .collect();
        idle.sort_by_key(|idle| idle.origin);
        idle
    }
}

impl State {
    fn add(&mut self, seen: Seen) {
        let Seen { scope, step, place, effect, subject, hint } = seen;
        let entry = self.entries.entry((step, place)).or_insert(Entry {
            effect,
            subject: String::new(),
            hint: None,
            own: BTreeSet::new(),
            components: BTreeSet::new(),
            plugins: BTreeSet::new(),
        });
        entry.effect = entry.effect.max(effect);
        if subject > entry.subject {
            entry.subject = subject;
        }
        // Which of several is told must not hang on the order of the builds.
        if hint.is_some() && (entry.hint.is_none() || hint < entry.hint) {
            entry.hint = hint;
        }
        match scope {
            Scope::Nobody => false,
            Scope::Own(node) => entry.own.insert(node),
            Scope::Component(node) => entry.components.insert(node),
            Scope::Plugin(node) => entry.plugins.insert(node),
        };
    }
}

impl Entry {
    fn to_idle(&self, step: Step, origin: Origin) -> Idle {
        let all = [&self.own, &self.components, &self.plugins];
        let kustomizations: BTreeSet<usize> = all.into_iter().flatten().copied().collect();
        Idle {
            step,
            effect: self.effect,
            origin,
            subject: self.subject.clone(),
            hint: self.hint.clone().filter(|_| self.effect == Effect::Nothing),
            kustomizations: kustomizations.into_iter().collect(),
        }
    }
}

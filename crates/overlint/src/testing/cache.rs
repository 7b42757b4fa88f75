//! Built overlays, each built once however many threads ask, and forgotten when they become too many.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use overlint_kustomize::{Built, Resource};
use overlint_source::{Finding, Node};

/// How many nodes of the tree are kept, some hundred bytes each at the most. What is forgotten is built again.
const MAX_NODES: usize = 4_000_000;

/// An overlay that was built, or why it cannot be.
pub(super) type Answer = Result<Arc<Loaded>, Arc<[Finding]>>;

/// An overlay that was built.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The directory in the tree; of what was not built, but read from files, none.
    pub(super) directory: Option<Arc<str>>,
    /// The same, relative to the root of the repository.
    pub(super) path: String,
    pub(super) built: Built,
}

/// The overlays of a repository that were built lately, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Cache {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    slots: HashMap<usize, Slot>,
    nodes: usize,
    clock: u64,
}

#[derive(Debug)]
enum Slot {
    /// A thread is building it.
    Underway,
    Ready {
        answer: Answer,
        nodes: usize,
        used: u64,
    },
}

impl Cache {
    /// The overlays of these numbers. `build` gets those that are neither here nor on their way, and gives each to the
    /// function that it also gets as soon as it is built. It must not ask the cache itself.
    pub(super) fn get<F>(&self, wanted: &[usize], build: F) -> Vec<Answer>
    where
        F: Fn(&[usize], &(dyn Fn(usize, &Answer) + Sync)) -> Vec<Answer>,
    {
        let mut found = HashMap::new();
        loop {
            let claim = self.claim(wanted, &mut found);
            if !claim.numbers.is_empty() {
                let answers = build(&claim.numbers, &|number, answer| self.keep(number, answer));
                found.extend(claim.numbers.iter().copied().zip(answers));
            }
            drop(claim);
            if let Some(answers) = wanted.iter().map(|number| found.get(number).cloned()).collect() {
                return answers;
            }
            self.wait(wanted, &found);
        }
    }

    /// Takes what is ready, and marks what nobody builds as being built by the caller.
    fn claim(&self, wanted: &[usize], found: &mut HashMap<usize, Answer>) -> Claim<'_> {
        let mut state = self.lock();
        state.clock += 1;
        let clock = state.clock;
        let mut numbers = Vec::new();
        for number in wanted.iter().filter(|number| !found.contains_key(number)).copied().collect::<Vec<_>>()
        {
            match state.slots.get_mut(&number) {
                Some(Slot::Ready { answer, used, .. }) => {
                    *used = clock;
                    found.insert(number, answer.clone());
                }
                Some(Slot::Underway) => {}
                None => {
                    state.slots.insert(number, Slot::Underway);
                    numbers.push(number);
                }
            }
        }
        Claim { cache: self, numbers }
    }

    fn keep(&self, number: usize, answer: &Answer) {
        let nodes = weight(answer);
        let mut state = self.lock();
        let used = state.clock;
        state.nodes += nodes;
        state.slots.insert(number, Slot::Ready { answer: answer.clone(), nodes, used });
        state.forget(MAX_NODES);
        self.changed.notify_all();
    }

    /// Waits until something that another thread builds is done, or given up.
    fn wait(&self, wanted: &[usize], found: &HashMap<usize, Answer>) {
        let is_underway = |state: &mut State| {
            let mut missing = wanted.iter().filter(|number| !found.contains_key(number));
            missing.all(|number| matches!(state.slots.get(number), Some(Slot::Underway)))
        };
        drop(self.changed.wait_while(self.lock(), is_underway).unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets what was not asked for longest, down to three quarters of the limit, where there is more than that.
    fn forget(&mut self, limit: usize) {
        if self.nodes <= limit {
            return;
        }
        let used = |(number, slot): (&usize, &Slot)| match slot {
            Slot::Ready { used, .. } => Some((*used, *number)),
            Slot::Underway => None,
        };
        let mut oldest: Vec<_> = self.slots.iter().filter_map(used).collect();
        oldest.sort_unstable();
        for (_, number) in oldest {
            if self.nodes <= limit / 4 * 3 {
                break;
            }
            if let Some(Slot::Ready { nodes, .. }) = self.slots.remove(&number) {
                self.nodes -= nodes;
            }
        }
    }
}

/// What a thread has undertaken to build. What it leaves undone, because it panics, others may build.
struct Claim<'a> {
    cache: &'a Cache,
    numbers: Vec<usize>,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.lock();
        for number in &self.numbers {
            if matches!(state.slots.get(number), Some(Slot::Underway)) {
                state.slots.remove(number);
            }
        }
        self.cache.changed.notify_all();
    }
}

fn weight(answer: &Answer) -> usize {
    let resources = answer.as_ref().map_or(&[][..], |loaded| &loaded.built.resources);
    resources.iter().map(|resource| nodes(Resource::node(resource))).sum::<usize>() + 1
}

fn nodes(node: &Node) -> usize {
    let below = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
    1 + below.map(nodes).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn nothing() -> Answer {
        Err(Arc::from([]))
    }

    #[test]
    fn what_many_ask_for_is_built_once() {
        let (cache, builds) = (Cache::default(), AtomicUsize::new(0));
        let ask = |wanted: &[usize]| {
            let answers = cache.get(wanted, |numbers, keep| {
                builds.fetch_add(numbers.len(), Ordering::Relaxed);
                let keep = |number: &usize| {
                    keep(*number, &nothing());
                    nothing()
                };
                numbers.iter().map(keep).collect()
            });
            assert_eq!(answers.len(), wanted.len());
        };
        std::thread::scope(|scope| {
            for start in 0..8 {
                scope.spawn(move || ask(&(start..start + 8).collect::<Vec<_>>()));
            }
        });
        assert_eq!(builds.load(Ordering::Relaxed), 15);
    }

    #[test]
    fn what_one_thread_gives_up_another_builds() {
        let cache = Cache::default();
        let failing = std::panic::AssertUnwindSafe(|| cache.get(&[1], |_, _| panic!("cannot be built")));
        assert!(std::panic::catch_unwind(failing).is_err());
        assert_eq!(cache.get(&[1], |numbers, _| numbers.iter().map(|_| nothing()).collect()).len(), 1);
    }

    #[test]
    fn what_was_not_asked_for_longest_is_forgotten_first() {
        let ready = |used| Slot::Ready { answer: nothing(), nodes: 10, used };
        let mut state = State { nodes: 40, ..State::default() };
        state.slots = (0..4).map(|number| (number, ready(number as u64))).collect();
        state.forget(39);
        let mut left: Vec<_> = state.slots.keys().copied().collect();
        left.sort_unstable();
        assert_eq!((left, state.nodes), (vec![2, 3], 20));
    }
}

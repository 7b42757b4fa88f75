//! Every kustomization once, in parallel: each is built as soon as its bases are, and forgotten after its last user.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::Scope;

use crate::accumulate::{Bases, Context, accumulate};
use crate::error::{BuildError, Outcome};
use crate::finalize::{Finish, finalize};
use crate::plan::Plan;
use crate::resource::Resource;
use crate::set::ResourceSet;

/// An overlay that was built.
#[derive(Debug)]
pub struct Built {
    /// The resources in the order in which they are printed, each tree as it is printed.
    pub resources: Vec<Resource>,
    /// What kustomize cannot print: where this is not empty, `kustomize build` fails.
    pub faults: Vec<BuildError>,
    /// What is wrong although kustomize builds it, such as a field of a kustomization that is given twice.
    pub notes: Vec<BuildError>,
}

type Shared = Option<Arc<Outcome<ResourceSet>>>;

struct Job {
    /// How many bases are not built yet.
    waiting: AtomicUsize,
    bases: Vec<usize>,
    dependents: Vec<usize>,
    /// How many dependents have not used the result yet.
    users: AtomicUsize,
    result: Mutex<Shared>,
    /// Where the overlay stands in the answer, as often as it was asked for.
    wanted: Vec<usize>,
}

struct Run<'a, T, F> {
    context: Context<'a>,
    jobs: Vec<Option<Job>>,
    visit: &'a F,
    answers: Vec<Mutex<Option<T>>>,
}

/// Builds overlays and hands each to `visit` as soon as it is done, in the task that built it; what `visit` returns
/// comes back in the order of the plan's roots. Nothing of an overlay is kept behind that.
pub(crate) fn build_each<T, F>(context: Context<'_>, visit: &F) -> Vec<T>
where
    T: Send,
    F: Fn(usize, Outcome<Built>) -> T + Sync,
{
    let jobs = jobs(context.plan);
    let ready: Vec<usize> = (0..jobs.len())
        .filter(|index| jobs[*index].as_ref().is_some_and(|job| job.bases.is_empty()))
        .collect();
    let answers = context.plan.roots.iter().map(|_| Mutex::new(None)).collect();
    let run = Run { context, jobs, visit, answers };
    rayon::scope(|scope| {
        for index in ready {
            let run = &run;
            scope.spawn(move |scope| run.build(scope, index));
        }
    });
    let answer = |slot: Mutex<Option<T>>| slot.into_inner().unwrap_or_else(PoisonError::into_inner);
    run.answers
        .into_iter()
        .map(|slot| answer(slot).expect("every job without cycles runs, and every overlay is a job"))
        .collect()
}

fn jobs(plan: &Plan) -> Vec<Option<Job>> {
    let mut jobs: Vec<Option<Job>> = (0..plan.units.len()).map(|_| None).collect();
    let mut queue: Vec<usize> = plan.roots.clone();
    let mut wanted: HashMap<usize, Vec<usize>> = HashMap::with_capacity(plan.roots.len());
    for (place, root) in plan.roots.iter().enumerate() {
        wanted.entry(*root).or_default().push(place);
    }
    while let Some(index) = queue.pop() {
        if jobs[index].is_none() {
            let bases = plan.bases(index);
            queue.extend(&bases);
            jobs[index] = Some(Job {
                waiting: AtomicUsize::new(bases.len()),
                bases,
                dependents: Vec::new(),
                users: AtomicUsize::new(0),
                result: Mutex::new(None),
                wanted: wanted.remove(&index).unwrap_or_default(),
            });
        }
    }
    link(&mut jobs);
    jobs
}

fn link(jobs: &mut [Option<Job>]) {
    for index in 0..jobs.len() {
        let bases = jobs[index].as_ref().map(|job| job.bases.clone()).unwrap_or_default();
        for base in bases {
            if let Some(job) = &mut jobs[base] {
                job.dependents.push(index);
                *job.users.get_mut() += 1;
            }
        }
    }
}

impl<T: Send, F: Fn(usize, Outcome<Built>) -> T + Sync> Run<'_, T, F> {
    fn job(&self, index: usize) -> &Job {
        self.jobs[index].as_ref().expect("only planned jobs are spawned")
    }

    fn build<'s>(&'s self, scope: &Scope<'s>, index: usize) {
        let job = self.job(index);
        let result = accumulate(&self.context, index, self);
        if job.dependents.is_empty() {
            self.answer(job, index, result);
        } else {
            if !job.wanted.is_empty() {
                self.answer(job, index, result.clone());
            }
            *lock(&job.result) = Some(Arc::new(result));
        }
        self.release_bases(job);
        for dependent in &job.dependents {
            if self.job(*dependent).waiting.fetch_sub(1, Ordering::AcqRel) == 1 {
                scope.spawn(move |scope| self.build(scope, *dependent));
            }
        }
    }

    fn answer(&self, job: &Job, index: usize, result: Outcome<ResourceSet>) {
        let Some((last, others)) = job.wanted.split_last() else { return };
        for place in others {
            self.visit(*place, index, result.clone());
        }
        self.visit(*last, index, result);
    }

    fn visit(&self, place: usize, index: usize, result: Outcome<ResourceSet>) {
        let context = &self.context;
        let node = context.plan.units[index].node;
        let built = result.and_then(|set| {
            let finish = Finish::of(context.graph, node, context.options).map_err(|error| vec![error])?;
            finalize(set, &finish).map_err(|error| vec![error])
        });
        *lock(&self.answers[place]) = Some((self.visit)(node, built));
    }

    fn release_bases(&self, job: &Job) {
        for base in &job.bases {
            let base = self.job(*base);
            if base.users.fetch_sub(1, Ordering::AcqRel) == 1 {
                lock(&base.result).take();
            }
        }
    }
}

impl<T, F> Bases for Run<'_, T, F> {
    fn of(&self, index: usize) -> Arc<Outcome<ResourceSet>> {
        let job = self.jobs[index].as_ref().expect("the bases of a job are jobs");
        lock(&job.result).clone().expect("a base is built before its users and kept until the last")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

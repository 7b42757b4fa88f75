//! Runs the inputs on several threads.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use anyhow::{Context as _, Result};

use super::coverage::Coverage;
use super::generate::generate;
use super::input::Input;
use super::keep::keep;
use super::mutate::Corpora;
use super::options::Options;
use super::random::{Random, seed_of_input};
use super::run::{Answer, Comparison, Verdict, compare};
use super::shrink::shrink;

/// As much stack as the program gives each of its own threads.
const STACK: usize = if cfg!(debug_assertions) { 16 << 20 } else { 2 << 20 };

/// How many inputs are made at most for each that is asked for.
const ATTEMPTS: u64 = 2000;

/// One input of three is a changed overlay of a real repository.
const MUTATED: usize = 3;

/// One input of four is written to a directory, a file an object.
const WRITTEN: u64 = 4;

/// What came of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What was shown.
    pub(crate) coverage: Coverage,
    /// How often each verdict was given.
    pub(crate) verdicts: BTreeMap<Verdict, u64>,
}

/// What a worker found out about one input.
type Finding = (Input, Comparison);

/// Runs every input, telling of differences as they come.
pub(super) fn run_all(options: &Options, out: &mut dyn Write) -> Result<Report> {
    let corpora = Corpora::open();
    let (next, found) = (AtomicU64::new(0), AtomicU64::new(0));
    let (send, receive) = mpsc::channel();
    let failure = Mutex::new(None);
    let mut report = Report::default();
    std::thread::scope(|scope| -> Result<()> {
        for _ in 0..options.threads {
            let (send, corpora, next, found, failure) = (send.clone(), &corpora, &next, &found, &failure);
            scope.spawn(move || {
                let result = work(options, corpora, next, found, &send);
                if let Err(error) = result {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
            });
        }
        drop(send);
        for (input, comparison) in receive {
            report.add(&input, &comparison);
            if comparison.verdict.is_difference() {
                writeln!(out, "{}: --input {}", comparison.verdict.describe(), input.seed)?;
                writeln!(out, "    {}", comparison.signature().1)?;
            }
        }
        Ok(())
    })?;
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(report),
    }
}

impl Report {
    fn add(&mut self, input: &Input, comparison: &Comparison) {
        let builds = matches!(comparison.kustomize, Answer::Printed(_));
        self.coverage.add(input, builds, comparison.verdict == Verdict::Same);
        *self.verdicts.entry(comparison.verdict).or_default() += 1;
    }
}

fn work(
    options: &Options,
    corpora: &Corpora,
    next: &AtomicU64,
    found: &AtomicU64,
    send: &mpsc::Sender<Finding>,
) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build();
    let pool = pool.context("no thread can be started")?;
    let attempts = if options.chooses() { options.count * ATTEMPTS } else { options.count };
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        if index >= attempts || (options.input.is_some() && index > 0) {
            return Ok(());
        }
        let seed = options.input.unwrap_or_else(|| seed_of_input(options.seed, index));
        let input = make(seed, corpora);
        if !options.wants(&input) {
            continue;
        }
        if found.fetch_add(1, Ordering::Relaxed) >= options.count {
            return Ok(());
        }
        let comparison = pool.install(|| compare(&input, &options.kustomize))?;
        if comparison.verdict.is_difference() {
            let small = options.shrink.then(|| pool.install(|| shrink(&input, &comparison, options)));
            keep(options, &input, &comparison, small.transpose()?.as_ref())?;
        }
        // Nobody receives any more where telling of a difference failed.
        if send.send((input, comparison)).is_err() {
            return Ok(());
        }
    }
}

/// The input of a seed.
fn make(seed: u64, corpora: &Corpora) -> Input {
    let mut random = Random::new(seed);
    let mutated = random.below(MUTATED) == 0;
    let mut input = if mutated && !corpora.is_empty() { corpora.mutate(random) } else { generate(random) };
    input.seed = seed;
    if seed.is_multiple_of(WRITTEN) {
        input.flags.files = true;
        input.features.insert("flag --output".to_owned());
    }
    input
}

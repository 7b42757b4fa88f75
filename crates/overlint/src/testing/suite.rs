//! One line of `cargo test` an overlay.

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};

use super::expect::Expect;
use super::overlay::{BATCH, Overlay};
use super::repository::Repository;

type Each = Arc<dyn Fn(&Overlay, &Expect) + Send + Sync>;

/// Tests with a line for each overlay, for a test target with `harness = false`. It takes the arguments of any test
/// program: a filter, `--list`, `--exact`; so [cargo-nextest](https://nexte.st) runs it, and writes JUnit with a test case
/// an overlay.
/// ```no_run
/// use std::process::ExitCode;
///
/// use overlint::prelude::*;
///
/// fn main() -> ExitCode {
///     let repository = Repository::open(env!("CARGO_MANIFEST_DIR")).expect("a repository");
///     Suite::new(repository)
///         .each("memory-limits", "**/production", |overlay, expect| {
///             for container in overlay.containers() {
///                 let limit = container.limits("memory");
///                 expect.that(limit.is_some(), &limit, "a container has no memory limit");
///             }
///         })
///         .run()
/// }
/// ```
///
/// In `Cargo.toml`, where the file is `tests/overlays.rs`:
/// ```toml
/// [dev-dependencies]
/// overlint = { version = "0.1", features = ["suite"] }
///
/// [[test]]
/// name = "overlays"
/// harness = false
/// ```
///
/// And in `.config/nextest.toml`, for `cargo nextest run --profile ci`, which writes `target/nextest/ci/junit.xml`:
/// ```toml
/// [profile.ci.junit]
/// path = "junit.xml"
/// ```
pub struct Suite {
    repository: Repository,
    cases: Vec<Case>,
}

enum Case {
    Each { name: String, glob: String, run: Each },
    Whole { name: String, run: Box<dyn FnOnce(&Expect) + Send> },
}

impl Suite {
    /// A suite without tests.
    pub fn new(repository: Repository) -> Self {
        Self { repository, cases: Vec::new() }
    }

    /// With a test for each overlay that a glob matches, called `name::path`. A glob that matches none is a test that fails.
    #[must_use]
    pub fn each(
        mut self,
        name: &str,
        glob: &str,
        run: impl Fn(&Overlay, &Expect) + Send + Sync + 'static,
    ) -> Self {
        self.cases.push(Case::Each { name: name.to_owned(), glob: glob.to_owned(), run: Arc::new(run) });
        self
    }

    /// With a test over the whole repository.
    #[must_use]
    pub fn whole(mut self, name: &str, run: impl FnOnce(&Expect) + Send + 'static) -> Self {
        self.cases.push(Case::Whole { name: name.to_owned(), run: Box::new(run) });
        self
    }

    /// Runs what the arguments of the process ask for.
    pub fn run(self) -> ExitCode {
        self.run_with(&Arguments::from_args())
    }

    /// Runs what these arguments ask for.
    pub fn run_with(self, arguments: &Arguments) -> ExitCode {
        libtest_mimic::run(arguments, self.trials(arguments.exact)).exit_code()
    }

    /// The tests. Where they run `alone`, each in a process of its own, an overlay is built without its neighbours.
    pub fn trials(self, alone: bool) -> Vec<Trial> {
        let repository = self.repository;
        self.cases.into_iter().flat_map(|case| case.trials(&repository, alone)).collect()
    }
}

impl Case {
    fn trials(self, repository: &Repository, alone: bool) -> Vec<Trial> {
        match self {
            Self::Whole { name, run } => {
                let repository = repository.clone();
                vec![Trial::test(name.clone(), move || Ok(repository.verify(&name, run)?))]
            }
            Self::Each { name, glob, run } => match repository.matching(&glob) {
                Err(failure) => vec![Trial::test(name, move || Err(failure.into()))],
                Ok(numbers) => each(repository, &name, &numbers, &run, alone),
            },
        }
    }
}

fn each(repository: &Repository, name: &str, numbers: &[usize], run: &Each, alone: bool) -> Vec<Trial> {
    let batches = numbers.chunks(if alone { 1 } else { BATCH }).map(Arc::<[usize]>::from);
    let trial = |batch: Arc<[usize]>, index: usize| {
        let (repository, rule, run) = (repository.clone(), name.to_owned(), Arc::clone(run));
        let title = format!("{name}::{}", repository.inner().shown(batch[index]));
        Trial::test(title, move || {
            // The whole batch, so that what the overlays share is built once.
            let overlay = repository.load(&batch).swap_remove(index);
            let verified = repository.verify(&rule, |expect| match &overlay {
                Ok(overlay) => run(overlay, expect),
                Err(findings) => expect.extend(findings),
            });
            Ok(verified?)
        })
    };
    batches
        .flat_map(|batch| (0..batch.len()).map(|i| trial(Arc::clone(&batch), i)).collect::<Vec<_>>())
        .collect()
}

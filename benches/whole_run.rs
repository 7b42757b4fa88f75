//! The whole check, from a tree in memory to the report, and the printing of what was built.
//!
//! `check` is what `overlint check` does between reading its arguments and writing: find the kustomizations, build,
//! validate, run the policies, merge and sort. Read the throughput: overlays a second. `one` is on one thread, `all`
//! on one a processor; their ratio is what parallelism gives. Compare `check/one` with the sum of `parse`, `graph`, `build`,
//! `validate` and `policies`: what is left over belongs to nobody and should be little. (`build` holds most of `parse`.)
//!
//! `emit` prints every overlay as `overlint build` does; read its throughput as bytes of output a second.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use overlint::check::Check;
use overlint::config::Config;
use overlint::kustomize::{Built, LoadRestrictor};
use overlint::policies::POLICIES;
use overlint::policy::Registry;
use overlint::report::Report;
use overlint::source::Sources;
use overlint_benches::{APPLICATIONS, ENVIRONMENTS, Monorepo, built, on_threads};

fn main() {
    overlint_benches::run(|criterion| {
        check(criterion);
        emit(criterion);
    });
}

fn check(criterion: &mut Criterion) {
    let config = Config::default_of(&Registry::new(POLICIES)).expect("the defaults are sound");
    let mut group = criterion.benchmark_group("check");
    for applications in APPLICATIONS {
        let monorepo = Monorepo::new(*applications);
        group.throughput(Throughput::Elements((applications * ENVIRONMENTS.len()) as u64));
        for (name, threads) in [("one", 1), ("all", 0)] {
            group.bench_function(BenchmarkId::new(name, applications), |bencher| {
                let check = |sources: &mut Sources| check_once(&monorepo, &config, sources);
                on_threads(threads, || {
                    bencher.iter_batched_ref(Sources::default, check, BatchSize::PerIteration);
                });
            });
        }
    }
    group.finish();
}

fn check_once(monorepo: &Monorepo, config: &Config, sources: &Sources) -> Report {
    let check = Check {
        tree: monorepo.tree(),
        sources,
        config,
        root: "",
        paths: &[String::new()],
        load_restrictor: LoadRestrictor::default(),
        remotes: None,
        helm: None,
        kubernetes: &[],
    };
    check.check().expect("the monorepo has overlays")
}

fn emit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("emit");
    for applications in APPLICATIONS {
        let overlays = built(Monorepo::new(*applications).tree());
        let print = |overlays: &[Built]| overlays.iter().map(|overlay| overlay.print().len() as u64).sum();
        group.throughput(Throughput::Bytes(print(&overlays)));
        group.bench_with_input(BenchmarkId::from_parameter(applications), &overlays, |bencher, overlays| {
            bencher.iter(|| print(overlays));
        });
    }
    group.finish();
}

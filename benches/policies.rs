//! The built-in policies, as they run without a configuration, over built overlays.
//!
//! Read the throughput: objects a second on one thread, making the views that policies look through included. The
//! monorepo is clean, so this is the cost of looking, not of finding. A new policy shows here as the share by
//! which it slows all of them down. As in `validate`, the larger size pays for memory that a real run finds in a cache.

use criterion::{BenchmarkId, Criterion, Throughput};
use overlint::kustomize::{Built, Resource};
use overlint::policies::POLICIES;
use overlint::policy::{Config, Registry, Runner};
use overlint_benches::{APPLICATIONS, Monorepo, built};

fn main() {
    overlint_benches::run(run_all);
}

fn run_all(criterion: &mut Criterion) {
    let runner = Registry::new(POLICIES).runner(&Config::default()).expect("the defaults are sound");
    let mut group = criterion.benchmark_group("policies");
    for applications in APPLICATIONS {
        let overlays = built(Monorepo::new(*applications).tree());
        let resources: usize = overlays.iter().map(|overlay| overlay.resources.len()).sum();
        group.throughput(Throughput::Elements(resources as u64));
        group.bench_with_input(BenchmarkId::from_parameter(applications), &overlays, |bencher, overlays| {
            bencher.iter(|| overlays.iter().map(|overlay| findings(&runner, overlay)).sum::<usize>());
        });
    }
    group.finish();
}

fn findings(runner: &Runner, overlay: &Built) -> usize {
    runner.run_overlay("apps/shop/overlays/production", overlay.resources.iter().map(Resource::node)).len()
}

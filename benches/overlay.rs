//! Kustomizations to built overlays.
//!
//! `graph` reads the kustomization files alone and finds out who includes whom; `build` is all that comes behind it:
//! reading the manifests, merging, patching, naming. Read the throughput: overlays a second on one thread. A base
//! is built once however many overlays it has, so the time of `build` grows with the overlays and not with the
//! sum of what they include. Both sizes should show the same throughput; where the larger one falls behind, something
//! looks at everything for each.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use overlint::kustomize::Builder;
use overlint::source::Sources;
use overlint_benches::{APPLICATIONS, ENVIRONMENTS, Monorepo, graph, on_threads};

fn main() {
    overlint_benches::run(|criterion| {
        load_graph(criterion);
        build(criterion);
    });
}

fn overlays(applications: usize) -> Throughput {
    Throughput::Elements((applications * ENVIRONMENTS.len()) as u64)
}

fn load_graph(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("graph");
    for applications in APPLICATIONS {
        let monorepo = Monorepo::new(*applications);
        group.throughput(overlays(*applications));
        group.bench_with_input(
            BenchmarkId::from_parameter(applications),
            monorepo.tree(),
            |bencher, tree| {
                on_threads(1, || {
                    bencher.iter_batched_ref(
                        Sources::default,
                        |sources| graph(tree, sources),
                        BatchSize::PerIteration,
                    );
                });
            },
        );
    }
    group.finish();
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    for applications in APPLICATIONS {
        let monorepo = Monorepo::new(*applications);
        let tree = monorepo.tree();
        let (graph, overlays_of_graph) = graph(tree, &Sources::default());
        group.throughput(overlays(*applications));
        group.bench_function(BenchmarkId::from_parameter(applications), |bencher| {
            let build = |sources: &mut Sources| {
                let count = |_, built: Result<_, _>| usize::from(built.is_ok());
                Builder::new(tree, sources).build_each(&graph, &overlays_of_graph, count)
            };
            on_threads(1, || bencher.iter_batched_ref(Sources::default, build, BatchSize::PerIteration));
        });
    }
    group.finish();
}

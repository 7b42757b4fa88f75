//! Built objects against the Kubernetes schemas.
//!
//! `catalog` is what the schemas cost before the first object is judged: the start of every run. `validate` judges
//! all objects of the monorepo, already built. Read the throughput: objects a second on one thread. All of them
//! are valid; a fault costs more, but there are few of them. The larger size does not fit into the processor's caches and
//! is slower for it; a real run judges each overlay just after building it, as the smaller size does.

use criterion::{BenchmarkId, Criterion, Throughput};
use overlint::kustomize::{Built, Resource};
use overlint::schema::{Catalog, Verdict, validate};
use overlint_benches::{APPLICATIONS, Monorepo, built};

fn main() {
    overlint_benches::run(|criterion| {
        criterion.bench_function("catalog", |bencher| bencher.iter(Catalog::newest));
        validate_all(criterion);
    });
}

fn validate_all(criterion: &mut Criterion) {
    let catalog = Catalog::newest().expect("the schemas are sound");
    let mut group = criterion.benchmark_group("validate");
    for applications in APPLICATIONS {
        let overlays = built(Monorepo::new(*applications).tree());
        group.throughput(Throughput::Elements(resources(&overlays).count() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(applications), &overlays, |bencher, overlays| {
            bencher.iter(|| resources(overlays).filter(|resource| is_valid(&catalog, resource)).count());
        });
    }
    group.finish();
}

fn resources(overlays: &[Built]) -> impl Iterator<Item = &Resource> {
    overlays.iter().flat_map(|overlay| &overlay.resources)
}

fn is_valid(catalog: &Catalog, resource: &Resource) -> bool {
    validate(catalog, resource.node(), &mut Vec::new()) == Verdict::Valid
}

//! Text to trees: every YAML file of the monorepo, already in memory.
//!
//! Read the throughput: bytes of YAML a second on one thread. It should be the same for both sizes, since files
//! are read one by one; a fall at the larger one is the memory's doing. Reading from disk and decoding are not in it,
//! freeing the trees is not either.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use overlint::source::read::{Document, Limits, Place, read};
use overlint::source::{SourceId, Sources};
use overlint_benches::{APPLICATIONS, Monorepo};

fn main() {
    overlint_benches::run(parse);
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for applications in APPLICATIONS {
        let monorepo = Monorepo::new(*applications);
        let texts = texts(&monorepo);
        group.throughput(Throughput::Bytes(texts.iter().map(|(_, text)| text.len() as u64).sum()));
        group.bench_with_input(BenchmarkId::from_parameter(applications), &texts, |bencher, texts| {
            bencher.iter_batched(|| (), |()| read_all(texts), BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn texts(monorepo: &Monorepo) -> Vec<(SourceId, &str)> {
    let sources = Sources::default();
    monorepo.yaml_files().map(|(path, text)| (sources.add(path, text), text)).collect()
}

fn read_all(texts: &[(SourceId, &str)]) -> Vec<Vec<Document>> {
    let read = |(source, text): &(SourceId, &str)| read(text, Place::of(*source), &Limits::default());
    texts.iter().map(read).collect::<Result<_, _>>().expect("the monorepo is sound YAML")
}

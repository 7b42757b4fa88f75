//! What the benches share: a monorepo of our own making, and criterion as they all use it.
//!
//! ```text
//! cargo bench -p overlint-benches                                  all, in about a minute
//! cargo bench -p overlint-benches --bench validate                 one stage
//! cargo bench -p overlint-benches -- --save-baseline before        keep the numbers …
//! cargo bench -p overlint-benches -- --baseline before             … and compare with them after a change
//! ```
//!
//! Each stage runs on one thread, so that its numbers say what the work costs and not how many processors there
//! are; only the whole run is measured on all of them too. The number behind a bench's name is how many
//! applications the monorepo holds. A stage that is linear shows nearly the same throughput for both; the larger one is
//! slower by what the processor's caches give to the smaller one.
//!
//! This crate must not hold a limit in seconds: what is fast enough is for a person to say, on a quiet machine.

mod monorepo;

use std::time::Duration;

use criterion::Criterion;
use overlint::kustomize::{Builder, Built, Graph, kustomizations};
use overlint::source::tree::Memory;
use overlint::source::{FileTree, Sources};

pub use monorepo::{ENVIRONMENTS, Monorepo};

/// How many applications the benches run on. A debug build, as `cargo test` makes it, only shows that they run.
pub const APPLICATIONS: &[usize] = if cfg!(debug_assertions) { &[2] } else { &[20, 200] };

/// Runs a bench program: what `main` of each calls.
pub fn run(benches: impl FnOnce(&mut Criterion)) {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(20)
        .configure_from_args();
    benches(&mut criterion);
    criterion.final_summary();
}

/// Does work on as many threads; `0` is one a processor.
///
/// # Panics
/// Where no thread can be started.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a thread can be started").install(work)
}

/// The graph of all kustomizations of a tree, and the numbers of its overlays.
///
/// # Panics
/// Where the tree cannot be listed, which is not so in memory.
pub fn graph(tree: &Memory, sources: &Sources) -> (Graph, Vec<usize>) {
    let directories = kustomizations(tree as &dyn FileTree, "").expect("a tree in memory can be listed");
    let graph = Builder::new(tree, sources).graph(&directories);
    let overlays = graph.overlays();
    (graph, overlays)
}

/// Every overlay of a tree, built.
///
/// # Panics
/// Where one cannot be built: the monorepo's are sound.
pub fn built(tree: &Memory) -> Vec<Built> {
    let sources = Sources::default();
    let (graph, overlays) = graph(tree, &sources);
    Builder::new(tree, &sources)
        .build_each(&graph, &overlays, |_, built| built.expect("every overlay of the monorepo builds"))
}

#[cfg(test)]
mod tests {
    use overlint::check::Check;
    use overlint::config::Config;
    use overlint::kustomize::LoadRestrictor;
    use overlint::policy::Registry;
    use overlint::report::Report;

    use super::*;

    fn check(monorepo: &Monorepo) -> Report {
        let registry = Registry::new(overlint::policies::POLICIES);
        let config = Config::default_of(&registry).expect("the defaults are sound");
        let check = Check {
            tree: monorepo.tree(),
            sources: &Sources::default(),
            config: &config,
            root: "",
            paths: &[String::new()],
            load_restrictor: LoadRestrictor::default(),
            remotes: None,
            helm: None,
            kubernetes: &[],
        };
        check.check().expect("the monorepo has overlays")
    }

    #[test]
    fn the_monorepo_is_clean() {
        let monorepo = Monorepo::new(6);
        let report = check(&monorepo);
        let summary = &report.summary;
        let messages: Vec<_> = report.findings.iter().map(|finding| &finding.message).collect();
        assert_eq!((summary.errors, summary.warnings, summary.unbuilt), (0, 0, 0), "{messages:?}");
        assert_eq!(summary.overlays, 6 * ENVIRONMENTS.len());
        assert_eq!((summary.valid, summary.skipped), (summary.resources, 0));
        assert_eq!(summary.resources, 6 * ENVIRONMENTS.len() * 7);
        assert_eq!(summary.files, monorepo.files().count());
    }

    #[test]
    fn the_same_size_is_the_same_bytes() {
        assert!(Monorepo::new(5).files().eq(Monorepo::new(5).files()));
        assert_ne!(Monorepo::new(5).files().count(), Monorepo::new(6).files().count());
    }

    #[test]
    fn every_overlay_differs_from_its_base() {
        let printed: Vec<String> = built(Monorepo::new(3).tree()).iter().map(Built::print).collect();
        assert!(printed.iter().all(|text| text.contains("namespace: shop-")));
        assert!(printed.iter().all(|text| !text.contains(":placeholder")));
        assert!(printed.iter().any(|text| text.contains("trace-forwarder")));
        assert!(printed.iter().any(|text| text.contains("minReplicas: 5")));
    }
}

//! Builds every overlay of the working directory in one process and counts what they print, as `main.go` beside it does
//! with kustomize's own library.

#![expect(clippy::print_stdout, reason = "what it prints is its result")]

use overlint::kustomize::{Builder, kustomizations};
use overlint::source::Sources;
use overlint::source::tree::Directory;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tree = Directory::open(&std::env::current_dir()?)?;
    let sources = Sources::default();
    let builder = Builder::new(&tree, &sources);
    let graph = builder.graph(&kustomizations(&tree, "")?);
    let printed =
        builder.build_each(&graph, &graph.overlays(), |_, built| built.ok().map(|b| b.print().len()));
    let (built, bytes) = (printed.iter().flatten().count(), printed.iter().flatten().sum::<usize>());
    println!("built={built} failed={} bytes={bytes}", printed.len() - built);
    Ok(())
}

//! The `overlint` program.

use std::process::ExitCode;

/// Trees are many small pieces, made on one thread and freed on another: the system's allocator takes a quarter of the
/// whole time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    overlint::main(&[])
}

//! The `overlint` program.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Trees are many small pieces, made on one thread and freed on another: the system's allocator takes a quarter of the
/// whole time for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = overlint::run(std::env::args_os(), &mut out, &mut io::stderr());
    match out.flush() {
        // A reader that has gone away, as in `overlint check | head`, is no failure of ours.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "error: the output cannot be written: {error}");
            ExitCode::from(overlint::Exit::CouldNotRun.code())
        }
        _ => ExitCode::from(exit.code()),
    }
}

//! The `overlint` program.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = overlint::run(std::env::args_os(), &mut out, &mut io::stderr());
    // A reader that has gone away, as in `overlint check | head`, is no failure of ours.
    let _ = out.flush();
    ExitCode::from(exit.code())
}

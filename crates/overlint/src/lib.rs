//! Lint and policy tests for GitOps repositories: every kustomize overlay built, validated and checked.
//!
//! This is the facade: the libraries under one roof, and [`run`], which is the whole program. Tests of a team's own
//! policies start with [`testing`], other library users with [`check::Check`].

mod args;
pub mod check;
mod commands;
pub mod config;
mod custom_resources;
pub mod exceptions;
mod exit;
pub mod helm;
pub mod missing;
mod output;
mod remote;
mod repository;
pub mod repository_rules;
mod revision;
pub mod schemas;
pub mod testing;
pub mod why;

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser as _;

pub use exit::Exit;
pub use overlint_kustomize as kustomize;
pub use overlint_policies as policies;
pub use overlint_policy as policy;
pub use overlint_report as report;
pub use overlint_schema as schema;
pub use overlint_source as source;
pub use testing::prelude;

/// The whole program with a team's own policies beside the built-in ones, of which one with the same id gives way: what
/// the `main` of such a program returns. It takes the arguments, the configuration and the exit status of `overlint`.
/// ```no_run
/// use std::process::ExitCode;
///
/// use overlint::prelude::*;
///
/// policy! {
///     /// ## What it does
///     /// Finds Services that every node opens a port for.
///     pub struct NodePort;
///     id: "node-port",
///     summary: "a Service opens a port on every node",
///     severity: Error,
///     since: "1.0.0",
///     profile: Recommended,
/// }
///
/// impl Policy for NodePort {
///     fn declaration(&self) -> &'static Declaration {
///         &Self::DECLARATION
///     }
/// }
///
/// fn main() -> ExitCode {
///     overlint::main(&[&NodePort])
/// }
/// ```
pub fn main(policies: &[&'static dyn policy::Policy]) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = run_with(policies, std::env::args_os(), &mut out, &mut io::stderr());
    match out.flush() {
        // A reader that has gone away, as in `overlint check | head`, is no failure of ours.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "error: the output cannot be written: {error}");
            ExitCode::from(Exit::CouldNotRun.code())
        }
        _ => ExitCode::from(exit.code()),
    }
}

/// Runs the program with these arguments, the first of which is its name. What it finds goes to `out`, what keeps it
/// from running to `err`.
pub fn run(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    run_with(&[], arguments, out, err)
}

/// [`run`] with a team's own policies beside the built-in ones.
pub fn run_with(
    policies: &[&'static dyn policy::Policy],
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = match args::Args::try_parse_from(&arguments) {
        Ok(args) => commands::run(&args, &commands::registry(policies), out, err),
        Err(error) if error.use_stderr() => {
            let _ = write!(err, "{}", error.render());
            if let Some(advice) = args::advice(arguments.iter().filter_map(|argument| argument.to_str())) {
                let _ = writeln!(err, "\nnote: {advice}");
            }
            return Exit::CouldNotRun;
        }
        Err(help) => {
            let _ = write!(out, "{}", help.render());
            return Exit::Clean;
        }
    };
    outcome.unwrap_or_else(|error| {
        let _ = writeln!(err, "error: {}", overlint_report::escape(&format!("{error:#}")));
        Exit::CouldNotRun
    })
}

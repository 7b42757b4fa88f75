//! Lint and policy tests for GitOps repositories: every kustomize overlay built, validated and checked.
//!
//! This is the facade: the libraries under one roof, and [`run`], which is the whole program. Library users start
//! with [`check::Check`].

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
pub mod why;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser as _;

pub use exit::Exit;
pub use overlint_kustomize as kustomize;
pub use overlint_policies as policies;
pub use overlint_policy as policy;
pub use overlint_report as report;
pub use overlint_schema as schema;
pub use overlint_source as source;

/// Runs the program with these arguments, the first of which is its name. What it finds goes to `out`, what keeps it
/// from running to `err`.
pub fn run(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let outcome = match args::Args::try_parse_from(&arguments) {
        Ok(args) => commands::run(&args, out, err),
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

//! The commands, one file each.

mod build;
mod check;
mod explain;
mod list;

use std::io::Write;

use overlint_policy::Registry;

use crate::args::{Args, Command};
use crate::exit::Exit;

/// Runs the command that was asked for.
pub(crate) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<Exit> {
    match &args.command {
        Command::Check(args) => check::run(args, out, err),
        Command::Build(args) => build::run(args, out, err),
        Command::Explain(args) => explain::run(args, out),
        Command::List(args) => list::run(args, out, err),
    }
}

fn registry() -> Registry {
    Registry::new(overlint_policies::POLICIES)
}

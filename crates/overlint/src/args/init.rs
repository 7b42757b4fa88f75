//! The arguments of `overlint init`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// The repository to write `overlint.yaml` for, or the new directory of the tests [default: `.`, or `policy-tests`]
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// Write a crate of policy tests for `cargo test`
    #[arg(long)]
    pub(crate) policy_tests: bool,
    /// What the tests depend on: a checkout of Overlint, the URL of a git repository, or a version
    /// [default: this version]
    #[arg(long, value_name = "PATH|GIT|VERSION", requires = "policy_tests")]
    pub(crate) overlint: Option<String>,
}

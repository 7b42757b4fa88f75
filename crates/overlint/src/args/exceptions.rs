//! Flags about findings that are known.

use std::path::PathBuf;

use clap::Args as ClapArgs;

#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Known {
    /// Tell only findings that this baseline does not have [default: `baseline` of the configuration]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all errors and warnings as a baseline, and tell none [default file: that of --baseline or of the
    /// configuration, else overlint-baseline.json at the root]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub(crate) write_baseline: Option<Vec<PathBuf>>,
}

//! The arguments of `overlint verify`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::{Fetching, Reading};

#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// Repositories, directories or single overlays
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The kustomize to compare with, of version 5.8.2. It runs as it would by itself: what it fetches and reads is its
    /// own affair
    #[arg(long, value_name = "PROGRAM", default_value = "kustomize")]
    pub(crate) kustomize: OsString,
    /// Give up on an overlay that kustomize builds for longer than this
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) timeout: u16,
    /// Compare this many overlays at once [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) fetching: Fetching,
}

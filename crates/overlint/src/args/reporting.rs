//! How a report is written, and when it fails a run: what `check` and `validate` share.

use clap::{Args as ClapArgs, ValueEnum};
use overlint_source::Severity;

#[derive(Debug, ClapArgs)]
pub(crate) struct Reporting {
    /// How to report, each as FORMAT or FORMAT=FILE [formats: github, human, json, junit, sarif]
    #[arg(long = "format", value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) formats: Vec<String>,
    /// Fail at findings of this severity and above
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,
    /// Use this many threads [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Colour the report
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Show infos too, every overlay of each finding, and the kinds without a schema
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl From<FailOn> for Severity {
    fn from(given: FailOn) -> Self {
        match given {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
        }
    }
}

//! The arguments of `cargo xtask differential`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::input::Input;

pub(super) const USAGE: &str = "usage: cargo xtask differential [--seed N] [--count M] [--input SEED] [--kustomize BIN]
           [--only FEATURE,..] [--without FEATURE,..] [--keep DIR] [--shrink] [--threads T] [--tolerate-unsupported]";

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The seed of the run.
    pub(crate) seed: u64,
    /// How many inputs.
    pub(crate) count: u64,
    /// The one input to run, by its own seed.
    pub(crate) input: Option<u64>,
    /// The real program.
    pub(crate) kustomize: String,
    /// Only inputs with a feature that begins with each of these.
    pub(crate) only: Vec<String>,
    /// Only inputs with no feature that begins with one of these.
    pub(crate) without: Vec<String>,
    /// Where inputs that differ are kept.
    pub(crate) keep: Option<PathBuf>,
    /// Make inputs that differ smaller before they are kept.
    pub(crate) shrink: bool,
    /// How many inputs run at a time.
    pub(crate) threads: usize,
    /// Count what we do not build yet apart.
    pub(crate) tolerate_unsupported: bool,
}

impl Options {
    /// Reads the arguments.
    pub(super) fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self {
            seed: 1,
            count: 400,
            input: None,
            kustomize: "kustomize".to_owned(),
            only: Vec::new(),
            without: Vec::new(),
            keep: None,
            shrink: false,
            threads: 2,
            tolerate_unsupported: false,
        };
        let mut args = args.iter();
        while let Some(flag) = args.next() {
            let mut value = || args.next().cloned().context(USAGE);
            match flag.as_str() {
                "--seed" => options.seed = value()?.parse().context(USAGE)?,
                "--count" => options.count = value()?.parse().context(USAGE)?,
                "--input" => options.input = Some(value()?.parse().context(USAGE)?),
                "--kustomize" => options.kustomize = value()?,
                "--only" => options.only = features(&value()?),
                "--without" => options.without = features(&value()?),
                "--keep" => options.keep = Some(value()?.into()),
                "--threads" => options.threads = value()?.parse().context(USAGE)?,
                "--shrink" => options.shrink = true,
                "--tolerate-unsupported" => options.tolerate_unsupported = true,
                _ => bail!(USAGE),
            }
        }
        Ok(options)
    }

    /// Whether inputs are chosen by what they show.
    pub(crate) fn chooses(&self) -> bool {
        !self.only.is_empty() || !self.without.is_empty()
    }

    /// Whether an input is one of those that are asked for.
    pub(crate) fn wants(&self, input: &Input) -> bool {
        let shows = |wanted: &String| input.features.iter().any(|feature| feature.starts_with(wanted));
        self.only.iter().all(shows) && !self.without.iter().any(shows)
    }
}

fn features(list: &str) -> Vec<String> {
    list.split(',').map(str::to_owned).collect()
}

//! Running the real kustomize.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::bail;
use clap::ValueEnum as _;
use overlint_report::escape;

use crate::args::LoadRestrictor;
use crate::commands::build::MANAGED_BY;
use crate::remote::program::{Ended, Limits, run};

/// The version that Overlint follows.
const VERSION: &str = "5.8.2";

/// How many bytes kustomize may print for one overlay: more than Overlint would.
const MAX_OUTPUT: u64 = 256 << 20;

/// How much of what kustomize says against an overlay is shown, in lines and in letters a line.
const SHOWN_LINES: usize = 10;
const SHOWN_LETTERS: usize = 500;

/// What every deprecation that kustomize reports begins with.
const WARNING: &str = "# Warning:";

/// How to run kustomize.
pub(super) struct Kustomize<'a> {
    pub(super) program: &'a OsStr,
    /// How long it may take for one overlay.
    pub(super) time: Duration,
    pub(super) restrictor: LoadRestrictor,
}

/// What kustomize made of an overlay.
pub(super) enum Theirs {
    Built(Vec<u8>),
    /// What it says to that, ready to be shown.
    Failed(String),
    /// Why nobody knows.
    Unknown(String),
}

/// Whether a version is the one that Overlint follows.
pub(super) fn is_the_one(version: &str) -> bool {
    version.strip_prefix('v').unwrap_or(version) == VERSION
}

impl Kustomize<'_> {
    /// What it says that its version is.
    pub(super) fn version(&self) -> anyhow::Result<String> {
        let help = format!("install kustomize {VERSION}, or name it with `--kustomize PROGRAM`");
        match self.run(Command::new(self.program).arg("version")) {
            Ok(ended) if ended.status.success() => {
                let text = String::from_utf8_lossy(&ended.out);
                Ok(text.lines().next().unwrap_or("unknown").chars().take(SHOWN_LETTERS).collect())
            }
            Ok(ended) => {
                bail!("`{}` has no version: {}; {help}", self.program.to_string_lossy(), ended.words.trim())
            }
            Err(why) => bail!("{why}; {help}"),
        }
    }

    /// Builds a directory.
    pub(super) fn build(&self, directory: &Path) -> Theirs {
        let restrictor = self.restrictor.to_possible_value();
        let restrictor = restrictor.as_ref().map_or("", |value| value.get_name());
        let mut command = Command::new(self.program);
        command.arg("build").arg(directory).args(["--load-restrictor", restrictor]).env_remove(MANAGED_BY);
        match self.run(&mut command) {
            Err(why) => Theirs::Unknown(why),
            Ok(ended) if ended.status.success() => Theirs::Built(ended.out),
            Ok(ended) if ended.status.code().is_none() => {
                Theirs::Unknown(format!("kustomize {}", ended.status))
            }
            Ok(ended) => Theirs::Failed(shown(&ended.words)),
        }
    }

    fn run(&self, command: &mut Command) -> Result<Ended, String> {
        let limits = Limits { time: self.time, output: MAX_OUTPUT, folder: None };
        run(command, &limits).map_err(|error| error.0)
    }
}

fn shown(words: &str) -> String {
    let mut text = String::new();
    for line in words.lines().filter(|line| !line.starts_with(WARNING)).take(SHOWN_LINES) {
        let line: String = line.chars().take(SHOWN_LETTERS).collect();
        text += "  ";
        text += &escape(&line);
        text.push('\n');
    }
    text
}

//! `overlint init`: a first configuration, or a first crate of policy tests. Nothing that is there is written over.

mod configuration;
mod dependency;
mod policy_tests;
mod samples;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use overlint_policy::Registry;
use overlint_policy::testing::Failure;
use overlint_report::escape;

use crate::args;
use crate::exit::Exit;
use crate::testing::{Options, Repository};

/// A file that is to be written, by its path below the directory.
struct NewFile {
    path: String,
    text: String,
}

/// Writes what was asked for, and says what to do next.
pub(crate) fn run(args: &args::Init, registry: &Registry, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let default = if args.policy_tests { "policy-tests" } else { "." };
    let directory = args.directory.clone().unwrap_or_else(|| PathBuf::from(default));
    let options = Repository::options().policies(registry.policies());
    let next = if args.policy_tests {
        let dependency = dependency::line(args.overlint.as_deref(), &directory)?;
        let refused = policy_tests::PATHS;
        refuse(&directory, &refused)?;
        write_all(&directory, &policy_tests::files(&held_by(&options, &directory)?, &dependency), out)?;
        format!("next: cargo test --manifest-path {}", directory.join("Cargo.toml").display())
    } else {
        refuse(&directory, &configuration::PATHS)?;
        let repository = options.configuration("").open_root(&directory).map_err(said)?;
        write_all(&directory, &[configuration::file(&repository)?], out)?;
        "next: overlint check".to_owned()
    };
    writeln!(out, "{}", escape(&next))?;
    Ok(Exit::Clean)
}

/// The repository that holds a directory, which need not be there yet.
fn held_by(options: &Options, directory: &Path) -> anyhow::Result<Repository> {
    let absolute = std::path::absolute(directory).context("the working directory is gone")?;
    let above = absolute.ancestors().find(|above| above.is_dir()).unwrap_or(&absolute);
    options.open(above).map_err(said)
}

fn said(failure: Failure) -> anyhow::Error {
    anyhow!(failure)
}

/// Fails where one of these files is there already.
fn refuse(directory: &Path, paths: &[&str]) -> anyhow::Result<()> {
    let is_there = |path: &&&str| fs::symlink_metadata(directory.join(path)).is_ok();
    match paths.iter().find(is_there) {
        Some(path) => bail!("`{}` is there already, and is left as it is", directory.join(path).display()),
        None => Ok(()),
    }
}

fn write_all(directory: &Path, files: &[NewFile], out: &mut dyn Write) -> anyhow::Result<()> {
    for file in files {
        let path = directory.join(&file.path);
        write(&path, &file.text).with_context(|| format!("`{}` cannot be written", path.display()))?;
        writeln!(out, "wrote {}", escape(&path.display().to_string()))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// `1 place`, `2 places`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

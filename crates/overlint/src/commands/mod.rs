//! The commands, one file each.

mod build;
mod check;
mod explain;
mod list;

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use overlint_policy::Registry;
use overlint_source::{Rule, Sources};

use crate::args::{Args, Command, Reading};
use crate::config::{Config, FILE_NAME, MISSPELT_NAME, RULES};
use crate::exit::Exit;
use crate::output::show_faults;
use crate::repository::Repository;

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
    let rules = overlint_schema::RULES.iter().chain(overlint_kustomize::RULES);
    Registry::new(overlint_policies::POLICIES).with_rules(rules)
}

/// Every rule under which something is reported, by id. A rule that validation and the build share is listed once.
fn rules(registry: &Registry) -> Vec<&'static Rule> {
    let policies = registry.policies().iter().map(|policy| policy.rule());
    let mut rules: Vec<_> =
        policies.chain(overlint_schema::RULES).chain(overlint_kustomize::RULES).chain(RULES).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    rules
}

/// What a command that looks at overlays works on.
struct Opened {
    repository: Repository,
    sources: Sources,
    config: Config,
}

impl Opened {
    /// Opens the repository that holds the paths and reads its configuration; nothing where that is faulty, which has
    /// then been shown.
    fn open(paths: &[PathBuf], reading: &Reading, err: &mut dyn Write) -> anyhow::Result<Option<Self>> {
        let repository = Repository::open(paths, reading.root.as_deref())?;
        let sources = Sources::default();
        let file = reading.config.clone().or_else(|| repository.file_at_root(FILE_NAME));
        if file.is_none() && repository.file_at_root(MISSPELT_NAME).is_some() {
            bail!("`{MISSPELT_NAME}` is not read; rename it to `{FILE_NAME}`");
        }
        let config = match file {
            Some(file) => Config::load(&file, &registry(), &sources)?,
            None => Config::default_of(&registry()),
        };
        Ok(match config {
            Ok(config) => Some(Self { repository, sources, config }),
            Err(findings) => {
                show_faults(&findings, &sources, "", err);
                None
            }
        })
    }
}

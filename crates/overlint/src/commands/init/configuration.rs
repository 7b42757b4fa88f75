//! A first `overlint.yaml`, from what the repository holds. It changes nothing yet: its choices are comments.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::anyhow;
use overlint_schema::Catalog;
use overlint_source::Severity;
use overlint_source::tree::path;

use super::{NewFile, counted};
use crate::config::{FILE_NAME, MISSPELT_NAME};
use crate::testing::Repository;

/// What must not be there yet.
pub(super) const PATHS: [&str; 2] = [FILE_NAME, MISSPELT_NAME];

/// How many overlays and environments are named.
const NAMED: usize = 5;

/// The configuration of a repository.
pub(super) fn file(repository: &Repository) -> anyhow::Result<NewFile> {
    let paths = repository.paths();
    let mut text = "# How `overlint check` looks at this repository.\n\n".to_owned();
    overlays(&paths, &mut text);
    let newest = Catalog::newest().map_err(|error| anyhow!(error.to_string()))?;
    let _ = write!(
        text,
        "\n# The version of Kubernetes to validate against: that of your clusters, of `overlint list versions`.\n\
         kubernetes: \"{}\"\n\n",
        newest.version()
    );
    text.push_str(
        "# What `overlint list policies` shows, each as `off`, `info`, `warning` or `error`.\npolicies:\n",
    );
    policies(repository, &mut text)?;
    environments(&paths, &mut text);
    Ok(NewFile { path: FILE_NAME.to_owned(), text })
}

fn overlays(paths: &[String], text: &mut String) {
    let found = counted(paths.len(), "overlay");
    let _ = writeln!(
        text,
        "# {found}: each kustomization that no other includes. `overlint list overlays` shows them:"
    );
    for path in paths.iter().take(NAMED) {
        let _ = writeln!(text, "#   {}", comment(path));
    }
    if paths.len() > NAMED {
        let _ = writeln!(text, "#   and {} more", paths.len() - NAMED);
    }
    text.push_str("overlays:\n  exclude: []  # globs: [\"examples/**\"]\n");
}

/// Each rule that has something to say today, commented out.
fn policies(repository: &Repository, text: &mut String) -> anyhow::Result<()> {
    let report = repository.check().map_err(super::said)?;
    let mut rules: BTreeMap<String, (Severity, usize)> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry(finding.rule.to_string()).or_insert((finding.severity, 0)).1 += 1;
    }
    if rules.is_empty() {
        text.push_str("  # Nothing is reported today. To silence a policy:\n  # missing-memory-limit: off\n");
        return Ok(());
    }
    text.push_str("  # What is reported today; `overlint explain RULE` says why.\n");
    for (rule, (severity, count)) in rules {
        let _ = writeln!(text, "  # {rule}: {}  # {}", severity.name(), counted(count, "place"));
    }
    Ok(())
}

/// How to say which values belong to which environment, for the names that several overlays end in.
fn environments(paths: &[String], text: &mut String) {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for name in paths.iter().map(|path| path::file_name(path)) {
        *names.entry(name).or_default() += 1;
    }
    let shared: Vec<&str> = names.into_iter().filter(|(_, count)| *count > 1).map(|(name, _)| name).collect();
    if shared.is_empty() {
        return;
    }
    text.push_str(
        "  # Which values belong to which environment.\n  # environment-variable-pattern:\n  #   patterns:\n",
    );
    for name in shared.iter().take(NAMED) {
        let name = comment(name);
        let _ = writeln!(text, "  #   - {{name: ENVIRONMENT, value: \"{name}\", overlays: \"**/{name}\"}}");
    }
}

/// A name that stays within its comment.
fn comment(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

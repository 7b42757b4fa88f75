//! Every overlay of a repository, built in one parallel pass: what `build --all` and `verify` have in common.

use std::sync::Arc;

use overlint_kustomize::{BuildError, Builder, Built, Outcome};
use overlint_source::{Finding, Origin};

use crate::check::{Check, CheckError};

/// Builds every overlay of a check and gives each, by its path, to `visit` in the task that built it; what that returns
/// comes back with the path, sorted by it.
pub(super) fn build_each<'a, T, F>(
    check: &Check<'a>,
    options: impl FnOnce(Builder<'a>) -> Builder<'a>,
    visit: F,
) -> Result<Vec<(String, T)>, CheckError>
where
    T: Send,
    F: Fn(&str, Result<Built, Vec<Finding>>) -> T + Sync,
{
    let (graph, overlays) = check.overlays()?;
    let visit = |index, built| {
        let directory = graph.path(index);
        visit(directory, printable(built).map_err(|faults| findings(check, directory, &faults)))
    };
    let results = options(check.builder()).build_each(&graph, &overlays, visit);
    Ok(overlays.iter().map(|index| graph.path(*index).to_owned()).zip(results).collect())
}

/// What kustomize cannot print, it does not build.
fn printable(built: Outcome<Built>) -> Outcome<Built> {
    match built {
        Ok(Built { faults, .. }) if !faults.is_empty() => Err(faults),
        built => built,
    }
}

fn findings(check: &Check<'_>, directory: &str, faults: &[BuildError]) -> Vec<Finding> {
    let overlays: Vec<Arc<str>> = vec![directory.into()];
    let mut findings: Vec<_> = faults.iter().map(BuildError::to_finding).collect();
    for finding in &mut findings {
        finding.overlays.clone_from(&overlays);
        if finding.origin == Origin::NOWHERE {
            finding.message = format!("`{}`: {}", check.shown(directory), finding.message);
        }
    }
    findings
}

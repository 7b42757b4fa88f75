//! The baseline of a check: where it lies, reading it, and writing it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use overlint_report::Report;
use overlint_source::{FileTree, Severity, Sources};

use crate::args::{Known, Reading};
use crate::commands::Opened;
use crate::exceptions::Baseline;
use crate::exceptions::baseline::{FILE_NAME, write};
use crate::revision;

/// The baseline that a check goes by. A file that a flag or the configuration names has to be there, unless it is about to
/// be written.
pub(super) fn read(opened: &Opened, known: &Known, reading: &Reading) -> anyhow::Result<Option<Baseline>> {
    if known.write_baseline.is_some() {
        return Ok(None);
    }
    let (bytes, shown) = match (&known.baseline, &opened.config.baseline, &reading.config_from) {
        (Some(file), ..) => (fs::read(file).with_context(|| unreadable(file))?, file.display().to_string()),
        (None, Some(name), Some(revision)) => {
            let bytes = revision::read(&opened.repository.root_directory(), revision, name)?;
            (
                bytes.with_context(|| format!("`{revision}` has no baseline `{name}`"))?,
                format!("{name}@{revision}"),
            )
        }
        (None, Some(name), None) => {
            let repository = &opened.repository;
            return read_from(&repository.tree, &repository.root, name, &opened.sources).map(Some);
        }
        (None, None, _) => return Ok(None),
    };
    Baseline::read(&bytes, &shown, &opened.sources).map(Some)
}

/// The baseline that the configuration names, of a root in a tree.
pub(crate) fn read_from(
    tree: &dyn FileTree,
    root: &str,
    name: &str,
    sources: &Sources,
) -> anyhow::Result<Baseline> {
    let path = overlint_source::tree::path::join(root, name);
    let path = path.with_context(|| format!("the baseline `{name}` lies outside the repository"))?;
    let bytes = tree.read(&path).with_context(|| unreadable(Path::new(name)))?;
    Baseline::read(&bytes, name, sources)
}

fn unreadable(file: &Path) -> String {
    format!("the baseline `{}` cannot be read; write one with `--write-baseline`", file.display())
}

/// Moves the errors and warnings of a report into a baseline file and says so; what keeps an overlay from being built, and
/// what is locked, stays.
pub(super) fn write_instead(
    opened: &Opened,
    known: &Known,
    report: &mut Report,
    err: &mut dyn Write,
) -> anyhow::Result<()> {
    let Some(named) = &known.write_baseline else { return Ok(()) };
    let file = named.first().or(known.baseline.as_ref()).cloned().unwrap_or_else(|| default_file(opened));
    let exceptions = &opened.config.exceptions;
    let is_known = |finding: &overlint_source::Finding| {
        finding.severity > Severity::Info && exceptions.may_be_known(finding)
    };
    let (written, left) = std::mem::take(&mut report.findings).into_iter().partition(is_known);
    let baseline = Report { summary: report.summary.clone(), findings: written, ..Report::default() };
    store(&file, &baseline, &opened.sources)?;
    report.findings = left;
    report.summary.suppressed += baseline.findings.len();
    report.summary.count(&report.findings);
    let hint = match opened.config.baseline {
        Some(_) => String::new(),
        None => format!("; name it as `baseline` in `{}`, or with `--baseline`", crate::config::FILE_NAME),
    };
    let _ = writeln!(err, "{} findings written to `{}`{hint}", baseline.findings.len(), file.display());
    Ok(())
}

fn default_file(opened: &Opened) -> PathBuf {
    let name = opened.config.baseline.as_deref().unwrap_or(FILE_NAME);
    opened.repository.root_directory().join(name)
}

fn store(file: &Path, baseline: &Report, sources: &Sources) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    write(baseline, sources, &mut bytes)?;
    fs::write(file, bytes).with_context(|| format!("`{}` cannot be written", file.display()))
}

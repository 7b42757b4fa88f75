//! One input through both programs, and what the comparison says.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use overlint_kustomize::{BuildError, Builder, Built, Fault, File, LoadRestrictor, Output, Reorder};
use overlint_source::Sources;
use overlint_source::tree::Directory;
use tempfile::TempDir;

use super::input::{FILES, Flags, Input};
use crate::files::{listing, listing_of};

/// How often kustomize is asked again before a difference is believed.
const REPEATS: usize = 8;

/// What one program says of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It prints this, or writes files with this listing.
    Printed(Vec<u8>),
    /// It fails, and says this.
    Failed(String),
}

/// What the comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Both print the same bytes.
    Same,
    /// Both fail.
    BothFail,
    /// We say that we do not build this yet.
    NotThereYet,
    /// kustomize writes outside the directory, or one object over another, and we refuse to.
    NoFile,
    /// kustomize itself does not say the same twice: it sorts keys by an order that is none.
    Unsettled,
    /// Both print something, and not the same.
    Bytes,
    /// kustomize builds it and we do not.
    OnlyKustomize,
    /// We build it and kustomize does not.
    OnlyOurs,
    /// Both fail, and an error of ours has no file and line.
    NoPlace,
    /// We panic.
    Panic,
}

impl Verdict {
    /// Whether the two programs disagree.
    pub(crate) fn is_difference(self) -> bool {
        !matches!(self, Self::Same | Self::BothFail | Self::NotThereYet | Self::NoFile | Self::Unsettled)
    }

    /// In words.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Same => "the same bytes",
            Self::BothFail => "both fail",
            Self::NotThereYet => "not there yet",
            Self::NoFile => "files that we refuse to write",
            Self::Unsettled => "kustomize says now this, now that",
            Self::Bytes => "other bytes",
            Self::OnlyKustomize => "only kustomize builds it",
            Self::OnlyOurs => "only we build it",
            Self::NoPlace => "an error without a place",
            Self::Panic => "a panic",
        }
    }
}

/// Both answers and the verdict over them.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) verdict: Verdict,
    pub(crate) kustomize: Answer,
    pub(crate) ours: Answer,
}

impl Comparison {
    /// The verdict, and of a failure the words that do not depend on names: what a smaller input must keep.
    pub(crate) fn signature(&self) -> (Verdict, String) {
        let words = match (self.verdict, &self.kustomize, &self.ours) {
            (Verdict::OnlyKustomize | Verdict::NoPlace | Verdict::Panic, _, Answer::Failed(said)) => {
                said.as_str()
            }
            (Verdict::OnlyOurs, Answer::Failed(said), _) => said.lines().last().unwrap_or_default(),
            _ => "",
        };
        (self.verdict, without_names(words))
    }
}

/// A message up to what it quotes, without places.
fn without_names(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let end = first.find(['`', '\'', '"', '/']).unwrap_or(first.len());
    first[..end].chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Writes an input and lets both programs build it. What kustomize does not say twice is no difference.
pub(crate) fn compare(input: &Input, kustomize: &str) -> Result<Comparison> {
    let (_folder, root) = written(input)?;
    let mut comparison = compare_once(input, kustomize, &root)?;
    if comparison.verdict.is_difference() && !is_settled(input, kustomize, &root, &comparison.kustomize)? {
        comparison.verdict = Verdict::Unsettled;
    }
    Ok(comparison)
}

/// Writes an input and lets each program build it once.
pub(crate) fn compare_quickly(input: &Input, kustomize: &str) -> Result<Comparison> {
    let (_folder, root) = written(input)?;
    compare_once(input, kustomize, &root)
}

/// A folder that goes when it is dropped, and the root of an input in it.
fn written(input: &Input) -> Result<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir().context("no directory for the inputs")?;
    let root = folder.path().join("in");
    fs::create_dir(&root)?;
    input.write(&root)?;
    Ok((folder, root))
}

fn compare_once(input: &Input, kustomize: &str, root: &Path) -> Result<Comparison> {
    let theirs = run_kustomize(input, kustomize, root)?;
    let (ours, bad) = run_ours(input, root)?;
    let verdict = bad.unwrap_or(match (&theirs, &ours) {
        (Answer::Printed(wanted), Answer::Printed(got)) if wanted == got => Verdict::Same,
        (Answer::Printed(_), Answer::Printed(_)) => Verdict::Bytes,
        (Answer::Printed(_), Answer::Failed(_)) => Verdict::OnlyKustomize,
        (Answer::Failed(_), Answer::Printed(_)) => Verdict::OnlyOurs,
        (Answer::Failed(_), Answer::Failed(_)) => Verdict::BothFail,
    });
    // A missing place is a fault of its own only where failing is right.
    let verdict = match (&theirs, verdict) {
        (Answer::Printed(_), Verdict::NoPlace) => Verdict::OnlyKustomize,
        _ => verdict,
    };
    Ok(Comparison { verdict, kustomize: theirs, ours })
}

/// Whether kustomize gives the same answer again. Failures may list things in another order each time.
fn is_settled(input: &Input, program: &str, root: &Path, answer: &Answer) -> Result<bool> {
    for _ in 0..REPEATS {
        let settled = match (run_kustomize(input, program, root)?, answer) {
            (Answer::Printed(again), Answer::Printed(once)) => again == *once,
            (Answer::Failed(_), Answer::Failed(_)) => true,
            _ => false,
        };
        if !settled {
            return Ok(false);
        }
    }
    Ok(true)
}

fn run_kustomize(input: &Input, program: &str, root: &Path) -> Result<Answer> {
    let mut command = Command::new(program);
    command.arg("build").args(input.arguments()).current_dir(root).stdin(Stdio::null());
    // The inputs are small, and a garbage collector only takes the other worker's time.
    command.env("GOGC", "off").env("GOMAXPROCS", "1");
    let files = root.join(FILES);
    if input.flags.files {
        empty(&files)?;
    }
    let output = command.output().with_context(|| format!("running {program}"))?;
    if output.status.success() {
        let printed = if input.flags.files { listing_of(&files)? } else { output.stdout };
        return Ok(Answer::Printed(printed));
    }
    Ok(Answer::Failed(String::from_utf8_lossy(&output.stderr).replace(&*root.to_string_lossy(), "")))
}

/// Makes a directory with nothing in it.
fn empty(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    Ok(fs::create_dir(directory)?)
}

/// Our answer, and the verdict where it does not depend on kustomize's.
fn run_ours(input: &Input, root: &Path) -> Result<(Answer, Option<Verdict>)> {
    let tree = Directory::open(root)?;
    let sources = Sources::default();
    let builder = with_flags(Builder::new(&tree, &sources), &input.flags);
    let built = catch_unwind(AssertUnwindSafe(|| {
        builder.build(&input.directory).map(|built| printed(&built, &input.flags))
    }));
    Ok(match built {
        Ok(Ok(answer)) => answer,
        Ok(Err(errors)) => (Answer::Failed(describe(&errors, &sources)), judge(&errors, input)),
        Err(_) => (Answer::Failed("panicked".into()), Some(Verdict::Panic)),
    })
}

fn printed(built: &Built, flags: &Flags) -> (Answer, Option<Verdict>) {
    if !flags.files {
        return (Answer::Printed(built.print().into_bytes()), None);
    }
    match built.files() {
        Ok(files) => {
            let files = files.into_iter().map(|File { name, text }| (name, text.into_bytes()));
            (Answer::Printed(listing(files.collect())), None)
        }
        Err(error) => (Answer::Failed(error.to_string()), Some(Verdict::NoFile)),
    }
}

/// The builder with the flags of an input.
fn with_flags<'a>(builder: Builder<'a>, flags: &Flags) -> Builder<'a> {
    let restrictor = if flags.load_anything { LoadRestrictor::None } else { LoadRestrictor::RootOnly };
    let reorder = match flags.reorder {
        None => Reorder::default(),
        Some("none") => Reorder::None,
        Some(_) => Reorder::Legacy,
    };
    let output = if flags.files { Output::Files } else { Output::Stream };
    builder.load_restrictor(restrictor).reorder(reorder).managed_by_label(flags.managed_by).output(output)
}

fn judge(errors: &[BuildError], input: &Input) -> Option<Verdict> {
    if errors.iter().any(|error| error.fault() == Fault::Unsupported) {
        return Some(Verdict::NotThereYet);
    }
    // Where the directory that is asked for holds no kustomization, no file has a line to blame.
    let rootless = !input.has_root();
    let placed = |error: &BuildError| rootless || (error.origin().is_somewhere() && error.origin().line > 0);
    (!errors.iter().all(placed)).then_some(Verdict::NoPlace)
}

fn describe(errors: &[BuildError], sources: &Sources) -> String {
    let lines = errors.iter().map(|error| {
        let (origin, rule) = (error.origin(), error.fault().rule());
        format!("{}: {rule} at {}:{}", error.message(), sources.path(origin.source), origin.line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

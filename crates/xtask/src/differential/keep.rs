//! Keeps inputs that differ, with both answers.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::input::Input;
use super::options::Options;
use super::run::{Answer, Comparison};

/// Writes an input, and the smaller one that was made of it, below the directory that `--keep` names.
pub(crate) fn keep(
    options: &Options,
    input: &Input,
    comparison: &Comparison,
    small: Option<&(Input, Comparison)>,
) -> Result<()> {
    let Some(folder) = &options.keep else { return Ok(()) };
    let folder = folder.join(input.seed.to_string());
    store(&folder, input, comparison).with_context(|| format!("keeping {}", folder.display()))?;
    if let Some((small, comparison)) = small {
        let folder = folder.join("small");
        store(&folder, small, comparison).with_context(|| format!("keeping {}", folder.display()))?;
    }
    Ok(())
}

fn store(folder: &Path, input: &Input, comparison: &Comparison) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let root = folder.join("in");
    fs::create_dir_all(&root)?;
    input.write(&root)?;
    fs::write(folder.join("args"), input.arguments().join(" ") + "\n")?;
    let features: Vec<&str> = input.features.iter().map(String::as_str).collect();
    let (verdict, words) = comparison.signature();
    fs::write(folder.join("about"), format!("{}: {words}\n{}\n", verdict.describe(), features.join("\n")))?;
    answer(&folder.join("kustomize"), &comparison.kustomize)?;
    answer(&folder.join("ours"), &comparison.ours)
}

fn answer(place: &Path, answer: &Answer) -> Result<()> {
    match answer {
        Answer::Printed(bytes) => fs::write(place.with_extension("yaml"), bytes)?,
        Answer::Failed(said) => fs::write(place.with_extension("err"), said)?,
    }
    Ok(())
}

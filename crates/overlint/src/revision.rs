//! A file as a git revision has it, so that the change under review cannot switch a check off.
//!
//! Only `git` commands that read objects are used: no hook, filter, text conversion or watcher of the repository runs.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::bail;

use crate::remote::program::{Limits, run};

const LIMITS: Limits<'_> = Limits { time: Duration::from_secs(60), output: 64 << 20, folder: None };

/// The bytes of a file below a directory of a checkout at a revision; nothing where the revision does not have it.
/// Fails for a revision that is not known, and where it has something else than a file there.
pub(crate) fn read(directory: &Path, revision: &str, file: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let name = format!("{revision}^{{commit}}");
    let commit = git(directory, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])
        .map_err(|_| anyhow::anyhow!("there is no git revision `{revision}` here"))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(directory, &["ls-tree", "-z", &commit, "--", file])?;
    let listed = String::from_utf8_lossy(&listed);
    let Some((entry, _)) = listed.split_once('\t') else { return Ok(None) };
    match entry.split(' ').collect::<Vec<_>>()[..] {
        ["100644" | "100755", "blob", hash] => git(directory, &["cat-file", "blob", hash]).map(Some),
        _ => bail!("`{file}` is no regular file at `{revision}`"),
    }
}

fn git(directory: &Path, args: &[&str]) -> anyhow::Result<Vec<u8>> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false"]).args(args);
    command
        .current_dir(directory)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C");
    let ended = run(&mut command, &LIMITS).map_err(|error| anyhow::anyhow!(error.0))?;
    if !ended.status.success() {
        bail!("git says: {}", ended.words.trim());
    }
    Ok(ended.out)
}

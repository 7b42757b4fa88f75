//! `cargo xtask goldens [--check] [--kustomize BIN]`: lets kustomize itself build the cases of `testdata/kustomize`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};

use crate::files::listing_of;

/// The program whose bytes are matched.
const VERSION: &str = "v5.8.2";

const USAGE: &str = "usage: cargo xtask goldens [--check] [--kustomize BIN]";

/// Writes what kustomize prints for every case, and writes to a directory, or with `--check` fails where a case holds something else. Fails too
/// where kustomize builds a case that must not build, or the other way round.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let options = Options::parse(args)?;
    check_version(&options.program)?;
    let cases = cases()?;
    let mut faults = Vec::new();
    for case in &cases {
        if let Err(error) = golden(case, &options) {
            faults.push(format!("{}: {error:#}", case.display()));
        }
    }
    ensure!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
    Ok(())
}

struct Options {
    check: bool,
    program: String,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self { check: false, program: "kustomize".to_owned() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--check" => options.check = true,
                "--kustomize" => options.program.clone_from(args.next().context(USAGE)?),
                _ => bail!(USAGE),
            }
        }
        Ok(options)
    }

    fn build(&self, directory: &Path, args: &str) -> Result<Output> {
        let mut command = Command::new(&self.program);
        command.arg("build").args(args.split_whitespace()).current_dir(directory);
        command.output().with_context(|| format!("running {}", self.program))
    }

    /// The listing of the files that are written to a directory; `None` where that fails.
    fn build_files(&self, directory: &Path, args: &str) -> Result<Option<Vec<u8>>> {
        let files = tempfile::tempdir().context("no directory for the files")?;
        let output = self.build(directory, &format!("{args} --output {}", files.path().display()))?;
        output.status.success().then(|| listing_of(files.path())).transpose()
    }
}

/// Fails where a program is not the kustomize whose bytes are matched.
pub(crate) fn check_version(program: &str) -> Result<()> {
    let output = Command::new(program)
        .arg("version")
        .output()
        .with_context(|| format!("`{program}` does not run; name another with --kustomize"))?;
    let version = String::from_utf8_lossy(&output.stdout);
    ensure!(version.trim() == VERSION, "`{program}` is {}, not {VERSION}", version.trim());
    Ok(())
}

fn cases() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/kustomize").canonicalize()?;
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            cases.push(path);
        }
    }
    cases.sort();
    Ok(cases)
}

fn golden(case: &Path, options: &Options) -> Result<()> {
    let args = std::fs::read_to_string(case.join("args")).context("there is no `args`")?;
    let input = case.join("in");
    let output = options.build(&input, &args)?;
    let refusal = case.join("expected.err");
    let words = words(&output.stderr, &input);
    store_files(&case.join("expected.files"), options.build_files(&input, &args)?, options.check)?;
    match (output.status.success(), refusal.exists()) {
        (true, false) => store(&case.join("expected.yaml"), &output.stdout, options.check),
        (false, true) => {
            let old = std::fs::read_to_string(&refusal)?;
            let ours = old.lines().next().unwrap_or_default();
            store(&refusal, format!("{ours}\n{words}").as_bytes(), options.check)
        }
        (true, true) => bail!("kustomize builds it, and `expected.err` says that it must fail"),
        (false, false) => bail!("kustomize fails; say so in `expected.err`: `RULE FILE:LINE`\n{words}"),
    }
}

/// What kustomize says, without warnings, traces and what differs from run to run.
fn words(stderr: &[u8], input: &Path) -> String {
    let text = String::from_utf8_lossy(stderr).replace(&*input.to_string_lossy(), "<ROOT>");
    let said =
        text.lines().skip_while(|line| line.starts_with("# Warning")).take_while(|line| !line.is_empty());
    said.flat_map(|line| [without_addresses(line), "\n".into()]).collect()
}

/// A line with the digits of every `0x…` taken out.
fn without_addresses(line: &str) -> String {
    let mut parts = line.split("0x");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("0x");
        kept.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    kept
}

fn store(path: &Path, content: &[u8], check: bool) -> Result<()> {
    if check {
        let old = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        ensure!(old == content, "`{}` is not what kustomize says", path.display());
        return Ok(());
    }
    std::fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

/// Where kustomize writes no files, there is no listing of them.
fn store_files(path: &Path, listing: Option<Vec<u8>>, check: bool) -> Result<()> {
    match listing {
        Some(listing) => store(path, &listing, check),
        None if check => {
            ensure!(!path.exists(), "kustomize writes no files, and there is `{}`", path.display());
            Ok(())
        }
        None if path.exists() => std::fs::remove_file(path).context("removing what is stale"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kustomize_says_is_the_same_in_every_run() {
        let stderr = b"# Warning: old\nError: in /a/b/c.yaml: &{0xc0ffee <nil>}\n\ngoroutine 1\n";
        assert_eq!(words(stderr, Path::new("/a/b")), "Error: in <ROOT>/c.yaml: &{0x <nil>}\n");
    }
}

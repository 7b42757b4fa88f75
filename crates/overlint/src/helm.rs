//! The user's own Helm, run as a process: only where `--enable-helm` allows it, without a shell, on copies in a
//! temporary directory, and for a limited time.
//!
//! Source of the rules: `runHelmCommand` and `checkHelmVersion` in
//! `api/internal/builtins/HelmChartInflationGenerator.go` of kustomize 5.8.2.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, thread};

use overlint_kustomize::{ChartFile, Helm, HelmError, HelmPull, HelmTemplate};
use overlint_source::FileTree as _;
use overlint_source::tree::Directory;
use tempfile::TempDir;

/// How long one call may take.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// How many bytes one call may print.
const MAX_OUTPUT: u64 = 64 << 20;

/// How often it is looked whether a call has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// How many lines of what Helm says are shown.
const SHOWN_LINES: usize = 20;

type Result<T> = std::result::Result<T, HelmError>;

/// Helm as a program of this machine.
#[derive(Debug)]
pub struct HelmProgram {
    command: OsString,
    time_limit: Duration,
    /// Whether its version is one that kustomize works with.
    checked: OnceLock<Result<()>>,
    /// The charts that were fetched: each is fetched once a run.
    pulled: Mutex<HashMap<HelmPull, Vec<ChartFile>>>,
}

impl HelmProgram {
    /// The program at a path, or of this name on the `PATH`.
    pub fn new(command: impl Into<OsString>) -> Self {
        Self {
            command: command.into(),
            time_limit: TIME_LIMIT,
            checked: OnceLock::new(),
            pulled: Mutex::default(),
        }
    }

    fn check(&self, home: &Path) -> Result<()> {
        let check = || check_version(&self.run(home, &["version".into(), "--short".into()])?);
        self.checked.get_or_init(check).clone()
    }

    /// Runs it with arguments; `home` is an empty directory for its own files.
    fn run(&self, home: &Path, arguments: &[OsString]) -> Result<Vec<u8>> {
        let home = home.join("helm");
        let mut command = Command::new(&self.command);
        command
            .args(arguments)
            .env("HELM_CONFIG_HOME", &home)
            .env("HELM_CACHE_HOME", home.join(".cache"))
            .env("HELM_DATA_HOME", home.join(".data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let shown = self.command.to_string_lossy();
        let child = command.spawn().map_err(|error| {
            failure(format!("`{shown}` cannot be run: {error}; name Helm with `--helm-command`"))
        })?;
        let what = arguments.first().map(|argument| argument.to_string_lossy()).unwrap_or_default();
        finish(child, &format!("`{shown} {what}`"), self.time_limit)
    }
}

impl Helm for HelmProgram {
    fn template(&self, call: &HelmTemplate) -> Result<Vec<u8>> {
        let work = work_directory()?;
        self.check(work.path())?;
        let chart = work.path().join("charts").join(&call.name);
        write_chart(&chart, &call.chart).map_err(|error| unwritten(&error))?;
        let values = write_values(work.path(), &call.values).map_err(|error| unwritten(&error))?;
        self.run(work.path(), &call.arguments(&chart, &values))
    }

    fn pull(&self, call: &HelmPull) -> Result<Vec<ChartFile>> {
        // Held while one is fetched: whoever else wants it would fetch it too.
        let mut pulled = self.pulled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = pulled.get(call) {
            return Ok(known.clone());
        }
        let work = work_directory()?;
        self.check(work.path())?;
        let into = work.path().join("charts");
        fs::create_dir(&into).map_err(|error| unwritten(&error))?;
        self.run(work.path(), &call.arguments(&into))?;
        let files = read_chart(&into, &call.name)
            .map_err(|error| failure(format!("the chart that was fetched cannot be read: {error}")))?;
        pulled.insert(call.clone(), files.clone());
        Ok(files)
    }
}

fn failure(message: String) -> HelmError {
    HelmError { message }
}

fn unwritten(error: &io::Error) -> HelmError {
    failure(format!("a temporary directory for Helm cannot be written: {error}"))
}

fn work_directory() -> Result<TempDir> {
    tempfile::Builder::new().prefix("overlint-helm-").tempdir().map_err(|error| unwritten(&error))
}

fn write_chart(directory: &Path, files: &[ChartFile]) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for file in files {
        let path = directory.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(directory))?;
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}

fn write_values(directory: &Path, values: &[Vec<u8>]) -> io::Result<Vec<PathBuf>> {
    let write = |(index, bytes): (usize, &Vec<u8>)| {
        let path = directory.join(format!("values-{index}.yaml"));
        fs::write(&path, bytes).map(|()| path)
    };
    values.iter().enumerate().map(write).collect()
}

fn read_chart(
    directory: &Path,
    name: &str,
) -> std::result::Result<Vec<ChartFile>, overlint_source::TreeError> {
    let io = |error| overlint_source::TreeError::Io { path: name.to_owned(), error };
    let tree = Directory::open(directory.join(name)).map_err(io)?;
    let read = |path: String| tree.read(&path).map(|bytes| ChartFile { path, bytes });
    tree.files("")?.into_iter().map(read).collect()
}

/// The versions of Helm that kustomize works with.
fn check_version(output: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(output);
    match version(&text) {
        Some("3" | "4") => Ok(()),
        _ => Err(failure(format!("Helm 3 or 4 is needed, and this one says `{}`", text.trim()))),
    }
}

/// The first number that another one follows behind a dot.
fn version(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        let number = &rest[start..];
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let behind = &number[end..];
        if behind.strip_prefix('.').is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit())) {
            return Some(&number[..end]);
        }
        rest = behind;
    }
}

/// Waits for the end of a process and takes what it prints; ends it where it takes or prints too much.
fn finish(mut child: Child, what: &str, limit: Duration) -> Result<Vec<u8>> {
    let (out, err) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let start = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if start.elapsed() < limit => thread::sleep(PAUSE),
            Ok(None) => {
                end(&mut child);
                return Err(failure(format!("{what} has not ended after {} seconds", limit.as_secs())));
            }
            Err(error) => {
                end(&mut child);
                return Err(failure(format!("{what} cannot be waited for: {error}")));
            }
        }
    };
    // What Helm has started itself may hold the pipe longer than Helm lives.
    let rest = limit.saturating_sub(start.elapsed()).max(PAUSE);
    let out = out.recv_timeout(rest).unwrap_or_default();
    if out.len() as u64 > MAX_OUTPUT {
        return Err(failure(format!("{what} prints more than {MAX_OUTPUT} bytes")));
    }
    if status.success() {
        return Ok(out);
    }
    let err = err.recv_timeout(rest).unwrap_or_default();
    Err(failure(format!("{what} fails: {}", said(&err, &status.to_string()))))
}

fn end(child: &mut Child) {
    // It may have ended in the meantime, which is as good.
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe to its end, or to the limit; what comes behind is read and forgotten, so that the writer ends.
fn drain(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.by_ref().take(MAX_OUTPUT + 1).read_to_end(&mut bytes);
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
        // Nobody listens any more where the time was up.
        let _ = sender.send(bytes);
    });
    receiver
}

/// The last lines of what Helm says, or else how it ended.
fn said(bytes: &[u8], otherwise: &str) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return otherwise.to_owned();
    }
    let shown = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
    shown.strip_prefix("Error: ").unwrap_or(&shown).to_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found_in_what_helm_prints() {
        assert_eq!(version("v3.19.0+g3d8990f"), Some("3"));
        assert_eq!(version("Client: v2.17.0"), Some("2"));
        assert_eq!(version("helm 7 of v4.0.0"), Some("4"));
        assert_eq!(version("v3"), None);
        assert_eq!(version(""), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_takes_too_long_is_ended() {
        let helm = HelmProgram { time_limit: Duration::from_millis(50), ..HelmProgram::new("sleep") };
        let error = helm.run(Path::new("/nowhere"), &["60".into()]).unwrap_err();
        assert!(error.message.contains("has not ended"), "{error}");
    }

    #[test]
    fn what_helm_says_is_shown_without_its_prefix() {
        assert_eq!(said(b"Error: no chart\n", "x"), "no chart");
        assert_eq!(said(b"\n", "exit status: 1"), "exit status: 1");
    }
}

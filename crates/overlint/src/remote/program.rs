//! Running a program that asks nothing, ends in time, and writes only so much.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use overlint_kustomize::remote::RemoteError;

/// How often a running program is looked at.
const PAUSE: Duration = Duration::from_millis(5);

/// How much of what a program says against itself is read.
const MAX_WORDS: u64 = 64 << 10;

/// What a program may cost.
pub(crate) struct Limits<'a> {
    pub(crate) time: Duration,
    /// How many bytes it may print.
    pub(crate) output: u64,
    /// A folder that it writes into, and how many bytes that may hold.
    pub(crate) folder: Option<(&'a Path, u64)>,
}

/// What a program printed, and how it ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) out: Vec<u8>,
    /// What it wrote to standard error.
    pub(crate) words: String,
}

/// Runs a program to its end, or until it costs too much. Its output goes to files: whatever it may leave running
/// behind it can hold no pipe open.
pub(crate) fn run(command: &mut Command, limits: &Limits<'_>) -> Result<Ended, RemoteError> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: io::Error| RemoteError(format!("`{name}` cannot be run: {error}"));
    let (mut out, mut words) = (tempfile::tempfile().map_err(failed)?, tempfile::tempfile().map_err(failed)?);
    command.stdin(Stdio::null()).stdout(out.try_clone().map_err(failed)?);
    command.stderr(words.try_clone().map_err(failed)?);
    // Of its own group, so that what it starts can be ended with it: git leaves the work to others.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().map_err(failed)?;
    let status = wait(&mut child, limits, &out, &words).unwrap_or_else(|error| Err(error.to_string()));
    let status = status.map_err(|why| {
        end(&mut child);
        RemoteError(format!("`{name}` {why}"))
    })?;
    let out = from_start(&mut out, limits.output).map_err(failed)?;
    let words = from_start(&mut words, MAX_WORDS).map_err(failed)?;
    Ok(Ended { status, out, words: String::from_utf8_lossy(&words).into_owned() })
}

/// Waits for a program; the inner error says which limit it went over.
fn wait(
    child: &mut Child,
    limits: &Limits<'_>,
    out: &File,
    words: &File,
) -> io::Result<Result<ExitStatus, String>> {
    let start = Instant::now();
    loop {
        let ended = child.try_wait()?;
        if out.metadata()?.len() > limits.output || words.metadata()?.len() > limits.output.max(MAX_WORDS) {
            return Ok(Err("printed too much".to_owned()));
        }
        if let Some((_, most)) = limits.folder.filter(|(folder, most)| size_of(folder) > *most) {
            return Ok(Err(format!("went over the limit of {most} bytes")));
        }
        if let Some(status) = ended {
            return Ok(Ok(status));
        }
        if start.elapsed() > limits.time {
            return Ok(Err(format!("did not end within {} s", limits.time.as_secs_f32())));
        }
        thread::sleep(PAUSE);
    }
}

/// Ends a program and all that it has started. It may have ended by itself meanwhile.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The bytes of the files that lie directly in a folder.
fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

fn from_start(file: &mut File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn limits(folder: Option<(&Path, u64)>) -> Limits<'_> {
        Limits { time: Duration::from_millis(300), output: 100, folder }
    }

    fn shell(script: &str, limits: &Limits<'_>) -> Result<String, String> {
        let ended = run(Command::new("sh").args(["-c", script]), limits).map_err(|error| error.0)?;
        Ok(String::from_utf8_lossy(&ended.out).into_owned())
    }

    #[test]
    fn a_program_is_ended_at_each_limit() {
        assert_eq!(shell("echo a", &limits(None)), Ok("a\n".to_owned()));
        assert!(shell("sleep 60", &limits(None)).is_err_and(|why| why.contains("did not end")));
        assert!(
            shell("head -c 100000 /dev/zero; sleep 60", &limits(None))
                .is_err_and(|why| why.contains("too much"))
        );
        assert!(shell("cat", &limits(None)).is_ok_and(|out| out.is_empty()), "it has no input");
        let folder = tempfile::tempdir().expect("a folder");
        // Below a shell, which is not what writes: were only the shell ended, the file would go on growing.
        let script = format!("head -c 100000000 /dev/zero > {0}/file; sleep 60", folder.path().display());
        let refused = shell(&script, &limits(Some((folder.path(), 1000))));
        assert!(refused.is_err_and(|why| why.contains("limit of 1000")));
    }

    #[test]
    fn what_a_program_has_started_ends_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let late = folder.path().join("late");
        let script = format!("(sleep 1; touch {}) & sleep 60", late.display());
        assert!(shell(&script, &limits(None)).is_err());
        thread::sleep(Duration::from_millis(1500));
        assert!(!late.exists());
    }

    #[test]
    fn what_stays_behind_a_program_is_not_waited_for() {
        let start = Instant::now();
        assert_eq!(shell("sleep 11 & echo a", &limits(None)), Ok("a\n".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}

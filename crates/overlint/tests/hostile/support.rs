//! Building hostile trees, in this process and in limited children.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use overlint::check::Check;
use overlint::config::Config;
use overlint::kustomize::{Builder, Fault, LoadRestrictor};
use overlint::policy::Registry;
use overlint::report::Report;
use overlint::source::tree::Memory;
use overlint::source::{FileTree, Sources};

/// No case may take longer, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The stack of the threads that hostile input is built on: half of what the standard library gives.
const STACK: usize = 1 << 20;

/// The most address space of a child, in KiB: the promised 512 MB and what threads reserve without using.
const ADDRESS_SPACE_KIB: usize = 1 << 20;

/// Why a build failed, and where.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) fault: Fault,
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) line: u32,
}

/// Files in memory.
pub(crate) fn memory<P: AsRef<str>, C: AsRef<[u8]>>(files: &[(P, C)]) -> Memory {
    files.iter().map(|(path, content)| (path.as_ref(), content.as_ref().to_vec())).collect()
}

/// Runs work on a small stack; fails where it panics or does not end.
pub(crate) fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let pooled = move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(STACK).build().expect("threads");
        let _ = sender.send(pool.install(work));
    };
    thread::Builder::new().stack_size(STACK).spawn(pooled).expect("a thread");
    receiver.recv_timeout(PATIENCE).expect("ends in time and without a panic")
}

/// Builds one directory of a tree.
pub(crate) fn build_in(tree: impl FileTree + 'static, directory: &str) -> Result<String, Failure> {
    let directory = directory.to_owned();
    in_time(move || {
        let sources = Sources::default();
        let built = Builder::new(&tree, &sources).build(&directory);
        built.map(|built| built.print()).map_err(|errors| {
            let error = errors.first().expect("what fails says why");
            Failure {
                fault: error.fault(),
                message: error.message().to_owned(),
                file: sources.path(error.origin().source),
                line: error.origin().line,
            }
        })
    })
}

/// Builds the root of a tree in memory.
pub(crate) fn build<P: AsRef<str>, C: AsRef<[u8]>>(files: &[(P, C)]) -> Result<String, Failure> {
    build_in(memory(files), "")
}

/// Asserts that building fails with this fault, at a place, and returns how.
#[track_caller]
pub(crate) fn refused<P: AsRef<str>, C: AsRef<[u8]>>(files: &[(P, C)], fault: Fault) -> Failure {
    let failure = build(files).expect_err("the build is refused");
    assert_eq!(failure.fault, fault, "{failure:?}");
    assert!(failure.line > 0 && !failure.file.is_empty(), "the fault has a place: {failure:?}");
    assert!(failure.message.len() < 2000, "the message can be read: {}", failure.message.len());
    failure
}

/// Asserts that building is refused because something is too large, in the reader's words or in the build's.
#[track_caller]
pub(crate) fn bounded<P: AsRef<str>, C: AsRef<[u8]>>(files: &[(P, C)]) -> Failure {
    let failure = build(files).expect_err("the build is refused");
    let named = ["limit", "more than"].iter().any(|words| failure.message.contains(words));
    assert!(named && matches!(failure.fault, Fault::Limit | Fault::Syntax), "{failure:?}");
    assert!(failure.line > 0 && !failure.file.is_empty(), "the fault has a place: {failure:?}");
    failure
}

/// Checks a whole tree with the default configuration; the sources come along for rendering.
pub(crate) fn check(tree: impl FileTree + 'static) -> (Report, Sources) {
    in_time(move || {
        let sources = Sources::default();
        let config =
            Config::default_of(&Registry::new(overlint::policies::POLICIES)).expect("a configuration");
        let check = Check {
            tree: &tree,
            sources: &sources,
            config: &config,
            root: "",
            paths: &[String::new()],
            load_restrictor: LoadRestrictor::RootOnly,
            remotes: None,
            helm: None,
            kubernetes: &[],
        };
        let report = check.check().expect("a report");
        (report, sources)
    })
}

/// The ids of the rules that a report names.
pub(crate) fn rules(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.rule.as_ref()).collect()
}

/// A kustomization that lists these resources.
pub(crate) fn listing(resources: &[&str]) -> String {
    resources.iter().fold("resources:\n".to_owned(), |mut text, resource| {
        let _ = writeln!(text, "- {resource}");
        text
    })
}

/// A small ConfigMap.
pub(crate) fn config_map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  a: b\n")
}

/// A repository on disk.
pub(crate) struct Repository {
    directory: tempfile::TempDir,
}

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Repository {
    /// The top of a git checkout with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self { directory: tempfile::tempdir().expect("a directory") };
        fs::create_dir_all(repository.path().join(".git")).expect("a directory");
        for (path, content) in files {
            repository.write(path, content.as_bytes());
        }
        repository
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("repository")
    }

    /// A path beside the repository.
    pub(crate) fn outside(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, path: &str, content: &[u8]) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
        fs::write(file, content).expect("a file");
    }

    /// Runs the program in this process.
    pub(crate) fn run(&self, command: &str, options: &[&str]) -> Run {
        let mut arguments = vec!["overlint".into(), command.into(), self.path().into_os_string()];
        arguments.extend(options.iter().map(Into::into));
        in_time(move || {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let code = overlint::run(arguments, &mut out, &mut err).code();
            Run { code: code.into(), out: text(out), err: text(err) }
        })
    }

    /// Runs the program in a child with little memory.
    pub(crate) fn run_limited(&self, command: &str, options: &[&str]) -> Run {
        limited(&self.path(), &[&[command, "."], options].concat())
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("output is UTF-8")
}

/// Runs the program with these arguments in a child with little memory and time.
pub(crate) fn limited(directory: &Path, arguments: &[&str]) -> Run {
    let mut child = spawn(directory, arguments);
    let out = drain(child.stdout.take().expect("piped"));
    let err = drain(child.stderr.take().expect("piped"));
    let code = wait(&mut child);
    let (out, err) = (out.join().expect("text"), err.join().expect("text"));
    assert_ne!(code, -1, "no signal ends the program: {err}");
    assert!(!err.contains("panicked"), "{err}");
    Run { code, out, err }
}

/// Starts the program in a child with little memory.
pub(crate) fn spawn(directory: &Path, arguments: &[&str]) -> Child {
    let script = format!("ulimit -v {ADDRESS_SPACE_KIB}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_overlint")])
        .args(arguments)
        .current_dir(directory)
        .env("MALLOC_ARENA_MAX", "2")
        .env("RAYON_NUM_THREADS", "2")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child")
}

fn drain(mut from: impl std::io::Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        text(bytes)
    })
}

/// The exit status, -1 where a signal ended the child; one that does not end is killed and fails the test.
pub(crate) fn wait(child: &mut Child) -> i32 {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().expect("a status") {
            return status.code().unwrap_or(-1);
        }
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    panic!("the program hangs");
}

/// Asserts that a text may go to a terminal and to a CI log.
#[track_caller]
pub(crate) fn assert_safe(text: &str) {
    let acts = |c: char| {
        c != '\n'
            && (c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
    };
    assert!(!text.contains(acts), "{text:?}");
    let command = |line: &&str| line.trim_start().starts_with("::") && line.trim_start()[2..].contains("::");
    assert_eq!(text.lines().find(command), None, "a line that CI takes for a command");
}

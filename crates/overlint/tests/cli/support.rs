//! Repositories in temporary directories, and runs of the program in this process.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use overlint::Exit;
use tempfile::TempDir;

/// A ConfigMap that nothing can be said against.
pub(crate) const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

/// A Deployment whose only fault is that it has no memory limit, told at its last line.
pub(crate) const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: app
        image: example.org/web:1
        resources: {requests: {cpu: 1, memory: 1Gi}}
";

/// A kustomization of one file.
pub(crate) const KUSTOMIZATION: &str = "resources:\n- object.yaml\n";

/// What a run said, and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program in this process.
pub(crate) fn overlint(arguments: &[&str]) -> Run {
    let arguments = std::iter::once("overlint").chain(arguments.iter().copied()).map(OsString::from);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = overlint::run(arguments, &mut out, &mut err);
    Run { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

impl Run {
    /// Fails unless the run ended so, and wrote to standard error only what kept it from running.
    #[track_caller]
    pub(crate) fn ended(self, exit: Exit) -> Self {
        assert_eq!(self.exit, exit, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Fails unless the run could not do its work, and said why in these words on standard error alone.
    #[track_caller]
    pub(crate) fn refused(self, words: &[&str]) -> Self {
        let run = self.ended(Exit::CouldNotRun);
        assert_eq!(run.out, "", "nothing is reported by a run that could not run");
        for word in words {
            assert!(run.err.contains(word), "`{word}` is not in: {}", run.err);
        }
        run
    }

    /// Fails unless standard output has these words.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.out.contains(word), "`{word}` is not in: {}\nerr: {}", self.out, self.err);
        }
        self
    }

    /// Fails where standard output has these words.
    #[track_caller]
    pub(crate) fn does_not_say(self, words: &str) -> Self {
        assert!(!self.out.contains(words), "`{words}` is in: {}", self.out);
        self
    }
}

/// A git checkout of these files: the marker alone, since nothing reads further.
pub(crate) struct Checkout(TempDir);

impl Checkout {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join(".git")).unwrap();
        Self(directory)
    }

    /// A checkout with these overlays, each of one sound object.
    pub(crate) fn with_overlays(overlays: &[&str]) -> Self {
        overlays.iter().fold(Self::new(), |checkout, overlay| checkout.overlay(overlay, CONFIG_MAP))
    }

    /// The example of `testdata`.
    pub(crate) fn shop() -> Self {
        let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/repos/shop");
        let checkout = Self::new();
        copy(&shop, checkout.0.path());
        checkout
    }

    /// With a file.
    pub(crate) fn file(self, path: &str, content: &str) -> Self {
        self.write(path, content);
        self
    }

    /// With an overlay of one object.
    pub(crate) fn overlay(self, directory: &str, object: &str) -> Self {
        self.file(&format!("{directory}/kustomization.yaml"), KUSTOMIZATION)
            .file(&format!("{directory}/object.yaml"), object)
    }

    pub(crate) fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The path as an argument.
    pub(crate) fn argument(&self, path: &str) -> String {
        self.path(path).to_str().unwrap().trim_end_matches('/').to_owned()
    }

    /// Runs a command with further arguments on the whole checkout.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_on("", arguments)
    }

    /// Runs a command with further arguments on a path of the checkout.
    pub(crate) fn run_on(&self, path: &str, arguments: &[&str]) -> Run {
        let path = self.argument(path);
        overlint(&[arguments, &[path.as_str()]].concat())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A report with its duration, which differs from run to run, masked.
pub(crate) fn masked(report: &str) -> String {
    let mut text = String::new();
    for line in report.lines() {
        let line = match line.split_once(",\"seconds\":") {
            Some((before, after)) => format!("{before},\"seconds\":_{}", after.trim_start_matches(is_number)),
            None => match line.rsplit_once(" in ").filter(|(_, after)| after.ends_with(" s")) {
                Some((before, _)) => format!("{before} in _ s"),
                None => line.to_owned(),
            },
        };
        text += &line;
        text.push('\n');
    }
    text
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || c == '.'
}

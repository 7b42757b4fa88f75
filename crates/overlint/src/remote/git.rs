//! Repositories, fetched by `git` into a cache of work trees by repository and commit.
//!
//! Source of the steps: `api/internal/git/cloner.go` of kustomize 5.8.2, but for submodules, which check out what others
//! wrote to places that they chose.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use overlint_kustomize::remote::{RemoteError, RepoSpec, Repository, Transport};
use overlint_source::tree::Directory;
use sha2::{Digest as _, Sha256};

use super::program::{Ended, Limits, run};

/// How many bytes a repository may have, packed and as a work tree.
const MAX_BYTES: u64 = 1 << 30;

/// How many files a repository may have.
const MAX_FILES: usize = 500_000;

/// How many bytes git may print: the names of that many files.
const MAX_OUTPUT: u64 = 64 << 20;

/// How long one step may take, whatever the URL says.
const MAX_TIME: Duration = Duration::from_secs(600);

/// Settings that go before those of the user: no hook, no watcher, no filter and no further repository.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.autocrlf=false",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "fetch.fsckObjects=false",
    "maintenance.auto=false",
    "gc.auto=0",
    "credential.interactive=false",
    "filter.lfs.smudge=",
    "filter.lfs.process=",
    "filter.lfs.required=false",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=20",
];

/// What would make git work on another repository than the one it is given, or run something.
const UNSET: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_TEMPLATE_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_PROXY_COMMAND",
    "GIT_TRACE",
];

/// Runs `git`.
pub(super) struct Git {
    cache: PathBuf,
}

/// What a ref means at the moment.
struct Wanted {
    /// The commit, or the tag that leads to one: a hash in any case.
    commit: String,
    floats: bool,
}

impl Git {
    /// One that keeps work trees in a directory.
    pub(super) fn new(cache: PathBuf) -> Self {
        Self { cache }
    }

    /// The work tree of a repository, fetched unless it is there already.
    pub(super) fn repository(&self, spec: &RepoSpec) -> Result<Repository, RemoteError> {
        let home = self.cache.join(key(&spec.clone_spec()));
        create_private(&home).map_err(|error| cannot("make", &home, &error))?;
        let session = Session { spec, home: &home };
        let wanted = session.wanted()?;
        let place = home.join(&wanted.commit);
        if !place.is_dir() {
            session.fetch(&wanted.commit, &place)?;
        }
        let tree = Directory::open(&place).map_err(|error| cannot("read", &place, &error))?;
        Ok(Repository { tree: Box::new(tree), floats: wanted.floats })
    }
}

/// The name of a repository's folder.
fn key(clone_spec: &str) -> String {
    let digest = Sha256::digest(clone_spec);
    digest.iter().take(16).fold(String::new(), |key, byte| format!("{key}{byte:02x}"))
}

/// Makes a directory that only its owner can enter.
fn create_private(directory: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> RemoteError {
    RemoteError(format!("cannot {what} `{}`: {error}", path.display()))
}

/// The work on one repository.
struct Session<'a> {
    spec: &'a RepoSpec,
    home: &'a Path,
}

impl Session<'_> {
    fn wanted(&self) -> Result<Wanted, RemoteError> {
        if self.spec.is_pinned() {
            let commit = self.spec.reference.to_ascii_lowercase();
            return Ok(Wanted { commit, floats: false });
        }
        let name = if self.spec.reference.is_empty() { "HEAD" } else { &self.spec.reference };
        let url = self.spec.clone_spec();
        let listed = self.git(self.home, &["ls-remote", "-q", "--", &url, name], None)?;
        find_ref(&String::from_utf8_lossy(&listed), name)
            .ok_or_else(|| RemoteError(format!("the repository has no branch or tag `{name}`")))
    }

    /// Fetches a commit into a folder of its own, which takes its place only once all is there.
    fn fetch(&self, commit: &str, place: &Path) -> Result<(), RemoteError> {
        let folder = tempfile::Builder::new().prefix(".new-").tempdir_in(self.home);
        let folder = folder.map_err(|error| cannot("write to", self.home, &error))?;
        let work = folder.path().join("work");
        fs::create_dir(&work).map_err(|error| cannot("make", &work, &error))?;
        let url = self.spec.clone_spec();
        let fetch = ["fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", &url, commit];
        self.git(&work, &["init", "-q", "--template="], None)?;
        self.git(&work, &fetch, Some(&work.join(".git/objects/pack")))?;
        check_size(&self.git(&work, &["ls-tree", "-r", "-l", "-z", "--full-tree", "FETCH_HEAD"], None)?)?;
        self.git(&work, &["checkout", "-q", "--detach", "FETCH_HEAD", "--"], None)?;
        let versions = work.join(".git");
        fs::remove_dir_all(&versions).map_err(|error| cannot("remove", &versions, &error))?;
        match fs::rename(&work, place) {
            // Another run was faster.
            Err(_) if place.is_dir() => Ok(()),
            renamed => renamed.map_err(|error| cannot("write", place, &error)),
        }
    }

    fn git(&self, directory: &Path, args: &[&str], watched: Option<&Path>) -> Result<Vec<u8>, RemoteError> {
        let limits = Limits {
            time: self.spec.timeout.min(MAX_TIME),
            output: MAX_OUTPUT,
            folder: watched.map(|folder| (folder, MAX_BYTES)),
        };
        let Ended { status, out, words } = run(&mut self.command(directory, args), &limits)?;
        if status.success() { Ok(out) } else { Err(RemoteError(self.reason(&words))) }
    }

    fn command(&self, directory: &Path, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(args).current_dir(directory);
        for name in UNSET {
            command.env_remove(name);
        }
        let ssh = std::env::var("GIT_SSH_COMMAND").unwrap_or_else(|_| "ssh".to_owned());
        command
            .env("GIT_ALLOW_PROTOCOL", allowed_protocols(self.spec.transport()))
            .env("GIT_CEILING_DIRECTORIES", self.home.parent().map_or(OsStr::new("/"), Path::as_os_str))
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "")
            .env("SSH_ASKPASS", "")
            .env("SSH_ASKPASS_REQUIRE", "never")
            .env("GCM_INTERACTIVE", "never")
            .env("GIT_SSH_COMMAND", format!("{ssh} -o BatchMode=yes -o ConnectTimeout=20"))
            .env("GIT_LFS_SKIP_SMUDGE", "1")
            .env("LC_ALL", "C");
        command
    }

    /// What git says is wrong, in one line and without passwords.
    fn reason(&self, words: &str) -> String {
        const MOST: usize = 300;
        let told = |line: &&str| {
            ["fatal: ", "error: ", "ERROR: ", "ssh: "].iter().any(|mark| line.starts_with(mark))
        };
        let told: Vec<&str> = words.lines().filter(told).take(2).collect();
        let text = if told.is_empty() { words.trim().to_owned() } else { told.join("; ") };
        let text = text.replace(&self.spec.clone_spec(), &self.spec.shown());
        format!("git says: {}", text.chars().take(MOST).collect::<String>())
    }
}

/// The protocols that git may use: the one of the URL, and where that is the network's, those that are as safe, since the
/// user's settings may put one in the place of another.
fn allowed_protocols(transport: Transport) -> &'static str {
    match transport {
        Transport::File => "file",
        Transport::Http => "http:https:ssh",
        _ => "https:ssh",
    }
}

/// The line of `git ls-remote` that a name means, in the order in which git tries them.
fn find_ref(listed: &str, name: &str) -> Option<Wanted> {
    let refs: Vec<(&str, &str)> = listed.lines().filter_map(|line| line.split_once('\t')).collect();
    let forms = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
    let (commit, name) = forms.iter().find_map(|form| {
        let wanted = format!("{form}{name}");
        refs.iter().find(|(_, known)| *known == wanted)
    })?;
    let is_hash = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    let floats = !name.starts_with("refs/tags/");
    is_hash.then(|| Wanted { commit: (*commit).to_owned(), floats })
}

/// Checks what a work tree will hold before it is written: a small pack can hold endless zeros.
fn check_size(listed: &[u8]) -> Result<(), RemoteError> {
    let listed = String::from_utf8_lossy(listed);
    let size = |entry: &str| entry.split_once('\t')?.0.split_whitespace().nth(3)?.parse::<u64>().ok();
    let total = listed.split('\0').filter_map(size).fold(0, u64::saturating_add);
    if total > MAX_BYTES || listed.matches('\0').count() > MAX_FILES {
        return Err(RemoteError(format!("it holds more than {MAX_BYTES} bytes or {MAX_FILES} files")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_a_tag_before_a_branch() {
        let hash = |digit: &str| digit.repeat(40);
        let listed = format!(
            "{}\trefs/heads/a/v1\n{}\trefs/heads/v1\n{}\trefs/tags/v1\n",
            hash("1"),
            hash("2"),
            hash("3")
        );
        let wanted = find_ref(&listed, "v1").expect("it is there");
        assert_eq!((wanted.commit, wanted.floats), (hash("3"), false));
        let wanted = find_ref(&listed, "refs/heads/v1").expect("it is there");
        assert_eq!((wanted.commit, wanted.floats), (hash("2"), true));
        assert!(find_ref(&listed, "v2").is_none() && find_ref("../x\tHEAD\n", "HEAD").is_none());
    }

    #[test]
    fn a_tree_that_is_too_large_is_never_written() {
        let of = |size: u64| format!("100644 blob 0123 {size:>7}\ta\0");
        assert!(check_size(of(1000).as_bytes()).is_ok());
        assert!(check_size(of(MAX_BYTES + 1).as_bytes()).is_err());
        assert!(check_size(b"160000 commit 0123       -\tsub\0").is_ok());
    }
}

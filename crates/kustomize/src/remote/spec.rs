//! The texts that kustomize takes for git repositories, and their parts.
//!
//! Source of the rules: `api/internal/git/repospec.go` of kustomize 5.8.2.

use std::time::Duration;

use overlint_source::tree::path;

use super::query::Query;

/// A repository, a ref, and a directory in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepoSpec {
    /// The whole text.
    pub raw: String,
    /// Scheme, user and host, with what divides them from the path.
    pub host: String,
    /// The path of the repository on its host.
    pub repo_path: String,
    /// The directory in the repository, as written; empty for its root.
    pub directory: String,
    /// The branch, tag or commit; empty for the branch that the host has for its default.
    pub reference: String,
    /// How long git may take for each of its steps.
    pub timeout: Duration,
    /// Whether kustomize would fetch submodules. They are never fetched here.
    pub submodules: bool,
    /// Whether the text says where the path of the repository ends.
    pub(crate) is_divided: bool,
}

const SCHEMES: [&str; 4] = ["ssh://", "https://", "http://", FILE];
const FILE: &str = "file://";

/// What ends the path of a repository: the first has its name behind it.
const PROJECT: &str = "_git/";
const SUFFIX: &str = ".git";

impl RepoSpec {
    /// Reads a text; `None` where kustomize would look for a file or a directory of that name.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return None;
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (host, rest) = split_host(address)?;
        let (repo_path, directory) = split_path(rest, host.starts_with(FILE))?;
        if repo_path.is_empty() || leaves_repository(directory) {
            return None;
        }
        let Query { reference, timeout, submodules } = Query::parse(query);
        Some(Self {
            raw: text.to_owned(),
            is_divided: is_divided(rest, repo_path, directory),
            directory: directory.strip_prefix('/').unwrap_or(directory).to_owned(),
            repo_path: repo_path.to_owned(),
            host,
            reference,
            timeout,
            submodules,
        })
    }

    /// What `git` is given.
    pub fn clone_spec(&self) -> String {
        format!("{}{}", self.host, self.repo_path)
    }

    /// The clone spec without the password that may stand in it: fit for being shown.
    pub fn shown(&self) -> String {
        without_password(&self.clone_spec())
    }

    /// Whether the ref is the whole hash of a commit, which always means the same.
    pub fn is_pinned(&self) -> bool {
        self.reference.len() == 40 && self.reference.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Whether the text hardly names a single file, as any `https` URL may: what divides repository from directory is
    /// written out, or the repository is one of GitHub's, or pinned.
    pub fn is_explicit(&self) -> bool {
        let is_github = self.host == "https://github.com/" && !self.reference.is_empty();
        !self.is_manifest() && (self.is_divided || is_github || self.is_pinned())
    }

    /// Whether what should be a directory is called like a file of objects.
    pub(crate) fn is_manifest(&self) -> bool {
        [".yaml", ".yml", ".json"].iter().any(|end| self.directory.ends_with(end))
    }

    /// The directory as kustomize writes it into the annotations of an origin. For the root of a repository that is the
    /// name of a folder which kustomize never makes.
    pub fn annotated_path(&self) -> String {
        const NOT_CLONED: &str = "notCloned";
        self.root().filter(|root| !root.is_empty()).unwrap_or_else(|| NOT_CLONED.to_owned())
    }

    /// The directory as a path within the repository; `None` where it leads out.
    pub(super) fn root(&self) -> Option<String> {
        path::join("", self.directory.trim_start_matches('/'))
    }
}

/// A URL with its password, if it has one, masked.
pub fn without_password(url: &str) -> String {
    let Some((scheme, behind)) = url.split_once("://") else { return url.to_owned() };
    let authority = &behind[..behind.find('/').unwrap_or(behind.len())];
    match authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')) {
        Some((user, password)) => {
            let rest = &behind[user.len() + 1 + password.len()..];
            format!("{scheme}://{user}:***{rest}")
        }
        None => url.to_owned(),
    }
}

/// What of a URL is the host, with what belongs to it, and what comes behind.
fn split_host(text: &str) -> Option<(String, &str)> {
    let text = after(text, "git::").unwrap_or(text);
    let (scheme, text) = SCHEMES
        .iter()
        .find_map(|scheme| after(text, scheme).map(|behind| (*scheme, behind)))
        .unwrap_or(("", text));
    let (user, rest) = text.split_at(user_length(text));
    if scheme == FILE {
        return Some((scheme.to_owned(), text));
    }
    let is_github = after(rest, "github.com/").is_some() || after(rest, "github.com:").is_some();
    let may_be_scp = scheme.is_empty() && (!user.is_empty() || is_github);
    if scheme.is_empty() && !may_be_scp {
        return None;
    }
    let (host, behind) = rest.split_at(host_length(rest, may_be_scp));
    match () {
        () if is_github && (scheme == "ssh://" || !user.is_empty()) => {
            Some((format!("{user}github.com:"), behind))
        }
        () if is_github => Some(("https://github.com/".to_owned(), behind)),
        () if host.is_empty() => None,
        () => Some((format!("{scheme}{user}{host}"), behind)),
    }
}

/// What is behind a beginning, whose case does not matter.
fn after<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    let start = text.get(..beginning.len())?;
    start.eq_ignore_ascii_case(beginning).then(|| &text[beginning.len()..])
}

/// The length of `user@` at the beginning.
fn user_length(text: &str) -> usize {
    let Some((user, _)) = text.split_once('@') else { return 0 };
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if user.starts_with(|c: char| c.is_ascii_alphabetic()) && user.chars().all(letters) {
        user.len() + 1
    } else {
        0
    }
}

/// The length of the host with the `/` behind it, or with the `:` where `host:path` may be meant.
fn host_length(text: &str, may_be_scp: bool) -> usize {
    let slash = text.find('/');
    let colon = text.find(':').filter(|_| may_be_scp);
    let end = match (slash, colon) {
        (None, colon) if may_be_scp => colon,
        (Some(slash), Some(colon)) if colon > 0 && colon < slash => Some(colon),
        (slash, _) => slash,
    };
    end.map_or(text.len(), |end| end + 1)
}

/// The path of the repository, and the directory in it.
fn split_path(path: &str, whole: bool) -> Option<(&str, &str)> {
    if let Some(at) = path.find(PROJECT) {
        let name = at + PROJECT.len();
        let end = path[name..].find('/').map_or(path.len(), |length| name + length);
        return Some((&path[..end], path[end..].strip_prefix('/').unwrap_or("")));
    }
    if let Some(split) = path.split_once("//") {
        return Some(split);
    }
    if let Some(at) = path.find(SUFFIX) {
        return Some(path.split_at(at + SUFFIX.len()));
    }
    if whole {
        return Some((path, ""));
    }
    // Without a mark the first two segments are the repository, as they are on GitHub.
    let first = path.find('/')?;
    match path[first + 1..].find('/') {
        Some(second) => Some((&path[..first + 1 + second], &path[first + 2 + second..])),
        None => Some((path, "")),
    }
}

/// Whether a path has been split at a mark, and not at one that only looks like it, as in `org.github.io/x`.
fn is_divided(path: &str, repo_path: &str, directory: &str) -> bool {
    let behind_suffix = directory.is_empty() || directory.starts_with('/');
    path.contains(PROJECT) || path.contains("//") || repo_path.ends_with(SUFFIX) && behind_suffix
}

/// Whether a path begins by leading out of where it starts, once `.` and `..` are taken out.
fn leaves_repository(directory: &str) -> bool {
    let directory = directory.strip_prefix('/').unwrap_or(directory);
    !directory.starts_with('/') && path::join("", directory).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        RepoSpec::parse(text).map(|spec| (spec.clone_spec(), spec.directory))
    }

    /// What kustomize's own parser says.
    #[test]
    fn every_form_of_url_is_divided_as_kustomize_divides_it() {
        let cases = [
            ("github.com/org/repo", "https://github.com/org/repo", ""),
            ("github.com/org/repo/a/b?ref=v1", "https://github.com/org/repo", "a/b"),
            ("github.com:org/repo/sub", "https://github.com/org/repo", "sub"),
            ("https://GitHub.com/org/repo", "https://github.com/org/repo", ""),
            ("git@github.com:org/repo.git//sub", "git@github.com:org/repo.git", "sub"),
            ("git@github.com/org/repo/sub", "git@github.com:org/repo", "sub"),
            ("ssh://git@github.com/org/repo/sub", "git@github.com:org/repo", "sub"),
            ("ssh://github.com/org/repo", "github.com:org/repo", ""),
            ("https://user@github.com/org/repo", "user@github.com:org/repo", ""),
            ("https://host/a/b/c/d", "https://host/a/b", "c/d"),
            ("https://dev.azure.com/o/p/_git/repo/path/x", "https://dev.azure.com/o/p/_git/repo", "path/x"),
            ("https://host/a/b/c//path", "https://host/a/b/c", "path"),
            ("https://host/a/b.git/path", "https://host/a/b.git", "path"),
            ("user@host:path.git//p", "user@host:path.git", "p"),
            ("user@host:22/a/b/c", "user@host:22/a", "b/c"),
            ("ssh://git@host:7999/p/r.git", "ssh://git@host:7999/p/r.git", ""),
            ("http://host/a/b", "http://host/a/b", ""),
            ("file:///p/q//sub", "file:///p/q", "sub"),
            ("file:///p/q/r", "file:///p/q/r", ""),
            ("git::https://host/a/b", "https://host/a/b", ""),
            ("https://host/a/b//c/../d", "https://host/a/b", "c/../d"),
            ("https://u:p@host/a/b", "https://u:p@host/a/b", ""),
        ];
        for (text, clone_spec, directory) in cases {
            let wanted = Some((clone_spec.to_owned(), directory.to_owned()));
            assert_eq!(parts(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_names_no_repository_is_a_path() {
        for text in [
            "",
            "../base",
            "host/org/repo",
            "host:org/repo",
            "s3://bucket/a/b",
            "/absolute/path",
            "https://host/a",
            "https://",
            "github.com/org",
            "https://host/a/b//../c",
            "git@host",
            "example.com/a/b.git//c",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_whole_hash_is_pinned() {
        let is_pinned = |text| RepoSpec::parse(text).is_some_and(|spec| spec.is_pinned());
        assert!(is_pinned("github.com/a/b?ref=0123456789abcdef0123456789ABCDEF01234567"));
        assert!(!is_pinned("github.com/a/b?ref=0123456"));
        assert!(!is_pinned("github.com/a/b?ref=v1.0.0"));
    }

    #[test]
    fn a_url_of_a_file_is_not_explicit() {
        let is_explicit = |text| RepoSpec::parse(text).expect("a repository").is_explicit();
        for text in [
            "https://github.com/org/repo/sub?ref=v1",
            "https://host/org/repo//sub",
            "https://host/org/repo.git/sub",
            "https://host/org/repo?ref=0123456789abcdef0123456789abcdef01234567",
        ] {
            assert!(is_explicit(text), "{text}");
        }
        for text in [
            "https://raw.githubusercontent.com/org/repo/main/a.yaml",
            "https://raw.githubusercontent.com/org/org.github.io/main/a",
            "https://host/org/a//b.yaml",
            "https://gitlab.example.com/api/v4/projects/1/repository/files/a.yaml/raw?ref=main",
            "https://github.com/org/repo/releases/download/v1/a",
        ] {
            assert!(!is_explicit(text), "{text}");
        }
    }

    #[test]
    fn the_root_of_a_repository_is_annotated_with_a_name_of_kustomize() {
        let path = |text| RepoSpec::parse(text).expect("a repository").annotated_path();
        assert_eq!(path("https://host/o/r//a/../b/?ref=v1"), "b");
        assert_eq!(path("https://host/o/r?ref=v1"), "notCloned");
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("https://me:secret@host/a@b"), "https://me:***@host/a@b");
        assert_eq!(without_password("https://host:443/a:b@c"), "https://host:443/a:b@c");
        assert_eq!(without_password("git@host:a/b"), "git@host:a/b");
    }
}

//! What of a URL may reach a program that fetches.
//!
//! Hosts, users, paths and refs are written by whoever wrote the kustomization. Each of them once became an option, or a
//! command, of git or ssh, so that each must look like what it is.

use std::net::IpAddr;

use super::{RemoteError, RepoSpec};

/// The protocol by which a repository is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are those of the protocols")]
pub enum Transport {
    Https,
    Http,
    Ssh,
    File,
}

impl Transport {
    /// The name by which git knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
            Self::Ssh => "ssh",
            Self::File => "file",
        }
    }
}

impl RepoSpec {
    /// The protocol by which it is fetched; `host:path` means ssh.
    pub fn transport(&self) -> Transport {
        match self.host.split_once("://").map_or("", |(scheme, _)| scheme) {
            "https" => Transport::Https,
            "http" => Transport::Http,
            "file" => Transport::File,
            _ => Transport::Ssh,
        }
    }
}

/// Checks everything of a spec that a program is given.
pub(super) fn check(spec: &RepoSpec) -> Result<(), RemoteError> {
    if !spec.reference.is_empty() && !is_ref(&spec.reference) {
        return refuse(&format!("`{}` is no branch, tag or commit", spec.reference));
    }
    let transport = spec.transport();
    if transport == Transport::File {
        return if spec.repo_path.starts_with('/') {
            check_path(&spec.repo_path)
        } else {
            refuse("the path behind `file://` must be absolute")
        };
    }
    let (_, behind) = spec.host.split_once("://").unwrap_or(("", &spec.host));
    check_authority(behind.trim_end_matches(['/', ':']), transport)?;
    check_path(&spec.repo_path)
}

/// Checks the URL of a file: its host must be one, and not plainly this machine.
pub fn check_file_url(url: &str) -> Result<(), RemoteError> {
    let (_, behind) = url.split_once("://").unwrap_or(("", url));
    let end = behind.find(['/', '?', '#']).unwrap_or(behind.len());
    check_authority(&behind[..end], Transport::Https)?;
    check_path(&behind[end..])
}

/// Checks `user:password@host:port`.
fn check_authority(authority: &str, transport: Transport) -> Result<(), RemoteError> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let plain = |c: char| c.is_ascii_alphanumeric() || "._~%+-:".contains(c);
    if user.starts_with('-') || !user.chars().all(plain) {
        return refuse("the user in it is not valid");
    }
    let (name, port) = split_port(host);
    if !port.bytes().all(|byte| byte.is_ascii_digit()) || !is_host(name) {
        return refuse(&format!("`{host}` is not a valid host"));
    }
    if transport != Transport::Ssh && is_here(name) {
        return refuse(&format!("`{host}` is this machine or its own network"));
    }
    Ok(())
}

fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (host, ""),
    }
}

fn is_host(name: &str) -> bool {
    const LONGEST: usize = 253;
    if let Some(address) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(allowed)
}

/// Whether a host is plainly this machine, or where clouds tell machines their secrets. Names are looked up by what
/// fetches.
fn is_here(name: &str) -> bool {
    let name = name.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    match name.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unspecified() || address.segments()[0] & 0xffc0 == 0xfe80
        }
        // `127.1`, `2130706433` and `0x7f.1` are addresses too, to whatever looks them up.
        Err(_) => name == "localhost" || name.ends_with(".localhost") || is_odd_address(&name),
    }
}

fn is_odd_address(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    !last.is_empty() && (last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x"))
}

fn check_path(path: &str) -> Result<(), RemoteError> {
    if path.starts_with('-') || path.chars().any(char::is_control) {
        return refuse("the path in it is not valid");
    }
    Ok(())
}

/// Whether a text can be nothing but the name of a ref: neither an option, nor a pair of refs, nor a pattern.
fn is_ref(text: &str) -> bool {
    const LONGEST: usize = 255;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._/-+@=#,".contains(c);
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(allowed)
        && !["..", "//", "/."].iter().any(|part| text.contains(part))
        && !["/", ".", ".lock"].iter().any(|end| text.ends_with(end))
}

fn refuse(why: &str) -> Result<(), RemoteError> {
    Err(RemoteError(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Result<(), RemoteError> {
        check(&RepoSpec::parse(text).expect("kustomize takes it for a repository"))
    }

    #[test]
    fn what_people_write_is_valid() {
        for text in [
            "https://github.com/kubernetes-sigs/kustomize//examples/multibases?timeout=120&ref=v3.3.1",
            "git@github.com:org/repo.git//sub?ref=feature/x_y",
            "ssh://git@git.example.com:7999/p/r.git?ref=kustomize/v5.8.2",
            "https://user:token@git.example.com/a/b",
            "org-1234@vs-ssh.visualstudio.com:v3/a/b c/_git/d",
            "https://10.0.0.1:8443/a/b?ref=v1.0%2Bbuild",
            "file:///srv/git/a.git?ref=main",
        ] {
            verdict(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }

    #[test]
    fn what_could_mean_something_else_is_refused() {
        for text in [
            "https://example.com/a/b?ref=--upload-pack=x",
            "https://example.com/a/b?ref=-x",
            "https://example.com/a/b?ref=a:b",
            "https://example.com/a/b?ref=%2Bmain",
            "https://example.com/a/b?ref=a%20b",
            "https://example.com/a/b?ref=refs/*",
            "https://example.com/a/b?ref=a..b",
            "ssh://-oProxyCommand=x/a/b",
            "ssh://git@-oProxyCommand=x/a/b",
            "git@-oProxyCommand=x:a/b",
            "git@host:-x/b.git",
            "https://exa mple.com/a/b",
            "https://example.com:80x/a/b",
            "https:///a/b",
            "https://localhost/a/b",
            "http://127.0.0.1:8080/a/b",
            "https://[::1]/a/b",
            "https://[::ffff:127.0.0.1]/a/b",
            "https://169.254.169.254/a/b",
            "https://2130706433/a/b",
            "https://0x7f.1/a/b",
            "file://relative/path",
            "file:///a\u{7}b",
        ] {
            assert!(verdict(text).is_err(), "{text}");
        }
    }

    #[test]
    fn files_come_from_elsewhere() {
        assert!(check_file_url("https://example.com/a.yaml?x=1").is_ok());
        assert!(check_file_url("https://example.com?a/b").is_ok());
        assert!(check_file_url("http://localhost:8080/a.yaml").is_err());
        assert!(check_file_url("https://example.com/a\nb").is_err());
    }
}

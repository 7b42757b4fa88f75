//! Single files, fetched by `curl`.

use std::env;
use std::fs;
use std::net::ToSocketAddrs as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use overlint_kustomize::remote::{RemoteError, check_file_url, without_password};

use super::address::is_public;
use super::program::{Ended, Limits, run};

/// How many bytes a file may have.
const MAX_BYTES: u64 = 10 << 20;

/// How long one request may take.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How many times a host may send on to another place.
const MAX_REDIRECTS: usize = 5;

/// Where a host is reached through another, which then looks its name up.
const PROXIES: &[&str] = &["https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"];

/// Runs `curl`.
#[derive(Default)]
pub(super) struct Curl {
    /// For tests, whose server is this machine.
    trusts_every_host: bool,
}

enum Answer {
    File(Vec<u8>),
    Redirect(String),
}

impl Curl {
    /// The bytes of a file. Each redirect is looked at as the first URL was.
    pub(super) fn file(&self, url: &str) -> Result<Vec<u8>, RemoteError> {
        let mut url = url.to_owned();
        for _ in 0..=MAX_REDIRECTS {
            match self.request(&url)? {
                Answer::File(bytes) => return Ok(bytes),
                Answer::Redirect(next) => url = self.follow(&url, next)?,
            }
        }
        Err(RemoteError(format!("it was redirected more than {MAX_REDIRECTS} times")))
    }

    fn follow(&self, from: &str, to: String) -> Result<String, RemoteError> {
        let is_allowed =
            if is_https(from) { is_https(&to) } else { is_https(&to) || has_scheme(&to, "http://") };
        if !is_allowed {
            return Err(RemoteError(format!("it redirects to `{}`", without_password(&to))));
        }
        if !self.trusts_every_host {
            check_file_url(&to)?;
        }
        Ok(to)
    }

    fn request(&self, url: &str) -> Result<Answer, RemoteError> {
        let folder =
            tempfile::tempdir().map_err(|error| RemoteError(format!("no temporary folder: {error}")))?;
        let file = folder.path().join("body");
        let mut command = command(url, &file);
        if !self.trusts_every_host
            && PROXIES.iter().all(|name| env::var_os(name).is_none_or(|v| v.is_empty()))
        {
            pin_address(&mut command, url)?;
        }
        let limits = Limits {
            time: MAX_TIME + Duration::from_secs(5),
            output: 64 << 10,
            folder: Some((folder.path(), MAX_BYTES)),
        };
        let Ended { status, out, words } = run(&mut command, &limits)?;
        if !status.success() {
            return Err(RemoteError(words.trim().to_owned()));
        }
        let out = String::from_utf8_lossy(&out).into_owned();
        match out.split_once(' ').unwrap_or((&out, "")) {
            (code, _) if code.starts_with('2') => Ok(Answer::File(fs::read(&file).unwrap_or_default())),
            (code, to) if code.starts_with('3') && !to.is_empty() => Ok(Answer::Redirect(to.to_owned())),
            (code, _) => Err(RemoteError(format!("the host answers with status {code}"))),
        }
    }
}

fn command(url: &str, file: &Path) -> Command {
    let mut command = Command::new("curl");
    // `-q` counts only as the first of all: no file of settings is read.
    command.args(["-q", "--silent", "--show-error", "--globoff", "--max-redirs", "0"]);
    command.args(["--proto", if is_https(url) { "=https" } else { "=http" }]);
    command.args(["--max-time", &MAX_TIME.as_secs().to_string(), "--connect-timeout", "10"]);
    command.args(["--max-filesize", &MAX_BYTES.to_string()]);
    command.args(["--user-agent", concat!("overlint/", env!("CARGO_PKG_VERSION"))]);
    command.args(["--write-out", "%{http_code} %{redirect_url}"]);
    command.arg("--output").arg(file).args(["--url", url]);
    command
}

/// Looks a host up and has `curl` take that address, so that what was checked is what is asked.
fn pin_address(command: &mut Command, url: &str) -> Result<(), RemoteError> {
    let (host, port) = host_and_port(url);
    let addresses = (host.trim_matches(['[', ']']), port).to_socket_addrs();
    let addresses =
        addresses.map_err(|error| RemoteError(format!("`{host}` cannot be looked up: {error}")))?;
    let mut pinned = Vec::new();
    for address in addresses.map(|address| address.ip()) {
        if !is_public(address) {
            return Err(RemoteError(format!("`{host}` is no machine of the public network")));
        }
        pinned.push(if address.is_ipv6() { format!("[{address}]") } else { address.to_string() });
    }
    command.args(["--resolve", &format!("{host}:{port}:{}", pinned.join(","))]);
    Ok(())
}

fn host_and_port(url: &str) -> (&str, u16) {
    let (_, behind) = url.split_once("://").unwrap_or(("", url));
    let authority = &behind[..behind.find(['/', '?', '#']).unwrap_or(behind.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let default = if is_https(url) { 443 } else { 80 };
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().unwrap_or(default)),
        _ => (host, default),
    }
}

fn is_https(url: &str) -> bool {
    has_scheme(url, "https://")
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    const TRUSTING: Curl = Curl { trusts_every_host: true };

    /// A server that answers each request for a path with these bytes, and then closes; the address of its root.
    fn server(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split_whitespace().nth(1).unwrap_or_default().to_owned();
                // A client that has seen enough goes away.
                let _ = stream.write_all(&answer(&path));
            }
        });
        format!("http://{address}")
    }

    fn redirect(to: &str) -> Vec<u8> {
        format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    }

    fn refused(url: &str) -> String {
        TRUSTING.file(url).expect_err("it is refused").0
    }

    #[test]
    fn a_file_is_fetched_through_redirects() {
        let root = server(|path| match path {
            "/a" => redirect("/b"),
            "/b" => b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nkind:".to_vec(),
            "/file" => redirect("file:///etc/passwd"),
            "/endless" => redirect("/endless"),
            "/large" => [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &vec![b'a'; 11 << 20]].concat(),
            _ => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        });
        assert_eq!(TRUSTING.file(&format!("{root}/a")).expect("a file"), b"kind:");
        assert!(refused(&format!("{root}/none")).contains("404"));
        assert!(refused(&format!("{root}/file")).contains("redirects to"));
        assert!(refused(&format!("{root}/endless")).contains("more than"));
        assert!(!refused(&format!("{root}/large")).is_empty());
    }

    #[test]
    fn a_host_of_this_machine_is_refused_also_where_a_redirect_leads_to_it() {
        assert!(Curl::default().follow("https://example.com/a", "https://localhost/b".to_owned()).is_err());
        assert!(Curl::default().follow("https://example.com/a", "http://example.com/b".to_owned()).is_err());
        assert!(pin_address(&mut Command::new("curl"), "http://127.0.0.1:1/a").is_err());
    }

    #[test]
    fn a_url_has_a_host_and_a_port() {
        assert_eq!(host_and_port("https://a:b@host:8443/x:y@z"), ("host", 8443));
        assert_eq!(host_and_port("HTTPS://host?x"), ("host", 443));
        assert_eq!(host_and_port("http://[2606::1]/x"), ("[2606::1]", 80));
    }
}

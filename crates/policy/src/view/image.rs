//! References to images: `registry:port/path:tag@algorithm:digest`.

/// The parts of a reference to an image.
/// <https://github.com/distribution/reference/blob/main/reference.go>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// The host with its port, as written; `docker.io` where none is.
    pub registry: &'a str,
    /// The path in the registry, as written.
    pub path: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest with its algorithm.
    pub digest: Option<&'a str>,
}

/// The registry of what names none.
const DEFAULT_REGISTRY: &str = "docker.io";

impl<'a> ImageReference<'a> {
    /// Takes a reference apart. Fails with what is wrong with it.
    pub fn parse(text: &'a str) -> Result<Self, &'static str> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (text, None),
        };
        let (registry, rest) = split_registry(rest);
        let (path, tag) = match rest.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (rest, None),
        };
        if path.is_empty() {
            return Err("it names no image");
        }
        check(
            path.split('/').all(is_path_component),
            "its path may only have lower case letters, digits, `.`, `_` and `-` between slashes",
        )?;
        check(is_registry(registry), "its registry is no host with an optional port")?;
        check(
            tag.is_none_or(is_tag),
            "its tag may only have letters, digits, `.`, `_` and `-`, and at most 128 of them",
        )?;
        check(
            digest.is_none_or(is_digest),
            "its digest is not an algorithm, a colon and hexadecimal digits",
        )?;
        Ok(Self { registry, path, tag, digest })
    }

    /// Whether the same reference may mean another image tomorrow: no digest, and no tag or `latest`.
    pub fn is_mutable(&self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }
}

fn check(holds: bool, fault: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(fault) }
}

/// What stands before the first slash is a registry where it looks like a host and not like a part of a path.
fn split_registry(text: &str) -> (&str, &str) {
    match text.split_once('/') {
        Some((first, rest)) if is_host_like(first) => (first, rest),
        _ => (DEFAULT_REGISTRY, text),
    }
}

fn is_host_like(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.contains(|c: char| c.is_ascii_uppercase())
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_address = host.starts_with('[') && host.ends_with(']');
    (is_address || host.split('.').all(is_label))
        && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Lower case letters and digits, with a dot, one or two underscores or any number of dashes between them.
fn is_path_component(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends_well =
        bytes.first().is_some_and(|byte| is_word(*byte)) && bytes.last().is_some_and(|byte| is_word(*byte));
    let mut separators = text.split(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    ends_well
        && separators.all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= 128
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        !algorithm.is_empty()
            && algorithm.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+._-".contains(&byte))
            && digits.len() >= 32
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn parts(text: &str) -> (&str, &str, Option<&str>, Option<&str>) {
        let image = ImageReference::parse(text).expect("it is a reference");
        (image.registry, image.path, image.tag, image.digest)
    }

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(parts("registry:5000/team/app"), ("registry:5000", "team/app", None, None));
        assert_eq!(parts("registry:5000/team/app:1.2"), ("registry:5000", "team/app", Some("1.2"), None));
        assert_eq!(parts("localhost/app"), ("localhost", "app", None, None));
        assert_eq!(parts("[::1]:5000/app"), ("[::1]:5000", "app", None, None));
    }

    #[test]
    fn what_looks_like_no_host_is_a_path() {
        assert_eq!(parts("nginx"), ("docker.io", "nginx", None, None));
        assert_eq!(parts("team/app:latest"), ("docker.io", "team/app", Some("latest"), None));
    }

    #[test]
    fn a_digest_pins_what_a_tag_does_not() {
        let text = format!("ghcr.io/team/app:latest@{DIGEST}");
        assert_eq!(parts(&text), ("ghcr.io", "team/app", Some("latest"), Some(DIGEST)));
        let is_mutable = |text: &str| ImageReference::parse(text).is_ok_and(|image| image.is_mutable());
        assert!(!is_mutable(&text));
        assert!(is_mutable("app") && is_mutable("app:latest") && !is_mutable("app:1"));
    }

    #[test]
    fn what_no_runtime_pulls_is_refused() {
        for text in [
            "",
            "Team/App",
            "registry.example.com/App:1",
            "app:",
            "app:a b",
            "app@sha256:12",
            "a//b",
            "-/a",
            "a_-b",
        ] {
            assert!(ImageReference::parse(text).is_err(), "{text}");
        }
        assert!(ImageReference::parse("a__b/c--d").is_ok());
    }
}

//! The version of Kubernetes that objects are judged for.

use std::fmt;
use std::str::FromStr;

use crate::error::SchemaError;

/// A minor version of Kubernetes, such as 1.37. Patch releases do not change the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u16,
    minor: u16,
}

impl Version {
    /// The version `major.minor`.
    pub fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// The number before the first dot.
    pub fn major(self) -> u16 {
        self.major
    }

    /// The number behind the first dot.
    pub fn minor(self) -> u16 {
        self.minor
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = SchemaError;

    /// Reads `1.37` and `1.37.2`, also with `x` for the last number and a `v` before the first; fails on anything else. Whether there are schemas for it is
    /// for [`crate::Catalog::kubernetes`] to say.
    fn from_str(text: &str) -> Result<Self, SchemaError> {
        parse(text).ok_or_else(|| SchemaError::MalformedVersion(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Version> {
    let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
    let (major, minor) = (number(parts.next()?)?, number(parts.next()?)?);
    let is_patch = parts.next().is_none_or(|patch| patch == "x" || number(patch).is_some());
    (is_patch && parts.next().is_none()).then_some(Version { major, minor })
}

fn number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_versions_are_read_with_and_without_prefix_and_patch() {
        for text in ["1.37", "v1.37", "1.37.2", "v1.37.0", "1.37.x"] {
            assert_eq!(text.parse(), Ok(Version::new(1, 37)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "1",
            "1.",
            "1.x",
            "1.37.",
            "1.37.2.1",
            "1.37.x.1",
            "1.37-rc.1",
            "+1.37",
            "master",
            "1.99999999",
        ] {
            assert_eq!(text.parse::<Version>(), Err(SchemaError::MalformedVersion(text.to_owned())));
        }
    }
}

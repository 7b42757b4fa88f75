//! What stands behind the `?` of a git URL.
//!
//! Source of the rules: `parseQuery` in `api/internal/git/repospec.go` of kustomize 5.8.2, on Go's `net/url`.

use std::time::Duration;

/// The parameters that kustomize knows, each with its default.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) reference: String,
    pub(super) timeout: Duration,
    pub(super) submodules: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self { reference: String::new(), timeout: Duration::from_secs(27), submodules: true }
    }
}

impl Query {
    /// Reads a query. One that is not well formed counts as empty.
    pub(super) fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let Some(pairs) = pairs(text) else { return query };
        // Only the first value of a name counts, and an empty one not at all.
        let value = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        if let Some(reference) = value("ref").or_else(|| value("version")) {
            reference.clone_into(&mut query.reference);
        }
        query.timeout = value("timeout").and_then(timeout).unwrap_or(query.timeout);
        query.submodules = value("submodules").and_then(boolean).unwrap_or(query.submodules);
        query
    }
}

fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let parts = text.split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        if part.contains(';') { None } else { Some((unescape(key)?, unescape(value)?)) }
    };
    parts.map(pair).collect()
}

/// A name or value with `+` and `%XX` resolved; `None` where a `%` has no two digits behind it.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|d| u8::try_from(d).ok());
                digit()? << 4 | digit()?
            }
            byte => byte,
        });
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Seconds, or a duration as Go writes it; neither zero nor negative.
fn timeout(text: &str) -> Option<Duration> {
    let seconds = text.parse::<i64>().ok().filter(|seconds| *seconds > 0);
    let whole = seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
    whole.or_else(|| duration(text)).filter(|duration| !duration.is_zero())
}

/// `1h2m3.5s`: numbers with units, one behind the other.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (digits, behind) = rest.split_at(number);
        let unit = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let seconds = digits.parse::<f64>().ok()? * unit_seconds(&behind[..unit])?;
        total = total.checked_add(Duration::try_from_secs_f64(seconds).ok()?)?;
        rest = &behind[unit..];
    }
    Some(total)
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1e-9,
        "us" | "µs" | "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(text: &str) -> String {
        Query::parse(text).reference
    }

    #[test]
    fn ref_goes_before_version() {
        assert_eq!(reference("version=v1&ref=v2&ref=v3"), "v2");
        assert_eq!(reference("ref=&version=v1"), "v1");
        assert_eq!(reference("ref=feature%2Fx+y"), "feature/x y");
    }

    #[test]
    fn a_query_that_is_not_well_formed_is_empty() {
        for text in ["ref=v1&x=%zz", "ref=v1;timeout=3", "ref=v1&x=%2"] {
            assert_eq!(Query::parse(text), Query::default());
        }
    }

    #[test]
    fn a_timeout_is_seconds_or_a_duration() {
        let timeout = |text: &str| Query::parse(&format!("timeout={text}")).timeout;
        assert_eq!(timeout("61"), Duration::from_secs(61));
        assert_eq!(timeout("1m1.5s"), Duration::from_millis(61_500));
        for text in ["0", "-3", "", "s", "5x", "1.2.3s", "99999999999999999999h"] {
            assert_eq!(timeout(text), Duration::from_secs(27), "{text}");
        }
    }
}

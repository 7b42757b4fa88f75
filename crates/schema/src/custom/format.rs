//! The formats of strings that the server knows; any other is no constraint.
//!
//! `k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go` lists them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::format::is_date;

/// A format of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strings {
    Uri,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Cidr,
    Mac,
    /// With the digit of a version, where only one is allowed.
    Uuid(Option<u8>),
    HexColor,
    Byte,
    Date,
    DateTime,
    Duration,
}

impl Strings {
    /// The format of that name, if it is one that is checked.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name.replace('-', "").as_str() {
            "uri" => Self::Uri,
            "email" => Self::Email,
            "hostname" => Self::Hostname,
            "ipv4" => Self::Ipv4,
            "ipv6" => Self::Ipv6,
            "cidr" => Self::Cidr,
            "mac" => Self::Mac,
            "uuid" => Self::Uuid(None),
            "uuid3" => Self::Uuid(Some(b'3')),
            "uuid4" => Self::Uuid(Some(b'4')),
            "uuid5" => Self::Uuid(Some(b'5')),
            "hexcolor" => Self::HexColor,
            "byte" => Self::Byte,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "duration" => Self::Duration,
            _ => return None,
        })
    }

    /// Whether a text is of the format.
    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Uri => is_uri(text),
            Self::Email => is_email(text),
            Self::Hostname => is_hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Cidr => is_cidr(text),
            Self::Mac => is_mac(text),
            Self::Uuid(version) => is_uuid(text, version),
            Self::HexColor => is_hex_color(text),
            Self::Byte => !text.is_empty() && !text.contains(['\r', '\n']) && crate::format::is_base64(text),
            Self::Date => text.len() == 10 && is_date(text),
            Self::DateTime => is_date_time(text),
            Self::Duration => duration(text).is_some(),
        }
    }

    /// What a text of the format is.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::Uri => "a URI",
            Self::Email => "an email address",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Cidr => "a network in CIDR notation",
            Self::Mac => "a MAC address",
            Self::Uuid(_) => "a UUID",
            Self::HexColor => "a colour in hexadecimal digits",
            Self::Byte => "base64",
            Self::Date => "a date",
            Self::DateTime => "an RFC 3339 time",
            Self::Duration => "a duration",
        }
    }

    /// An example, with the words before it.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Uri => " such as `https://example.com/`",
            Self::Cidr => " such as `10.0.0.0/8`",
            Self::Date => " such as `2006-01-02`",
            Self::DateTime => " such as `2006-01-02T15:04:05Z`",
            Self::Duration => " such as `1h30m`",
            Self::HexColor => " such as `#1a2b3c`",
            _ => "",
        }
    }
}

/// What Go's `url.ParseRequestURI` reads: with a scheme, or from a slash on.
pub(crate) fn is_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return false;
    }
    let path = |text: &str| has_whole_escapes(text.split('?').next().unwrap_or_default());
    if text.starts_with('/') {
        return path(text);
    }
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let Some(behind) = rest.strip_prefix("//") else { return named && path(rest) };
    let authority = behind.split(['/', '?']).next().unwrap_or_default();
    named && is_authority(authority) && path(behind)
}

fn is_authority(text: &str) -> bool {
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let (name, port) = match host.rfind(']') {
        Some(end) => (&host[..=end], host[end + 1..].strip_prefix(':').unwrap_or(&host[end + 1..])),
        None => host.rsplit_once(':').unwrap_or((host, "")),
    };
    port.bytes().all(|byte| byte.is_ascii_digit())
        && !name.contains([' ', '<', '>', '"', '\\', '^', '`', '{', '|', '}'])
        && (name.starts_with('[') || !name.contains(['[', ']']))
}

fn has_whole_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        rest.as_bytes().first_chunk::<2>().is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    })
}

fn is_email(text: &str) -> bool {
    let address = text.rsplit_once('<').map_or(text, |(_, rest)| rest.trim_end_matches('>')).trim();
    address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && (local.starts_with('"') || !address.contains(char::is_whitespace))
    })
}

/// A name without dots may have a dash only behind its first letter; the last part of one with dots has letters only.
fn is_hostname(text: &str) -> bool {
    let is_sign =
        |c: char| c.is_ascii_alphanumeric() || c.is_alphabetic() || "$+<=>^`|~".contains(c) || !c.is_ascii();
    if text.len() > 255 || text.split('.').any(|label| label.len() > 63) {
        return false;
    }
    let Some((front, last)) = text.rsplit_once('.') else {
        let mut letters = text.chars();
        let begins = letters.next().is_some_and(is_sign);
        let rest = letters.as_str();
        return begins && rest.strip_prefix('-').unwrap_or(rest).chars().all(is_sign);
    };
    let is_label = |label: &str| {
        label.starts_with(is_sign)
            && label.ends_with(is_sign)
            && label.chars().all(|c| is_sign(c) || c == '-')
    };
    front.split('.').all(is_label) && last.chars().count() >= 2 && last.chars().all(char::is_alphabetic)
}

/// Whether a text is an address with the length of its prefix.
pub(crate) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.bytes().all(|byte| byte.is_ascii_digit())
        && length.parse::<u8>().is_ok_and(|length| length <= most)
}

fn is_mac(text: &str) -> bool {
    let groups = |separator, digits: usize, counts: &[usize]| {
        let parts: Vec<_> = text.split(separator).collect();
        let whole = |part: &&str| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        counts.contains(&parts.len()) && parts.iter().all(|part| whole(&part))
    };
    groups(':', 2, &[6, 8, 20]) || groups('-', 2, &[6, 8, 20]) || groups('.', 4, &[3, 4, 10])
}

fn is_uuid(text: &str, version: Option<u8>) -> bool {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let (mut digits, mut rest) = (Vec::with_capacity(32), text);
    for (index, length) in LENGTHS.into_iter().enumerate() {
        rest = if index == 0 { rest } else { rest.strip_prefix('-').unwrap_or(rest) };
        let Some((part, behind)) = rest.split_at_checked(length) else { return false };
        digits.extend(part.bytes());
        rest = behind;
    }
    let variant = matches!(version, Some(b'4' | b'5'));
    rest.is_empty()
        && digits.iter().all(u8::is_ascii_hexdigit)
        && version.is_none_or(|version| digits[12] == version)
        && (!variant || b"89abAB".contains(&digits[16]))
}

fn is_hex_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or(text);
    [3, 6].contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A date, `T`, a clock, any fraction, and a zone, in letters of either case.
fn is_date_time(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let Some((date, clock)) = text.split_once('t') else { return false };
    let Some((time, rest)) = clock.split_at_checked(8) else { return false };
    let bytes = time.as_bytes();
    let number = |at: usize, most: u8| {
        let digits = &bytes[at..at + 2];
        digits.iter().all(u8::is_ascii_digit) && (digits[0] - b'0') * 10 + (digits[1] - b'0') <= most
    };
    let fraction = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let is_zone = fraction == "z"
        || fraction.strip_prefix(['+', '-']).is_some_and(|offset| {
            let bytes = offset.as_bytes();
            bytes.len() == 5 && bytes[2] == b':' && [0, 1, 3, 4].iter().all(|at| bytes[*at].is_ascii_digit())
        });
    date.len() == 10
        && is_date(date)
        && (bytes[2], bytes[5]) == (b':', b':')
        && number(0, 23)
        && number(3, 59)
        && number(6, 59)
        && is_zone
}

/// The nanoseconds of a duration: Go's, `1h30m`, or words, `2 days`.
pub(crate) fn duration(text: &str) -> Option<i128> {
    go_duration(text).or_else(|| spoken_duration(text))
}

/// The nanoseconds of a duration as Go's `time.ParseDuration` reads it.
pub(crate) fn go_duration(text: &str) -> Option<i128> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    let mut sum = 0_i128;
    let mut any = false;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = behind.strip_prefix('.').map_or(("", behind), digits);
        let unit_end = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let unit = go_unit(&behind[..unit_end])?;
        if (whole.is_empty() && fraction.is_empty()) || whole.len() > 18 {
            return None;
        }
        sum += whole.parse::<i128>().unwrap_or(0) * unit;
        let fraction: String = fraction.chars().take(15).collect();
        let scale = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
        sum += fraction.parse::<i128>().unwrap_or(0) * unit / scale;
        any = true;
        rest = &behind[unit_end..];
    }
    (any && sum <= i128::from(i64::MAX)).then_some(if negative { -sum } else { sum })
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len())
}

fn go_unit(unit: &str) -> Option<i128> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Numbers with units in words; what else stands between them does not count.
fn spoken_duration(text: &str) -> Option<i128> {
    const UNITS: [(&[&str], i128); 8] = [
        (&["ns", "nano"], 1),
        (&["us", "µs", "micro"], 1_000),
        (&["ms", "milli"], 1_000_000),
        (&["s", "sec"], 1_000_000_000),
        (&["m", "min"], 60_000_000_000),
        (&["h", "hr", "hour"], 3_600_000_000_000),
        (&["d", "day"], 86_400_000_000_000),
        (&["w", "wk", "week"], 604_800_000_000_000),
    ];
    let (mut rest, mut sum) = (text, None);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (number, behind) = digits(&rest[at..]);
        let word = behind.trim_start();
        let end = word.find(|c: char| !(c.is_ascii_alphabetic() || c == 'µ')).unwrap_or(word.len());
        let unit = word[..end].to_lowercase();
        let means = |names: &[&str]| {
            names.contains(&unit.as_str()) || names.last().is_some_and(|last| unit.starts_with(last))
        };
        if let Some((_, nanoseconds)) = UNITS.iter().find(|(names, _)| means(names)) {
            sum = Some(sum.unwrap_or(0) + number.parse::<i64>().map(i128::from).ok()? * nanoseconds);
        }
        rest = &word[end..];
    }
    sum
}

/// The beginning of a text, short enough for a message.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text.chars().take(most).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(format: &str, texts: &[&str]) {
        for text in texts {
            assert!(Strings::named(format).unwrap().accepts(text), "{format}: {text:?}");
        }
    }

    fn refused(format: &str, texts: &[&str]) {
        for text in texts {
            assert!(!Strings::named(format).unwrap().accepts(text), "{format}: {text:?}");
        }
    }

    #[test]
    fn uris_have_a_scheme_or_begin_with_a_slash() {
        accepted(
            "uri",
            &["https://a.example/b?c=d e", "/path", "mailto:a@b", "http://[::1]:80/", "x://h:80"],
        );
        refused("uri", &["not a uri", "", "example.com", "http://a b/", "/%zz", "http://h:x/", "1x://a"]);
    }

    #[test]
    fn addresses_are_what_go_reads() {
        accepted("ipv4", &["10.0.0.1"]);
        refused("ipv4", &["10.0.0", "::1", "010.0.0.1"]);
        accepted("cidr", &["10.0.0.0/8", "fd00::/8"]);
        refused("cidr", &["10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8"]);
        accepted("mac", &["00:00:5e:00:53:01", "0000.5e00.5301"]);
        refused("mac", &["00:00:5e:00:53", "zz:00:5e:00:53:01"]);
    }

    #[test]
    fn names_and_ids_are_what_the_server_takes() {
        accepted("hostname", &["a", "localhost", "a.example.com", "a-b.example.com"]);
        refused("hostname", &["", "my-host", "a..b", "-a.com", "a.1", "a b"]);
        accepted("uuid", &["123e4567-e89b-12d3-a456-426614174000", "123E4567e89b12d3a456426614174000"]);
        refused(
            "uuid",
            &["123e4567", "123e4567-e89b-12d3-a456-42661417400g", "ä23e4567-e89b-12d3-a456-4266141740"],
        );
        refused("uuid4", &["123e4567-e89b-12d3-a456-426614174000"]);
        accepted("email", &["a@b.c", "A <a@b.c>"]);
        refused("email", &["a", "a@", "a b@c"]);
    }

    #[test]
    fn times_are_what_the_server_takes() {
        accepted("date-time", &["2024-01-01T00:00:00Z", "2024-01-01t00:00:00.5+02:00"]);
        refused(
            "date-time",
            &["2024-01-01", "2024-01-01T24:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T0:00:00Z"],
        );
        accepted("date", &["2024-02-29"]);
        refused("date", &["2023-02-29", "2024-1-1"]);
        accepted("duration", &["1h30m", "22 ns", "2 days", "0", "-1.5h", "P1DT2H"]);
        refused("duration", &["5 bananas", "", "1", "one hour"]);
    }

    #[test]
    fn a_duration_is_counted_in_nanoseconds() {
        assert_eq!(go_duration("1h30m"), Some(5_400_000_000_000));
        assert_eq!(go_duration("1.5s"), Some(1_500_000_000));
        assert_eq!(go_duration("1d"), None);
    }
}

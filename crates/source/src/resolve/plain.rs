//! What a bare text means.

use std::borrow::Cow;

use super::{Dialect, Resolved, number, timestamp};

/// What a text means where it stands without quotes and without a tag, timestamps included.
pub(crate) fn resolve_plain(text: &str, dialect: Dialect) -> Resolved<'_> {
    match text.as_bytes().first() {
        None => Resolved::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text, dialect)
        }
        Some(b'0'..=b'9' | b'+' | b'-') => numeric(text, dialect),
        Some(b'.') => dotted(text),
        _ => Resolved::Str(Cow::Borrowed(text)),
    }
}

fn word(text: &str, dialect: Dialect) -> Resolved<'_> {
    match text {
        "true" | "True" | "TRUE" => Resolved::Bool(true),
        "false" | "False" | "FALSE" => Resolved::Bool(false),
        "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if dialect == Dialect::Yaml11 => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if dialect == Dialect::Yaml11 => {
            Resolved::Bool(false)
        }
        _ => Resolved::Str(Cow::Borrowed(text)),
    }
}

fn numeric(text: &str, dialect: Dialect) -> Resolved<'_> {
    if let Some(small) = number::small_decimal(text) {
        return Resolved::Int(small);
    }
    if let Some(time) = timestamp::parse(text) {
        return Resolved::Timestamp(time);
    }
    match text {
        "+.inf" | "+.Inf" | "+.INF" => Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Resolved::Float(f64::NEG_INFINITY),
        _ => number::parse(text, dialect).unwrap_or(Resolved::Str(Cow::Borrowed(text))),
    }
}

fn dotted(text: &str) -> Resolved<'_> {
    match text {
        ".inf" | ".Inf" | ".INF" => Resolved::Float(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" => Resolved::Float(f64::NAN),
        _ => number::parse_dotted(text).unwrap_or(Resolved::Str(Cow::Borrowed(text))),
    }
}

/// Whether YAML 1.1 reads a text as a number to the base 60, such as `12:30:45`. go-yaml never reads it so, but
/// quotes it.
pub(crate) fn is_base_sixty(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = digits.split(':');
    let head = groups.next().unwrap_or_default();
    head.starts_with(|first: char| first.is_ascii_digit())
        && is_digits_or_underscores(head)
        && is_digits_or_underscores(fraction)
        && digits.contains(':')
        && groups.all(is_sixtieth)
}

fn is_digits_or_underscores(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn is_sixtieth(group: &str) -> bool {
    matches!(group.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
}

//! Numbers as Go's `strconv` reads them.

use std::borrow::Cow;

use super::{Dialect, Resolved};

/// The commonest number by far: a few decimal digits without a leading zero.
pub(super) fn small_decimal(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() > 18 || (bytes[0] == b'0' && bytes.len() > 1) {
        return None;
    }
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// A number that begins with a digit or a sign. Underscores may stand anywhere behind that.
pub(super) fn parse(text: &str, dialect: Dialect) -> Option<Resolved<'static>> {
    let plain = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    integer(&plain).or_else(|| float(&plain)).or_else(|| signed_behind_prefix(&plain, dialect))
}

/// A number that begins with a point: a float, whose underscores must stand between digits.
pub(super) fn parse_dotted(text: &str) -> Option<Resolved<'static>> {
    if !text.contains('_') {
        return float(text);
    }
    underscores_are_allowed(text.as_bytes()).then(|| float(&text.replace('_', ""))).flatten()
}

fn underscores_are_allowed(bytes: &[u8]) -> bool {
    let is_digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    bytes.iter().enumerate().all(|(at, byte)| {
        *byte != b'_' || (at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1)))
    })
}

/// `ParseInt` and then `ParseUint`, with the base by the prefix: only the first takes a sign.
fn integer(text: &str) -> Option<Resolved<'static>> {
    let unsigned = text.strip_prefix(['+', '-']);
    let magnitude = in_prefixed_base(unsigned.unwrap_or(text))?;
    match unsigned {
        Some(_) => signed(text.starts_with('-'), magnitude),
        None => Some(i64::try_from(magnitude).map_or(Resolved::Uint(magnitude), Resolved::Int)),
    }
}

fn signed(negative: bool, magnitude: u64) -> Option<Resolved<'static>> {
    let number = if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
    number.map(Resolved::Int)
}

fn in_prefixed_base(digits: &str) -> Option<u64> {
    match digits.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => in_base(&digits[2..], 2),
        [b'0', b'o' | b'O', _, ..] => in_base(&digits[2..], 8),
        [b'0', b'x' | b'X', _, ..] => in_base(&digits[2..], 16),
        [b'0'] => Some(0),
        [b'0', ..] => in_base(&digits[1..], 8),
        _ => in_base(digits, 10),
    }
}

fn in_base(digits: &str, base: u32) -> Option<u64> {
    if digits.starts_with('+') { None } else { u64::from_str_radix(digits, base).ok() }
}

fn float(text: &str) -> Option<Resolved<'static>> {
    let parsed = is_float(text).then(|| text.parse::<f64>().ok()).flatten();
    parsed.filter(|number| number.is_finite()).map(Resolved::Float)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole)
        && all_digits(fraction)
        && all_digits(exponent)
        && !exponent.is_empty()
        && (!whole.is_empty() || !fraction.is_empty())
}

/// A quirk of go-yaml: it tries once more behind `0b`, and version 3 behind `0o`, where `ParseInt` takes a sign.
fn signed_behind_prefix(text: &str, dialect: Dialect) -> Option<Resolved<'static>> {
    let (digits, base) = match text.strip_prefix("0b") {
        Some(digits) => (digits, 2),
        None if dialect == Dialect::Resource => (text.strip_prefix("0o")?, 8),
        None => return None,
    };
    let magnitude = in_base(digits.strip_prefix(['+', '-'])?, base)?;
    signed(digits.starts_with('-'), magnitude)
}

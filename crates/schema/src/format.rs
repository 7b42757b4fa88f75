//! Strings that have to be more than strings: times and base64.

/// Whether Go's `time.RFC3339` layout reads a text: `2024-01-31T12:00:00Z`, with any fraction of a second.
pub(crate) fn is_time(text: &str) -> bool {
    zone_behind_clock(text).is_some_and(|rest| is_zone(without_fraction(rest)))
}

/// Whether a text is a time with exactly six digits behind the second, as `metav1.MicroTime` wants it.
pub(crate) fn is_micro_time(text: &str) -> bool {
    zone_behind_clock(text).is_some_and(|rest| {
        let zone = without_fraction(rest);
        rest.len() == zone.len() + 7 && rest.starts_with('.') && is_zone(zone)
    })
}

/// Whether a text is padded base64 of the standard alphabet; line breaks do not count.
pub(crate) fn is_base64(text: &str) -> bool {
    let bytes = || text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let length = bytes().count();
    let padding = bytes().fold(0, |run, byte| if byte == b'=' { run + 1 } else { 0 });
    let body = length - padding;
    length.is_multiple_of(4) && padding <= 2 && bytes().take(body).all(is_base64_digit)
}

fn is_base64_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Whether a text begins with a date that there is: `2024-02-29`.
pub(crate) fn is_date(text: &str) -> bool {
    let Some((date, _)) = text.split_at_checked(10) else { return false };
    let bytes = date.as_bytes();
    let number = |from, to| digits(&bytes[from..to]);
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return false;
    };
    (bytes[4], bytes[7]) == (b'-', b'-')
        && (1..=12).contains(&month)
        && (1..=days(year, month)).contains(&day)
}

/// What stands behind `2024-01-31T12:00:00`, where the text begins with a date and a clock.
fn zone_behind_clock(text: &str) -> Option<&str> {
    let (clock, rest) = text.split_at_checked(19)?;
    let bytes = clock.as_bytes();
    let separated = [(10, b'T'), (13, b':'), (16, b':')];
    let number = |from, to| digits(&bytes[from..to]);
    let in_range = number(11, 13)? < 24 && number(14, 16)? < 60 && number(17, 19)? < 60;
    (separated.iter().all(|&(at, byte)| bytes[at] == byte) && in_range && is_date(clock)).then_some(rest)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn without_fraction(text: &str) -> &str {
    let Some(fraction) = text.strip_prefix(['.', ',']) else { return text };
    let rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    if rest.len() == fraction.len() { text } else { rest }
}

fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else { return text == "Z" };
    let bytes = offset.as_bytes();
    let in_range = |from: usize, limit| bytes.get(from..from + 2).and_then(digits).is_some_and(|n| n < limit);
    bytes.len() == 5 && bytes[2] == b':' && in_range(0, 25) && in_range(3, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        for text in ["2024-01-01T00:00:00Z", "2024-02-29T23:59:59+02:00", "2024-01-01T00:00:00.123456789Z"] {
            assert!(is_time(text), "{text}");
        }
        let bad = "2024-01-01|2024-01-01T00:00:00|2024-01-01 00:00:00Z||2024-13-01T00:00:00Z|2023-02-29T00:00:00Z\
                   |2024-01-01t00:00:00z|2024-01-01T24:00:00Z|yesterday|2024-01-01T00:00:00.Z|2024-01-01T00:00:00ä";
        for text in bad.split('|') {
            assert!(!is_time(text), "{text}");
        }
    }

    #[test]
    fn micro_times_have_six_digits() {
        assert!(is_micro_time("2024-01-01T00:00:00.123456Z"));
        assert!(is_micro_time("2024-01-01T00:00:00.000000+02:00"));
        for text in ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.123Z", "2024-01-01T00:00:00.123456789Z"] {
            assert!(!is_micro_time(text), "{text}");
        }
    }

    #[test]
    fn base64_is_padded_and_may_be_wrapped() {
        for text in ["", "aGk=", "aGk=\n", "a\nGk=", "+/8=", "YQ=="] {
            assert!(is_base64(text), "{text:?}");
        }
        for text in ["5", "aGk", "aG k=", "***", "aGk==", "_-8=", "=", "YQ", "====", "a=Gk"] {
            assert!(!is_base64(text), "{text:?}");
        }
    }
}

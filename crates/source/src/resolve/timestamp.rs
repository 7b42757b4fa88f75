//! Points in time, as Go's `time.Parse` reads them and its JSON encoder writes them.

use std::fmt;

/// A point in time with its offset from UTC. It is displayed as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    offset_minutes: i32,
}

impl Timestamp {
    /// Whether kustomize can print it: an offset of a day or more can be read but not printed.
    pub fn is_printable(&self) -> bool {
        self.offset_minutes.abs() < 24 * 60
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}T", self.year, self.month, self.day)?;
        write!(out, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        if self.nanosecond != 0 {
            let digits = format!("{:09}", self.nanosecond);
            write!(out, ".{}", digits.trim_end_matches('0'))?;
        }
        let (sign, offset) = (if self.offset_minutes < 0 { '-' } else { '+' }, self.offset_minutes.abs());
        if offset == 0 {
            out.write_str("Z")
        } else {
            write!(out, "{sign}{:02}:{:02}", offset / 60, offset % 60)
        }
    }
}

/// Reads `Y-M-D`, `Y-M-DTh:m:s[.f]zone` and `Y-M-D h:m:s[.f]`; the year has four digits, the rest one or two.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let (year, rest) = text.as_bytes().split_at_checked(4)?;
    let mut rest = Rest(rest);
    if !year.iter().all(u8::is_ascii_digit) || !rest.take(b'-') {
        return None;
    }
    let year = year.iter().fold(0, |year, digit| year * 10 + u32::from(digit - b'0'));
    let month = rest.number_then(b'-')?;
    let day = rest.number()?;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(month, year) {
        return None;
    }
    let date =
        Timestamp { year, month, day, hour: 0, minute: 0, second: 0, nanosecond: 0, offset_minutes: 0 };
    match rest.0 {
        [] => Some(date),
        [b'T' | b't', time @ ..] => rest.at(time).time(date, true),
        [b' ', time @ ..] => rest.at(time.trim_ascii_start()).time(date, false),
        _ => None,
    }
}

fn days_in(month: u32, year: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What is left of the text.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn at(&mut self, rest: &'a [u8]) -> &mut Self {
        self.0 = rest;
        self
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.0.first() == Some(&wanted);
        self.0 = &self.0[usize::from(found)..];
        found
    }

    /// One digit, or two where two stand there.
    fn number(&mut self) -> Option<u32> {
        let length = self.0.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits.iter().map(|digit| u32::from(digit - b'0')).reduce(|tens, ones| tens * 10 + ones)
    }

    fn number_then(&mut self, separator: u8) -> Option<u32> {
        let number = self.number()?;
        self.take(separator).then_some(number)
    }

    fn time(&mut self, date: Timestamp, with_zone: bool) -> Option<Timestamp> {
        let (hour, minute) = (self.number_then(b':')?, self.number_then(b':')?);
        let second = self.number()?;
        let nanosecond = self.fraction();
        let offset_minutes = if with_zone { self.zone()? } else { 0 };
        (hour < 24 && minute < 60 && second < 60 && self.0.is_empty()).then_some(Timestamp {
            hour,
            minute,
            second,
            nanosecond,
            offset_minutes,
            ..date
        })
    }

    /// Go takes a comma too, and drops the digits behind the ninth.
    fn fraction(&mut self) -> u32 {
        let [b'.' | b',', b'0'..=b'9', ..] = self.0 else { return 0 };
        let behind = &self.0[1..];
        let length = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = behind.split_at(length);
        self.0 = rest;
        let nine = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
        nine.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }

    /// `Z`, or an offset; Go takes 24 hours and 60 minutes as well.
    fn zone(&mut self) -> Option<i32> {
        if self.take(b'Z') {
            return Some(0);
        }
        let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2, rest @ ..] = self.0 else { return None };
        self.0 = rest;
        let (hours, minutes) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?);
        let offset = hours * 60 + minutes;
        (hours <= 24 && minutes <= 60).then_some(if *sign == b'-' { -offset } else { offset })
    }
}

fn two_digits(tens: u8, ones: u8) -> Option<i32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

//! Points in time, in nanoseconds since 1970 in UTC.

use super::super::super::format::is_time;

/// The nanoseconds of a second.
pub(super) const SECOND: i128 = 1_000_000_000;

/// A day in seconds.
const DAY: i64 = 86_400;

/// The point in time of an RFC 3339 text.
pub(super) fn parse(text: &str) -> Option<i128> {
    if !is_time(text) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i64>().ok());
    let days = days_from_civil(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = days * DAY + number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let rest = &text[19..];
    let zone_at = rest.find(['Z', '+', '-'])?;
    let fraction: String =
        rest[..zone_at].chars().filter(char::is_ascii_digit).chain("000000000".chars()).take(9).collect();
    let zone = &rest[zone_at..];
    let part =
        |from: usize| zone.get(from..from + 2).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0);
    let offset = part(1) * 3600 + part(4) * 60;
    let offset = if zone.starts_with('-') { -offset } else { offset };
    Some(i128::from(seconds - offset) * SECOND + fraction.parse::<i128>().ok()?)
}

/// The year, the month and the day of a point in time, each from 1.
pub(super) fn civil(nanoseconds: i128) -> (i64, i64, i64) {
    let days = i64::try_from(nanoseconds.div_euclid(SECOND * i128::from(DAY))).unwrap_or(0);
    // Howard Hinnant's `civil_from_days`: years begin in March, so that leap days come last.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// How many days lie between 1970 and a date.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_count_from_1970() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse("2000-03-01T01:00:00.5+01:00"), Some(951_868_800 * SECOND + SECOND / 2));
        assert_eq!(parse("2000-03-01"), None);
        assert_eq!(civil(951_868_800 * SECOND), (2000, 3, 1));
        assert_eq!(civil(-SECOND), (1969, 12, 31));
    }
}

//! Schedules of CronJobs: those of `robfig/cron` version 3 with its standard options, which the server asks.
//!
//! <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax>

/// One of the five fields: what it is called, its least and most, and names for its numbers.
struct Field {
    name: &'static str,
    least: u64,
    most: u64,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { name: "minute", least: 0, most: 59, names: &[] },
    Field { name: "hour", least: 0, most: 23, names: &[] },
    Field { name: "day of the month", least: 1, most: 31, names: &[] },
    Field { name: "month", least: 1, most: 12, names: &MONTHS },
    Field { name: "day of the week", least: 0, most: 6, names: &DAYS },
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DESCRIPTORS: [&str; 7] =
    ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// What is wrong with a schedule, if anything: a message and what to do.
pub(super) fn fault(text: &str) -> Option<(String, &'static str)> {
    if text.contains("TZ") {
        let message = "a schedule cannot set the time zone".to_owned();
        return Some((message, "move the time zone to the field `timeZone`"));
    }
    if text.starts_with('@') {
        return descriptor_fault(text);
    }
    let count = text.split_whitespace().count();
    if count != FIELDS.len() {
        let message = format!("a schedule has 5 fields, this one has {count}");
        return Some((
            message,
            "write minute, hour, day of the month, month and day of the week, such as `30 2 * * 1-5`",
        ));
    }
    let mut faults = text.split_whitespace().zip(&FIELDS).flat_map(|(part, field)| {
        part.split(',').filter(|range| !range.is_empty()).filter_map(|range| field.fault(range))
    });
    faults.next().map(|message| {
        (message, "write numbers, ranges such as `1-5`, steps such as `*/15`, and lists of them")
    })
}

fn descriptor_fault(text: &str) -> Option<(String, &'static str)> {
    let known = match text.strip_prefix("@every ") {
        Some(duration) => is_duration(duration),
        None => DESCRIPTORS.contains(&text),
    };
    let help = "write `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` or `@every 1h30m`";
    (!known).then(|| ("this is no schedule that the server knows".to_owned(), help))
}

impl Field {
    /// What is wrong with one range of the field: `low[-high][/step]`.
    fn fault(&self, range: &str) -> Option<String> {
        let Field { name, least, most, .. } = self;
        let unreadable = || Some(format!("`{range}` cannot be read as a {name}"));
        let Some((low, high)) = self.bounds(range) else { return unreadable() };
        if low < *least || high > *most {
            return Some(format!("`{range}` is no {name}: it goes from {least} to {most}"));
        }
        (low > high).then(|| format!("`{range}` ends before it begins"))
    }

    /// The least and the most of a range; none where it cannot be read.
    fn bounds(&self, range: &str) -> Option<(u64, u64)> {
        let (span, step) = match range.split_once('/') {
            Some((span, step)) => (span, Some(number(step)?)),
            None => (range, None),
        };
        if step == Some(0) {
            return None;
        }
        let mut ends = span.split('-');
        let first = ends.next()?;
        if first == "*" || first == "?" {
            return Some((self.least, self.most));
        }
        let low = self.number(first)?;
        let high = match (ends.next(), step) {
            (Some(high), _) => self.number(high)?,
            (None, Some(_)) => self.most,
            (None, None) => low,
        };
        ends.next().is_none().then_some((low, high))
    }

    fn number(&self, text: &str) -> Option<u64> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        named
            .and_then(|index| u64::try_from(index).ok())
            .map(|index| index + self.least)
            .or_else(|| number(text))
    }
}

/// A number as Go's `Atoi` reads it, and not negative.
fn number(text: &str) -> Option<u64> {
    let number = text.parse::<i64>().ok()?;
    u64::try_from(number).ok()
}

/// Whether Go reads a text as a duration: `1h30m`, `1.5s`, `-1m`, `0`.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let digits = &rest[..rest.len() - number.len()];
        if digits.matches('.').count() > 1 || !digits.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let behind = number.trim_start_matches(|c: char| c != '.' && !c.is_ascii_digit());
        if !["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(&&number[..number.len() - behind.len()])
        {
            return false;
        }
        rest = behind;
    }
    !text.is_empty()
}

/// Whether a text can name a time zone at all; which there are is the data of the server's machine.
pub(super) fn is_time_zone(text: &str) -> bool {
    let part = |part: &str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
        (1..=14).contains(&part.len())
            && part != "."
            && part != ".."
            && !part.starts_with('-')
            && part.bytes().all(known)
    };
    text.split('/').all(part) && !text.eq_ignore_ascii_case("local")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_of_the_server_are_read() {
        let good = "* * * * *|*/15 * * * *|0 0 1 1 *|0 0 * * SUN|0 0 1 JAN-mar ?|1,2,3 4-5 */2 * 0|5/10 * * * *|0-59/5 * * * *\
                    |  0   0 * * *  |@hourly|@midnight|@every 1h30m|@every 1.5s|@every 0|0,,1 * * * *|+5 * * * *|, * * * *";
        for text in good.split('|') {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_told() {
        let bad = "|* * * *|* * * * * *|60 * * * *|* 24 * * *|* * 0 * *|* * * 13 *|* * * * 7|5-1 * * * *|*/0 * * * *|a * * * *\
                   |1-2-3 * * * *|1/2/3 * * * *|-1 * * * *|@reboot|@every 1|@every|@every 1d|@Daily|TZ=UTC * * * * *\
                   |CRON_TZ=Europe/Berlin 0 * * * *|* * * MONDAY *";
        for text in bad.split('|') {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn time_zones_look_like_paths() {
        for text in ["Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+1"] {
            assert!(is_time_zone(text), "{text}");
        }
        for text in ["", "Local", "../UTC", "Europe/", "Europe/A very long part", "-1"] {
            assert!(!is_time_zone(text), "{text}");
        }
    }
}

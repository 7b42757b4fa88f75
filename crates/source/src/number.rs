//! Numbers as Go prints them.

use std::fmt::Write as _;

/// Writes a float as kustomize prints it: as an integer where its digits are one that fits 64 bits, otherwise with
/// the fewest digits that give it back. Negative zero is zero.
pub fn write_float(out: &mut String, number: f64) {
    match integral(number) {
        Some(digits) => out.push_str(&digits),
        None => write_general(out, number),
    }
}

/// The decimal digits of a float that kustomize prints as an integer: those of its shortest form, filled with
/// zeros, as its way through JSON makes them.
pub fn integral(number: f64) -> Option<String> {
    if number == 0.0 {
        return Some("0".to_owned());
    }
    if number.fract() != 0.0 || number.abs() >= 1e21 {
        return None;
    }
    let digits = number.to_string();
    let fits = digits.parse::<i64>().is_ok() || digits.parse::<u64>().is_ok();
    fits.then_some(digits)
}

/// Writes a float as Go's `strconv.FormatFloat(number, 'g', -1, 64)` does: with an exponent below 1e-4 and from
/// a million upwards; infinities and NaN are YAML's.
pub fn write_general(out: &mut String, number: f64) {
    if number.is_finite() {
        write_shortest(out, &format!("{number:e}"), number);
    } else {
        out.push_str(unbounded(number));
    }
}

/// The same with the digits of a 32-bit float, as `sigs.k8s.io/yaml` writes keys.
#[expect(clippy::cast_possible_truncation, reason = "that is the point")]
pub fn write_general_single(out: &mut String, number: f64) {
    let single = number as f32;
    if single.is_finite() {
        write_shortest(out, &format!("{single:e}"), single);
    } else {
        out.push_str(unbounded(f64::from(single)));
    }
}

fn write_shortest(out: &mut String, scientific: &str, number: impl std::fmt::Display) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => write_exponent(out, mantissa, exponent),
        _ => write_displayed(out, number),
    }
}

/// Writes a float as Go's `fmt.Sprint` does: with an exponent below 1e-4 and from 1e21 upwards.
pub fn write_verbose(out: &mut String, number: f64) {
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if number.is_finite() && !(-4..21).contains(&exponent) => {
            write_exponent(out, mantissa, exponent);
        }
        _ => write_displayed(out, number),
    }
}

/// Writes a float as Go's `encoding/json` does: with an exponent below 1e-6 and from 1e21 upwards. JSON has no
/// infinities: they become `null`.
pub fn write_json(out: &mut String, number: f64) {
    let magnitude = number.abs();
    if !number.is_finite() {
        out.push_str("null");
    } else if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let scientific = format!("{number:e}");
        out.push_str(&if magnitude < 1.0 { scientific } else { scientific.replace('e', "e+") });
    } else {
        write_displayed(out, number);
    }
}

fn unbounded(number: f64) -> &'static str {
    if number.is_nan() {
        ".nan"
    } else if number < 0.0 {
        "-.inf"
    } else {
        ".inf"
    }
}

fn write_exponent(out: &mut String, mantissa: &str, exponent: i32) {
    let sign = if exponent < 0 { '-' } else { '+' };
    write_displayed(out, format_args!("{mantissa}e{sign}{:02}", exponent.abs()));
}

fn write_displayed(out: &mut String, value: impl std::fmt::Display) {
    write!(out, "{value}").expect("writing to a string never fails");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut String, f64), number: f64) -> String {
        let mut out = String::new();
        write(&mut out, number);
        out
    }

    #[test]
    fn floats_print_as_kustomize_prints_them() {
        for (number, expected) in [
            (1.0, "1"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (1e-7, "1e-07"),
            (0.00001, "1e-05"),
            (0.0001, "0.0001"),
            (0.001, "0.001"),
            (123_456.5, "123456.5"),
            (1_234_567.5, "1.2345675e+06"),
            (12_345_678.9, "1.23456789e+07"),
            (1e18, "1000000000000000000"),
            (1e19, "10000000000000000000"),
            (1e20, "1e+20"),
            (1e21, "1e+21"),
            (18_446_744_073_709_551_616.0, "1.8446744073709552e+19"),
            (-9_223_372_036_854_775_809.0, "-9.223372036854776e+18"),
            (1e100, "1e+100"),
        ] {
            assert_eq!(written(write_float, number), expected);
        }
    }

    #[test]
    fn general_format_has_an_exponent_from_the_seventh_digit_on() {
        assert_eq!(written(write_general, 100_000.0), "100000");
        assert_eq!(written(write_general, 1_000_000.0), "1e+06");
        assert_eq!(written(write_general, 21_000_000.0), "2.1e+07");
        assert_eq!(written(write_general, f64::NEG_INFINITY), "-.inf");
    }

    #[test]
    fn json_has_an_exponent_only_far_out() {
        for (number, expected) in [
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1e-7, "1e-7"),
            (0.000_001, "0.000001"),
            (-0.0, "-0"),
        ] {
            assert_eq!(written(write_json, number), expected);
        }
    }
}

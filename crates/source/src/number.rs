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
    let mut digits = String::new();
    write_fixed(&mut digits, &scientific(number));
    let fits = digits.parse::<i64>().is_ok() || digits.parse::<u64>().is_ok();
    fits.then_some(digits)
}

/// Writes a float as Go's `strconv.FormatFloat(number, 'g', -1, 64)` does: with an exponent below 1e-4 and from
/// a million upwards; infinities and NaN are YAML's.
pub fn write_general(out: &mut String, number: f64) {
    if number.is_finite() {
        write_shortest(out, &scientific(number));
    } else {
        out.push_str(unbounded(number));
    }
}

/// The same with the digits of a 32-bit float, as `sigs.k8s.io/yaml` writes keys.
#[expect(clippy::cast_possible_truncation, reason = "that is the point")]
pub fn write_general_single(out: &mut String, number: f64) {
    let single = number as f32;
    if single.is_finite() {
        write_shortest(out, &format!("{single:e}"));
    } else {
        out.push_str(unbounded(f64::from(single)));
    }
}

fn write_shortest(out: &mut String, scientific: &str) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if !(-4..6).contains(&exponent) => write_exponent(out, mantissa, exponent),
        _ => write_fixed(out, scientific),
    }
}

/// The fewest digits that give a float back, with an exponent. Of two texts that are as near Go takes the one that ends
/// in an even digit, and Rust the larger.
fn scientific(number: f64) -> String {
    let text = format!("{number:e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    // With fewer digits there is no other text that gives the float back.
    if places < 14 || !mantissa.ends_with(['1', '3', '5', '7', '9']) {
        return text;
    }
    let exact = format!("{number:.*e}", places + 40);
    let (kept, behind) = exact.split_at(mantissa.len());
    let is_half = behind.starts_with('5') && behind[1..].trim_start_matches('0').starts_with('e');
    let even = format!("{kept}e{exponent}");
    if is_half && even.parse() == Ok(number) { even } else { text }
}

/// Writes the digits of a number without its exponent.
fn write_fixed(out: &mut String, scientific: &str) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().unwrap_or_default();
    out.push_str(sign);
    let Ok(before_point) = usize::try_from(exponent + 1) else {
        write_displayed(out, format_args!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)));
        return;
    };
    match digits.split_at_checked(before_point) {
        Some((whole, "")) => out.push_str(whole),
        Some(("", fraction)) => write_displayed(out, format_args!("0.{fraction}")),
        Some((whole, fraction)) => write_displayed(out, format_args!("{whole}.{fraction}")),
        None => write_displayed(out, format_args!("{digits:0<before_point$}")),
    }
}

/// Writes a float as Go's `encoding/json` does: with an exponent below 1e-6 and from 1e21 upwards. JSON has no
/// infinities: they become `null`.
pub fn write_json(out: &mut String, number: f64) {
    let (magnitude, scientific) = (number.abs(), scientific(number));
    if !number.is_finite() {
        out.push_str("null");
    } else if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        out.push_str(&if magnitude < 1.0 { scientific } else { scientific.replace('e', "e+") });
    } else {
        write_fixed(out, &scientific);
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
            (1_452_946_010_454_042.0 + 0.25, "1.4529460104540422e+15"),
            (1_452_946_010_454_042.0 + 0.75, "1.4529460104540428e+15"),
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

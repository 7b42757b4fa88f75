//! Amounts such as `500m` and `1.5Gi`, compared exactly.

use overlint_source::Node;

/// An amount, in thousand-millionths of its unit: Kubernetes rounds up to that, and so nothing is lost.
/// <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    nanos: i128,
}

/// How many digits behind the decimal point are kept.
const PRECISION: i64 = 9;

/// More digits than this are beyond what Kubernetes counts to, or below a thousand-millionth.
const DIGITS: usize = 30;

impl Quantity {
    /// Reads a text. `None` for what is no quantity; what is too large to count is the largest one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        let (is_negative, unsigned) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if number.is_empty() || fraction.contains('.') {
            return None;
        }
        let (tens, twos) = scale(suffix)?;
        let nanos = nanos(whole, fraction, tens, twos);
        Some(Self { nanos: if is_negative { -nanos } else { nanos } })
    }

    /// Reads a node; a number counts as its text.
    pub fn of(node: &Node) -> Option<Self> {
        node.text().filter(|_| !node.is_null()).and_then(Self::parse)
    }

    /// Whether it is nothing at all.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Whether this amount is more than `ratio` times another.
    pub fn exceeds_ratio(self, other: Self, ratio: Self) -> bool {
        // Thousandths of both sides leave room for the largest amounts that Kubernetes counts to.
        let thousandths = ratio.nanos / 1_000_000;
        self.nanos.saturating_mul(1000) > other.nanos.saturating_mul(thousandths)
    }
}

/// The powers of ten and of two that a suffix stands for.
fn scale(suffix: &str) -> Option<(i64, u32)> {
    let decimal = |tens| Some((tens, 0));
    match suffix {
        "" => decimal(0),
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => Some((0, 10)),
        "Mi" => Some((0, 20)),
        "Gi" => Some((0, 30)),
        "Ti" => Some((0, 40)),
        "Pi" => Some((0, 50)),
        "Ei" => Some((0, 60)),
        _ => decimal(suffix.strip_prefix(['e', 'E'])?.parse().ok()?),
    }
}

/// The digits times powers of ten and two, in thousand-millionths, rounded up.
fn nanos(whole: &str, fraction: &str, tens: i64, twos: u32) -> i128 {
    let fraction = fraction.trim_end_matches('0');
    let kept = &fraction[..fraction.len().min(DIGITS)];
    let significant = whole.bytes().chain(kept.bytes()).skip_while(|digit| *digit == b'0');
    let mut digits: i128 = 0;
    for digit in significant {
        digits = digits.saturating_mul(10).saturating_add(i128::from(digit - b'0'));
    }
    if digits == 0 && kept.len() == fraction.len() {
        return 0;
    }
    // What was cut off is below the last digit kept: one more of that rounds up, as the rest would.
    digits = digits.saturating_add(i128::from(kept.len() < fraction.len())).saturating_mul(1 << twos);
    let exponent =
        tens.saturating_add(PRECISION).saturating_sub(i64::try_from(kept.len()).unwrap_or(i64::MAX));
    shift(digits, exponent)
}

/// A number times a power of ten, rounded up.
fn shift(digits: i128, exponent: i64) -> i128 {
    let power = u32::try_from(exponent.unsigned_abs()).ok().and_then(|power| 10_i128.checked_pow(power));
    match (power, exponent < 0) {
        (Some(power), false) => digits.saturating_mul(power),
        (Some(power), true) => digits / power + i128::from(digits % power != 0),
        (None, false) => i128::MAX,
        (None, true) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|| panic!("{text} is a quantity"))
    }

    #[test]
    fn equal_amounts_are_equal_however_written() {
        for (one, other) in [
            ("1", "1000m"),
            ("0.1", "100m"),
            ("1.5Gi", "1536Mi"),
            ("1e3", "1k"),
            ("1E-3", "1m"),
            ("1Ki", "1024"),
            (".5", "500m"),
            ("5.", "5"),
            ("1n", "0.0000000001"),
            ("0.1000000000000000000000000000000000001", "100000001n"),
            ("1e100", "1e99999"),
            ("0", "-0"),
            ("0.5Ei", "512Pi"),
        ] {
            assert_eq!(of(one), of(other), "{one} {other}");
        }
    }

    #[test]
    fn amounts_that_differ_little_differ() {
        for (less, more) in [
            ("999m", "1"),
            ("1G", "1Gi"),
            ("9007199254740992", "9007199254740993"),
            ("9223372036854775806", "9223372036854775807"),
            ("1.0000001", "1000001u"),
            ("-1", "0"),
            ("0", "1e-99999999"),
        ] {
            assert!(of(less) < of(more), "{less} {more}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_none() {
        for text in ["", " ", "abc", "1K", "1 Gi", "1..5", "1.5.5", "1mi", "--1", "1e", "10%", "Gi"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ratios_have_fractions() {
        assert!(!of("300m").exceeds_ratio(of("200m"), of("1.5")));
        assert!(of("301m").exceeds_ratio(of("200m"), of("1.5")));
        assert!(of("7Ei").exceeds_ratio(of("2Ei"), of("3")));
    }

    #[test]
    fn long_numbers_take_no_longer_than_to_read() {
        let long = "9".repeat(1 << 16);
        assert_eq!(of(&long), of("1e100"));
        assert!(of(&format!("0.{long}")) <= of("1"));
    }
}

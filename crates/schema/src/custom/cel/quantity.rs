//! Quantities as numbers: `500m`, `1.5Gi`.

use crate::quantity::is_quantity;

/// A quantity, counted in thousand-millionths as the server rounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(pub(crate) i128);

/// One whole.
const WHOLE: i128 = 1_000_000_000;

/// What a text is that may be a quantity.
pub(crate) enum Read {
    /// A quantity.
    Is(Quantity),
    /// None.
    IsNot,
    /// One that is too large to be counted here.
    TooLarge,
}

impl Quantity {
    /// Reads a quantity as `resource.ParseQuantity` does.
    pub(crate) fn read(text: &str) -> Read {
        if text.is_empty() || text.contains(' ') || !is_quantity(text) {
            return Read::IsNot;
        }
        count(text).map_or(Read::TooLarge, |count| Read::Is(Self(count)))
    }

    /// The whole number that it is, if it is one.
    pub(crate) fn whole(self) -> Option<i64> {
        (self.0 % WHOLE == 0).then(|| i64::try_from(self.0 / WHOLE).ok()).flatten()
    }

    /// A quantity of a whole number.
    pub(crate) fn of(whole: i64) -> Self {
        Self(i128::from(whole) * WHOLE)
    }

    /// The number, nearly.
    #[expect(clippy::cast_precision_loss, reason = "it is asked for approximately")]
    pub(crate) fn approximate(self) -> f64 {
        self.0 as f64 / WHOLE as f64
    }
}

fn count(text: &str) -> Option<i128> {
    let negative = text.starts_with('-');
    let text = text.trim_start_matches(['+', '-']);
    let end = text.find(|c: char| !(c == '.' || c.is_ascii_digit())).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (factor, exponent) = scale(suffix)?;
    let digits: String = format!("{whole}{fraction}");
    let mantissa: i128 =
        if digits.is_empty() { 0 } else { digits.get(..36).map_or(digits.parse().ok(), |_| None)? };
    let exponent = exponent + 9 - i32::try_from(fraction.len()).ok()?;
    let scaled = mantissa.checked_mul(factor)?;
    let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
    let count = if exponent >= 0 { scaled.checked_mul(power)? } else { round_up(scaled, power) };
    Some(if negative { -count } else { count })
}

fn round_up(number: i128, by: i128) -> i128 {
    number / by + i128::from(number % by != 0)
}

/// What a suffix multiplies by: a factor and a power of ten.
fn scale(suffix: &str) -> Option<(i128, i32)> {
    Some(match suffix {
        "" => (1, 0),
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        other => (1, other.get(1..)?.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<i128> {
        if let Read::Is(Quantity(count)) = Quantity::read(text) { Some(count) } else { None }
    }

    #[test]
    fn quantities_are_counted_whatever_their_unit() {
        assert_eq!(of("1"), Some(WHOLE));
        assert_eq!(of("1500m"), of("1.5"));
        assert_eq!(of("1Ki"), of("1024"));
        assert_eq!(of("-1e3"), of("-1k"));
        assert_eq!(of("0.5n"), Some(1));
        assert!(matches!(Quantity::read("1e99"), Read::TooLarge));
        assert!(matches!(Quantity::read("1KB"), Read::IsNot));
    }
}

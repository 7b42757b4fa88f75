//! Amounts such as `500m` and `1.5Gi`.
//!
//! The grammar is the one that Kubernetes' own decoder accepts (`resource.ParseQuantity` on the raw JSON), which
//! is wider than the documented one: digits may be missing, blanks may surround the whole.

/// Every suffix but the decimal exponents.
const SUFFIXES: [&str; 16] =
    ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// Whether the server reads a text as a quantity.
pub(crate) fn is_quantity(text: &str) -> bool {
    let text = text.trim_matches(' ');
    !text.is_empty() && is_suffix(split(text).1)
}

/// What the text of a broken quantity was meant to be: the nearest suffixes, if any are near.
pub(crate) fn repaired(text: &str) -> Vec<String> {
    let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let (number, suffix) = split(&text);
    if number.is_empty() || suffix.starts_with(['e', 'E']) {
        return Vec::new();
    }
    let wanted = suffix.to_ascii_lowercase();
    let unit = wanted.strip_suffix('b').unwrap_or(&wanted);
    let near = SUFFIXES.into_iter().filter(|candidate| {
        let (fraction, candidate) = (matches!(*candidate, "m" | "n" | "u"), candidate.to_ascii_lowercase());
        // `m` in `5MB` stands for mega, never for a thousandth.
        !candidate.is_empty() && !fraction && candidate.trim_end_matches('i') == unit.trim_end_matches('i')
    });
    let exact = near.filter(|candidate| !unit.ends_with('i') || candidate.ends_with('i'));
    exact.map(|candidate| format!("{number}{candidate}")).collect()
}

/// Splits a text behind its sign, digits and decimal point.
pub(crate) fn split(text: &str) -> (&str, &str) {
    let digits = |from: &str| from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut at = usize::from(text.starts_with(['+', '-']));
    at += digits(&text[at..]);
    if text[at..].starts_with('.') {
        at += 1;
        at += digits(&text[at..]);
    }
    text.split_at(at)
}

fn is_suffix(suffix: &str) -> bool {
    SUFFIXES.contains(&suffix) || is_exponent(suffix)
}

fn is_exponent(suffix: &str) -> bool {
    suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| exponent.parse::<i64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_reads_is_a_quantity() {
        let good = "1 0 -1 +1 100m 1.5 .5 5. 1e3 1E-3 1e+3 12e6 1Ki 1Ei 1k 1E 1n . - e3 Gi 0.5Gi 1e100";
        for text in good.split(' ').chain([" 1Gi", "1Gi "]) {
            assert!(is_quantity(text), "{text:?}");
        }
    }

    #[test]
    fn what_the_server_refuses_is_none() {
        let bad = "1Zi 1K 1ki 1mi 1KiB 1GB 1B 1..5 1.5.5 1e 1e3Ki 1e3m 0x10 1_000 1,5 Inf NaN true --1 1m5 10% 1nn 1µ ١";
        for text in bad.split(' ').chain(["", " ", "1 Gi", "1Gi\n", "1e99999999999999999999"]) {
            assert!(!is_quantity(text), "{text:?}");
        }
    }

    #[test]
    fn a_wrong_suffix_is_repaired() {
        assert_eq!(repaired("1K"), ["1k", "1Ki"]);
        assert_eq!(repaired("128mi"), ["128Mi"]);
        assert_eq!(repaired("1 Gi"), ["1Gi"]);
        assert_eq!(repaired("2GB"), ["2G", "2Gi"]);
        assert_eq!(repaired("2MB"), ["2M", "2Mi"]);
        assert_eq!(repaired("many"), [""; 0]);
        assert_eq!(repaired("1.5.5"), [""; 0]);
    }
}

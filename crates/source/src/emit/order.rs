//! The order in which keys are printed.

use std::cmp::Ordering;

use crate::node::Entry;

/// go-yaml's order of string keys: digits count as numbers, letters come last, a prefix comes first.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let shared = shared_prefix(a, b);
    let (rest_a, rest_b) = (&a[shared..], &b[shared..]);
    match (rest_a.chars().next(), rest_b.chars().next()) {
        (Some(x), Some(y)) => at_difference(&a[..shared], (x, rest_a), (y, rest_b)),
        (x, y) => x.is_some().cmp(&y.is_some()),
    }
}

/// Puts entries in order, the last key first. Entries in that order already cost one comparison each.
///
/// go-yaml's order has cycles (`18`, `1e`, `2`), which `sort_by` may answer with a panic: hence a merge of our own.
/// kustomize prints such keys in another order each time.
pub(super) fn sort_backwards(entries: &mut [&Entry]) {
    let in_order = |pair: &[&Entry]| natural_order(pair[1].key.text(), pair[0].key.text()).is_le();
    if !entries.windows(2).all(in_order) {
        let mut merged = Vec::with_capacity(entries.len());
        merge_sort(entries, &mut merged);
    }
}

fn merge_sort<'n>(entries: &mut [&'n Entry], merged: &mut Vec<&'n Entry>) {
    if entries.len() < 2 {
        return;
    }
    let (left, right) = entries.split_at_mut(entries.len() / 2);
    merge_sort(left, merged);
    merge_sort(right, merged);
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if natural_order(b.key.text(), a.key.text()).is_le() { left.next() } else { right.next() };
        merged.extend(next);
    }
    merged.extend(left.chain(right));
    entries.copy_from_slice(merged);
    merged.clear();
}

/// The bytes of the characters that both texts begin with.
fn shared_prefix(a: &str, b: &str) -> usize {
    let bytes = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    (0..=bytes).rev().find(|at| a.is_char_boundary(*at)).unwrap_or(0)
}

fn at_difference(before: &str, (x, rest_a): (char, &str), (y, rest_b): (char, &str)) -> Ordering {
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => x.cmp(&y),
        (false, true) => Ordering::Less,
        (true, false) => Ordering::Greater,
        (false, false) => {
            let start = i64::from((x == '0' || y == '0') && ends_in_number(before));
            let (number_a, length_a) = number(start, rest_a);
            let (number_b, length_b) = number(start, rest_b);
            number_a.cmp(&number_b).then(length_a.cmp(&length_b)).then(x.cmp(&y))
        }
    }
}

/// Whether digits that are not all zero stand at the end: then a zero behind them counts.
fn ends_in_number(text: &str) -> bool {
    text.chars().rev().take_while(|c| is_digit(*c)).any(|c| c != '0')
}

/// The digits at the beginning as a number, and how many they are. Go's numbers wrap around.
fn number(start: i64, text: &str) -> (i64, usize) {
    text.chars().take_while(|c| is_digit(*c)).fold((start, 0), |(number, length), digit| {
        let value = i64::from(u32::from(digit)) - i64::from(u32::from('0'));
        (number.wrapping_mul(10).wrapping_add(value), length + 1)
    })
}

/// Outside ASCII the standard library knows numerics only, a wider class than Go's digits.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric())
}

//! Numbers and strings against their bounds.

use overlint_source::Finding;

use super::super::datum::{Data, Datum};
use super::super::format::{self, Strings};
use super::super::place::Place;
use super::super::schema::{Bound, Range, Schema, Wanted};
use super::{Judge, error, shown};

impl Judge {
    pub(super) fn number(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        let Some(number) = datum.number() else { return };
        if let Some(kind) = misfit(schema, datum) {
            self.report(place, || {
                let message = format!("{} is not {kind}", shown(datum));
                error("malformed-value", datum.origin, message).help(format!("write {kind}"))
            });
        }
        let below = |bound: &&Bound| number < bound.at || (bound.exclusive && is_same(number, bound.at));
        let above = |bound: &&Bound| number > bound.at || (bound.exclusive && is_same(number, bound.at));
        if let Some(bound) = schema.minimum.as_ref().filter(below) {
            let relation = if bound.exclusive { "more than" } else { "at least" };
            self.report(place, || out_of_range(datum, place, &format!("{relation} {}", bound.at)));
        }
        if let Some(bound) = schema.maximum.as_ref().filter(above) {
            let relation = if bound.exclusive { "less than" } else { "at most" };
            self.report(place, || out_of_range(datum, place, &format!("{relation} {}", bound.at)));
        }
        if let Some(factor) = schema.multiple_of.filter(|factor| !is_multiple(&datum.data, number, *factor)) {
            self.report(place, || out_of_range(datum, place, &format!("a multiple of {factor}")));
        }
    }

    pub(super) fn text(&mut self, schema: &Schema, text: &str, datum: &Datum<'_>, place: &Place<'_>) {
        if !self.charge(text.len() / 32) {
            return;
        }
        let length = if schema.length.is_open() { 0 } else { text.chars().count() };
        if let Some(wanted) = schema.length.broken_by(length, ("character", "characters")) {
            self.blocks_rules |= schema.length.is_above(length);
            self.report(place, || {
                let message = format!("{} has {length} characters; it must have {wanted}", place.describe());
                error("out-of-range", datum.origin, message).help(format!("write a text of {wanted}"))
            });
        }
        if let Some(pattern) = schema.pattern.as_ref().filter(|pattern| !pattern.matches(text)) {
            self.report(place, || {
                let message = format!("{} does not match the pattern of {}", shown(datum), place.describe());
                error("malformed-value", datum.origin, message)
                    .help(format!("write a value that matches `{}`", shortened(&pattern.text)))
            });
        }
        let of_strings = matches!(schema.wanted, None | Some(Wanted::String));
        let wanted = schema.format.as_deref().filter(|_| of_strings).and_then(Strings::named);
        if let Some(wanted) = wanted.filter(|wanted| !wanted.accepts(text)) {
            self.blocks_rules = true;
            self.report(place, || {
                let what = wanted.described();
                error("malformed-value", datum.origin, format!("{} is not {what}", shown(datum)))
                    .help(format!("write {what}{}", wanted.example()))
            });
        }
    }
}

impl Range {
    /// Whether it says nothing.
    pub(super) fn is_open(&self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    /// Whether a number is more than there may be.
    pub(super) fn is_above(&self, number: usize) -> bool {
        self.most.is_some_and(|most| number as u64 > most)
    }

    /// What there must be, where a number is not in the range.
    pub(super) fn broken_by(&self, number: usize, (one, several): (&str, &str)) -> Option<String> {
        let some = |count: u64| format!("{count} {}", if count == 1 { one } else { several });
        match (self.least, self.most) {
            (Some(least), _) if (number as u64) < least => Some(format!("at least {}", some(least))),
            (_, Some(most)) if number as u64 > most => Some(format!("at most {}", some(most))),
            _ => None,
        }
    }
}

fn out_of_range(datum: &Datum<'_>, place: &Place<'_>, wanted: &str) -> Finding {
    let message = format!("{} is {}; it must be {wanted}", place.describe(), shown(datum));
    error("out-of-range", datum.origin, message).help(format!("write a number that is {wanted}"))
}

/// The kind of number that a value is not, although its format asks for it.
fn misfit(schema: &Schema, datum: &Datum<'_>) -> Option<&'static str> {
    if schema.wanted != Some(Wanted::Integer) {
        return None;
    }
    match (schema.format.as_deref(), &datum.data) {
        (Some("int32"), Data::Integer(number)) if i32::try_from(*number).is_err() => Some("a 32-bit integer"),
        (Some("int32"), Data::Number(_)) => Some("a 32-bit integer"),
        // Whatever has no integer of 64 bits was read as another number.
        (_, Data::Number(_)) => Some("a 64-bit integer"),
        _ => None,
    }
}

#[expect(clippy::float_cmp, reason = "the server compares the same way")]
fn is_same(one: f64, other: f64) -> bool {
    one == other
}

#[expect(clippy::cast_possible_truncation, reason = "the factor is checked to be whole and small")]
fn is_multiple(data: &Data<'_>, number: f64, factor: f64) -> bool {
    match data {
        Data::Integer(whole) if factor.fract() == 0.0 && factor < 9e15 => whole % factor as i64 == 0,
        _ => (number / factor).fract() == 0.0,
    }
}

fn shortened(text: &str) -> String {
    format::shortened(text, 120)
}

//! A value held against its schema, as the server does once defaults are filled in.

mod choice;
mod collection;
mod scalar;
mod unknown;

use std::borrow::Cow;

use overlint_source::{Finding, Origin};

use super::datum::{Data, Datum};
use super::place::Place;
use super::schema::{Schema, Wanted};

/// How many faults of one object are told.
const MAX_FINDINGS: usize = 100;

/// How many pairs of a value and a schema one object may be held against: more than any honest one needs.
const MAX_STEPS: u64 = 5_000_000;

/// One object that is judged.
pub(crate) struct Judge {
    /// What was found.
    pub(crate) findings: Vec<Finding>,
    /// How many probes are under way, in which a fault is only counted.
    probing: usize,
    faults: u64,
    steps: u64,
    /// Whether something is wrong that keeps the server from looking at rules in CEL.
    pub(crate) blocks_rules: bool,
}

impl Judge {
    /// A judge who has seen nothing.
    pub(crate) fn new() -> Self {
        Self { findings: Vec::new(), probing: 0, faults: 0, steps: MAX_STEPS, blocks_rules: false }
    }

    /// Takes one step; returns whether there is one left.
    fn step(&mut self) -> bool {
        self.charge(1)
    }

    /// Takes so many steps; returns whether there is one left.
    pub(crate) fn charge(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_sub(steps as u64);
        self.steps > 0
    }

    /// Whether there was too much to judge.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps == 0
    }

    /// Adds a finding; what it says is worked out only where it is told.
    fn report(&mut self, place: &Place<'_>, finding: impl FnOnce() -> Finding) {
        self.faults += 1;
        if self.probing == 0 && self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding().pointer(place.pointer()));
        }
    }

    /// Whether a value keeps a schema, without a word about it.
    fn fits(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) -> bool {
        let before = self.faults;
        self.probing += 1;
        self.value(schema, datum, place);
        self.probing -= 1;
        self.faults == before
    }

    /// Holds a value against a schema.
    pub(crate) fn value(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        if !self.step() {
            return;
        }
        if datum.is_null() && (schema.nullable || is_untyped(schema)) {
            return self.listed(schema, datum, place);
        }
        if !self.has_type(schema, datum, place) {
            return;
        }
        self.listed(schema, datum, place);
        match &datum.data {
            Data::Integer(_) | Data::Number(_) => self.number(schema, datum, place),
            Data::Text(text) => self.text(schema, text, datum, place),
            Data::List(items) => self.list(schema, items, datum, place),
            Data::Map(members) => self.map(schema, members, datum, place),
            Data::Null | Data::Boolean(_) => {}
        }
        self.choices(schema, datum, place);
    }

    fn has_type(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) -> bool {
        let fits = match schema.wanted {
            None if schema.int_or_string => matches!(datum.data, Data::Integer(_) | Data::Text(_)),
            None => true,
            Some(wanted) => is_of(wanted, &datum.data),
        };
        if !fits {
            self.blocks_rules = true;
            self.report(place, || wrong_type(schema, datum, place));
        }
        fits
    }

    fn listed(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        let Some(values) = &schema.values else { return };
        if !self.charge(datum.weight()) || values.allow(datum) {
            return;
        }
        self.blocks_rules = true;
        self.report(place, || {
            let message = format!("{} is no value of {}", shown(datum), place.describe());
            let known: Vec<_> = values.listed.iter().take(20).map(shown).collect();
            error("unknown-value", datum.origin, message).help(format!("write one of {}", known.join(", ")))
        });
    }
}

/// Whether a schema says nothing of the type.
fn is_untyped(schema: &Schema) -> bool {
    schema.wanted.is_none() && !schema.int_or_string
}

fn is_of(wanted: Wanted, data: &Data<'_>) -> bool {
    match wanted {
        Wanted::Object => matches!(data, Data::Map(_)),
        Wanted::Array => matches!(data, Data::List(_)),
        Wanted::String => matches!(data, Data::Text(_)),
        Wanted::Boolean => matches!(data, Data::Boolean(_)),
        Wanted::Number => matches!(data, Data::Integer(_) | Data::Number(_)),
        Wanted::Integer => match data {
            Data::Integer(_) => true,
            Data::Number(number) => number.fract() == 0.0,
            _ => false,
        },
    }
}

/// An error of a rule.
pub(super) fn error(rule: &'static str, origin: Origin, message: String) -> Finding {
    Finding::error(Cow::Borrowed(rule), origin, message)
}

fn wrong_type(schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) -> Finding {
    let wanted = match schema.wanted {
        None => "an integer or a string",
        Some(Wanted::Object) => "a map",
        Some(Wanted::Array) => "a list",
        Some(Wanted::String) => "a string",
        Some(Wanted::Integer) => "an integer",
        Some(Wanted::Number) => "a number",
        Some(Wanted::Boolean) => "`true` or `false`",
    };
    let found = match &datum.data {
        Data::Null => "null".to_owned(),
        Data::Boolean(_) => format!("the boolean {}", shown(datum)),
        Data::Integer(_) | Data::Number(_) => format!("the number {}", shown(datum)),
        Data::Text(_) => format!("the string {}", shown(datum)),
        Data::List(_) => "a list".to_owned(),
        Data::Map(_) => "a map".to_owned(),
    };
    let help = match (&datum.data, schema.wanted) {
        (Data::Boolean(_) | Data::Integer(_) | Data::Number(_), Some(Wanted::String) | None) => {
            format!("quote it: `\"{}\"`", shown(datum).trim_matches('`'))
        }
        (Data::Text(text), Some(wanted)) if means(text, wanted) => format!("remove the quotes: `{text}`"),
        (Data::Map(_), Some(Wanted::Array)) => "put `- ` before the entry".to_owned(),
        (Data::List(_), Some(Wanted::Object)) => "write the keys without `- `".to_owned(),
        _ => format!("write {wanted}"),
    };
    error("wrong-type", datum.origin, format!("{} must be {wanted}, not {found}", place.describe()))
        .help(help)
}

/// Whether a text would be of a type without its quotes.
fn means(text: &str, wanted: Wanted) -> bool {
    match wanted {
        Wanted::Boolean => matches!(text, "true" | "false"),
        Wanted::Integer => text.parse::<i64>().is_ok(),
        Wanted::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    }
}

/// A value in a message, in backticks and short.
pub(super) fn shown(datum: &Datum<'_>) -> String {
    const MOST: usize = 60;
    let text = match &datum.data {
        Data::Text(text) => text.lines().next().unwrap_or_default().to_owned(),
        Data::List(_) => return "a list".to_owned(),
        Data::Map(_) => return "a map".to_owned(),
        _ => datum.canonical(),
    };
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < datum.text().map_or(text.len(), |text| text.trim_end().len()) {
        short.push('…');
    }
    format!("`{short}`")
}

//! Scalars against their types.

use overlint_source::resolve::{Dialect, Resolved, resolve_as};
use overlint_source::suggest::closest;
use overlint_source::{Node, Scalar};

use crate::pack::{Type, Values};
use crate::{format, quantity};

use super::frame::{Frame, Segment};
use super::walk::Walk;

impl Walk<'_> {
    pub(super) fn scalar(
        &mut self,
        wanted: Type<'static>,
        required: bool,
        scalar: &Scalar,
        frame: &Frame<'_>,
    ) {
        let meaning = resolve_as(scalar, self.dialect);
        if matches!(meaning, Resolved::Null) && !required && !matches!(wanted, Type::Any) {
            return;
        }
        match judge(wanted, &meaning, scalar) {
            Fit::Fits if matches!(wanted, Type::Any) => self.unknown_type(scalar, frame),
            Fit::Fits => {}
            Fit::WrongType => self.wrong_type(wanted, frame),
            Fit::Malformed => self.malformed(wanted, scalar, frame),
            Fit::OneOf(values) => self.enumerated(values, scalar, frame),
        }
    }

    /// Judges a scalar that may be anything: what JSON cannot hold never reaches the server.
    pub(super) fn unknown_type(&mut self, scalar: &Scalar, frame: &Frame<'_>) {
        // The builds of the other dialect refuse that themselves.
        if self.dialect != Dialect::Yaml11 {
            return;
        }
        match resolve_as(scalar, self.dialect) {
            Resolved::Invalid(_) => self.malformed(Type::Any, scalar, frame),
            Resolved::Float(number) if !number.is_finite() => self.malformed(Type::Number, scalar, frame),
            _ => {}
        }
    }

    fn malformed(&mut self, wanted: Type<'_>, scalar: &Scalar, frame: &Frame<'_>) {
        let text = shown(&scalar.text, frame);
        let (what, help) = match wanted {
            Type::Quantity => ("a quantity", quantity_help(&scalar.text)),
            Type::Bytes => ("base64", "encode the value as base64, with padding".to_owned()),
            Type::Time => ("an RFC 3339 time", "write it as `2006-01-02T15:04:05Z`".to_owned()),
            Type::MicroTime => {
                ("a time with microseconds", "write it as `2006-01-02T15:04:05.000000Z`".to_owned())
            }
            Type::Int32 | Type::IntOrString => {
                ("a 32-bit integer", format!("write a number from {} to {}", i32::MIN, i32::MAX))
            }
            Type::Int64 => ("a 64-bit integer", format!("write a number from {} to {}", i64::MIN, i64::MAX)),
            Type::Number => ("a number that JSON can hold", "write a finite number, or quote it".to_owned()),
            _ => ("what its tag says", "remove the tag".to_owned()),
        };
        let message = format!("`{text}` is not {what}");
        self.report("malformed-value", frame, frame.node.origin, message).help(help);
    }

    fn enumerated(&mut self, values: Values, scalar: &Scalar, frame: &Frame<'_>) {
        let all = || self.catalog.pack.values(values);
        if all().any(|value| value == scalar.text) {
            return;
        }
        // An empty value stands for the default; nobody has to be told to write it.
        let written = || all().filter(|value| !value.is_empty());
        let (wrong, name) = (shortened(&scalar.text), frame.describe());
        let message = format!("`{wrong}` is no value of {name}");
        let (message, help) = if let Some(meant) = closest(&scalar.text, written()) {
            (message + &format!("; did you mean `{meant}`?"), format!("write `{meant}`"))
        } else {
            let known: Vec<_> = written().map(|value| format!("`{value}`")).collect();
            (message, format!("write one of {}", known.join(", ")))
        };
        self.report("unknown-value", frame, frame.node.origin, message).help(help);
    }
}

/// What a message shows of a Secret.
pub(super) const HIDDEN: &str = "***";

/// How a scalar fits a type.
enum Fit {
    Fits,
    WrongType,
    Malformed,
    /// It does where it is one of these.
    OneOf(Values),
}

fn judge(wanted: Type<'_>, meaning: &Resolved<'_>, scalar: &Scalar) -> Fit {
    if matches!(wanted, Type::Any) {
        return Fit::Fits;
    }
    match meaning {
        Resolved::Str(text) => judge_string(wanted, text),
        Resolved::Timestamp(_) => judge_string(wanted, &scalar.text),
        Resolved::Bool(_) => fits(matches!(wanted, Type::Boolean | Type::SchemaOrBoolean(_))),
        Resolved::Int(number) => judge_integer(wanted, *number),
        Resolved::Uint(_) => match wanted {
            Type::Number | Type::Quantity => Fit::Fits,
            Type::Int32 | Type::Int64 | Type::IntOrString => Fit::Malformed,
            _ => Fit::WrongType,
        },
        Resolved::Float(number) => judge_float(wanted, *number),
        Resolved::Null => Fit::WrongType,
        Resolved::Invalid(_) => Fit::Malformed,
    }
}

fn fits(does: bool) -> Fit {
    if does { Fit::Fits } else { Fit::WrongType }
}

fn well_formed(is: bool) -> Fit {
    if is { Fit::Fits } else { Fit::Malformed }
}

fn judge_string(wanted: Type<'_>, text: &str) -> Fit {
    match wanted {
        Type::String | Type::IntOrString => Fit::Fits,
        Type::Quantity => well_formed(quantity::is_quantity(text)),
        Type::Bytes => well_formed(format::is_base64(text)),
        Type::Time => well_formed(format::is_time(text)),
        Type::MicroTime => well_formed(format::is_micro_time(text)),
        Type::Enumeration(values) => Fit::OneOf(values),
        _ => Fit::WrongType,
    }
}

fn judge_integer(wanted: Type<'_>, number: i64) -> Fit {
    match wanted {
        Type::Int32 | Type::IntOrString => well_formed(i32::try_from(number).is_ok()),
        Type::Int64 | Type::Number | Type::Quantity => Fit::Fits,
        _ => Fit::WrongType,
    }
}

/// The server makes JSON of YAML first, and there `1.0` is `1`.
fn judge_float(wanted: Type<'_>, number: f64) -> Fit {
    if !number.is_finite() {
        return Fit::WrongType;
    }
    let whole = number.fract() == 0.0;
    match wanted {
        Type::Number | Type::Quantity => Fit::Fits,
        Type::Int32 | Type::IntOrString if whole => {
            well_formed((f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number))
        }
        // From 2⁶³ on no `i64` holds the number; the bound itself is a power of two and so exact.
        Type::Int64 if whole => well_formed(number.abs() < 9_223_372_036_854_775_808.0),
        _ => Fit::WrongType,
    }
}

fn quantity_help(text: &str) -> String {
    let repaired = quantity::repaired(text);
    if repaired.is_empty() || text.len() > 60 {
        return "write a number with a unit such as `500m`, `1.5` or `128Mi`".to_owned();
    }
    let quoted: Vec<_> = repaired.iter().map(|text| format!("`{text}`")).collect();
    format!("write {}", quoted.join(" or "))
}

/// A value as a message may show it: short, and of a Secret not at all.
pub(super) fn shown(text: &str, frame: &Frame<'_>) -> String {
    if is_secret(frame) { HIDDEN.to_owned() } else { shortened(text) }
}

/// Whether a value is what a Secret holds.
fn is_secret(frame: &Frame<'_>) -> bool {
    const OPEN: [&str; 5] = ["apiVersion", "kind", "metadata", "type", "immutable"];
    frame.upwards().any(|below| {
        let Segment::Key(key) = below.segment else { return false };
        let holder = below.up.and_then(|up| up.node.get("kind")).and_then(Node::text);
        holder == Some("Secret") && !OPEN.contains(&key.text())
    })
}

/// The beginning of a text, short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(MOST).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}

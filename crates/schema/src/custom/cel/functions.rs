//! The functions of CEL's standard library and of its extensions for strings, lists and optional values.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::format::go_duration;
use super::compare::{equal, order};
use super::evaluate::{Fault, Machine, Outcome, no_overload, unsupported};
use super::libraries;
use super::operators::contains;
use super::time::{self, SECOND};
use super::value::Val;

/// Whether a name stands before the names of functions.
pub(super) fn is_namespace(name: &str) -> bool {
    matches!(name, "optional" | "ip" | "cidr" | "sets" | "format" | "math" | "strings")
}

/// The value of a function that is called on nothing.
pub(super) fn global(machine: &mut Machine, name: &str, arguments: &[Val]) -> Outcome {
    match (name, arguments) {
        ("size", [value]) => size(machine, value),
        ("type", [value]) => Ok(Val::Type(value.type_name())),
        ("dyn", [value]) => Ok(value.clone()),
        ("matches", [Val::Text(text), Val::Text(pattern)]) => matches(machine, text, pattern),
        ("has", _) => Err(unsupported("has")),
        ("int", [value]) => integer(value),
        ("double", [value]) => double(value),
        ("string", [value]) => string(value),
        ("bool", [Val::Bool(value)]) => Ok(Val::Bool(*value)),
        ("uint", [Val::Int(value)]) => {
            u64::try_from(*value).map(Val::Uint).map_err(|_| no_conversion("uint"))
        }
        ("uint", [Val::Uint(value)]) => Ok(Val::Uint(*value)),
        ("bytes", [Val::Text(text)]) => Ok(Val::Bytes(text.as_bytes().into())),
        ("duration", [Val::Text(text)]) => {
            go_duration(text).map(Val::Duration).ok_or_else(|| no_conversion("duration"))
        }
        ("duration", [Val::Duration(value)]) => Ok(Val::Duration(*value)),
        ("timestamp", [Val::Text(text)]) => {
            time::parse(text).map(Val::Time).ok_or_else(|| no_conversion("timestamp"))
        }
        ("timestamp", [Val::Time(value)]) => Ok(Val::Time(*value)),
        ("optional.of", [value]) => Ok(Val::Optional(Some(Rc::new(value.clone())))),
        ("optional.none", []) => Ok(Val::Optional(None)),
        ("optional.ofNonZeroValue", [value]) => {
            Ok(Val::Optional((!is_zero(value)).then(|| Rc::new(value.clone()))))
        }
        ("sets.contains", [one, Val::List(other)]) => {
            for item in &other.items {
                if let Val::Bool(false) = contains(machine, item, one)? {
                    return Ok(Val::Bool(false));
                }
            }
            Ok(Val::Bool(true))
        }
        ("sets.intersects", [one, Val::List(other)]) => {
            for item in &other.items {
                if let Val::Bool(true) = contains(machine, item, one)? {
                    return Ok(Val::Bool(true));
                }
            }
            Ok(Val::Bool(false))
        }
        ("sets.equivalent", [one, other]) => {
            let there = global(machine, "sets.contains", &[one.clone(), other.clone()])?;
            let back = global(machine, "sets.contains", &[other.clone(), one.clone()])?;
            Ok(Val::Bool(matches!((there, back), (Val::Bool(true), Val::Bool(true)))))
        }
        _ => libraries::global(name, arguments),
    }
}

/// The value of a function that is called on a value.
pub(super) fn member(machine: &mut Machine, name: &str, target: &Val, arguments: &[Val]) -> Outcome {
    match (target, name, arguments) {
        (_, "size", []) => size(machine, target),
        (Val::Text(text), _, _) => text_member(machine, name, text, arguments),
        (Val::List(list), _, _) => list_member(machine, name, &list.items, arguments),
        (Val::Optional(inner), _, _) => optional_member(name, inner.as_ref(), arguments),
        (Val::Duration(value), _, []) => duration_member(name, *value),
        (Val::Time(value), _, []) => time_member(name, *value),
        _ => libraries::member(name, target, arguments),
    }
}

fn size(machine: &mut Machine, value: &Val) -> Outcome {
    let size = match value {
        Val::Text(text) => {
            machine.charge(text.len() / 16)?;
            text.chars().count()
        }
        Val::Bytes(bytes) => bytes.len(),
        Val::List(list) => list.items.len(),
        Val::Map(map) => map.len(),
        _ => return Err(no_overload("size")),
    };
    Ok(int(size))
}

fn int(number: usize) -> Val {
    Val::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn matches(machine: &mut Machine, text: &str, pattern: &str) -> Outcome {
    machine.charge(text.len() + pattern.len())?;
    Ok(Val::Bool(machine.regex(pattern)?.is_match(text)))
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn integer(value: &Val) -> Outcome {
    match value {
        Val::Int(value) => Ok(Val::Int(*value)),
        Val::Uint(value) => i64::try_from(*value).map(Val::Int).map_err(|_| no_conversion("int")),
        Val::Double(value) if value.abs() < 9_223_372_036_854_774_784.0 => Ok(Val::Int(*value as i64)),
        Val::Text(text) => text.parse().map(Val::Int).map_err(|_| no_conversion("int")),
        Val::Time(value) => {
            i64::try_from(value.div_euclid(SECOND)).map(Val::Int).map_err(|_| no_conversion("int"))
        }
        Val::Double(_) => Err(no_conversion("int")),
        _ => Err(no_overload("int")),
    }
}

#[expect(clippy::cast_precision_loss, reason = "CEL converts the same way")]
fn double(value: &Val) -> Outcome {
    match value {
        Val::Double(value) => Ok(Val::Double(*value)),
        Val::Int(value) => Ok(Val::Double(*value as f64)),
        Val::Uint(value) => Ok(Val::Double(*value as f64)),
        Val::Text(text) => text.parse().map(Val::Double).map_err(|_| no_conversion("double")),
        _ => Err(no_overload("double")),
    }
}

/// A value as a text.
fn string(value: &Val) -> Outcome {
    Ok(match value {
        Val::Text(text) | Val::Url(text) => Val::Text(text.clone()),
        Val::Int(value) => Val::text(value.to_string()),
        Val::Uint(value) => Val::text(value.to_string()),
        Val::Bool(value) => Val::text(value.to_string()),
        Val::Double(value) => Val::text(value.to_string()),
        Val::Ip(address) => Val::text(address.to_string()),
        Val::Cidr(address, length) => Val::text(format!("{address}/{length}")),
        Val::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Val::text(text),
            Err(_) => return Err(no_conversion("string")),
        },
        _ => return Err(no_overload("string")),
    })
}

fn text_member(machine: &mut Machine, name: &str, text: &Rc<str>, arguments: &[Val]) -> Outcome {
    machine.charge(text.len() / 8)?;
    match (name, arguments) {
        ("startsWith", [Val::Text(other)]) => Ok(Val::Bool(text.starts_with(&**other))),
        ("endsWith", [Val::Text(other)]) => Ok(Val::Bool(text.ends_with(&**other))),
        ("contains", [Val::Text(other)]) => Ok(Val::Bool(text.contains(&**other))),
        ("matches", [Val::Text(pattern)]) => matches(machine, text, pattern),
        ("find", [Val::Text(pattern)]) => {
            machine.charge(text.len() + pattern.len())?;
            let regex = machine.regex(pattern)?;
            Ok(Val::text(regex.find(text).map_or("", |found| found.as_str())))
        }
        ("findAll", [Val::Text(pattern)]) => find_all(machine, text, pattern, usize::MAX),
        ("findAll", [Val::Text(pattern), Val::Int(most)]) => {
            find_all(machine, text, pattern, usize::try_from(*most).unwrap_or(usize::MAX))
        }
        ("lowerAscii", []) => Ok(Val::text(text.to_ascii_lowercase())),
        ("upperAscii", []) => Ok(Val::text(text.to_ascii_uppercase())),
        ("trim", []) => Ok(Val::text(text.trim())),
        ("reverse", []) => Ok(Val::text(text.chars().rev().collect::<String>())),
        ("charAt", [Val::Int(at)]) => substring(text, *at, at.saturating_add(1).min(length(text))),
        ("substring", [Val::Int(from)]) => substring(text, *from, length(text)),
        ("substring", [Val::Int(from), Val::Int(to)]) => substring(text, *from, *to),
        ("indexOf", [Val::Text(other)]) => Ok(position(text, text.find(&**other))),
        ("lastIndexOf", [Val::Text(other)]) => Ok(position(text, text.rfind(&**other))),
        ("replace", [Val::Text(from), Val::Text(to)]) => replace(machine, text, from, to, usize::MAX),
        ("replace", [Val::Text(from), Val::Text(to), Val::Int(most)]) => {
            replace(machine, text, from, to, usize::try_from(*most).unwrap_or(usize::MAX))
        }
        ("split", [Val::Text(by)]) => split(machine, text, by, usize::MAX),
        ("split", [Val::Text(by), Val::Int(most)]) => {
            split(machine, text, by, usize::try_from(*most).unwrap_or(usize::MAX))
        }
        ("format", [Val::List(values)]) => format(machine, text, &values.items),
        _ => libraries::member(name, &Val::Text(text.clone()), arguments),
    }
}

fn find_all(machine: &mut Machine, text: &str, pattern: &str, most: usize) -> Outcome {
    // Each match begins a search of its own.
    machine.charge(text.len().saturating_mul(2) + pattern.len())?;
    let regex = machine.regex(pattern)?;
    Ok(Val::list(regex.find_iter(text).take(most).map(|found| Val::text(found.as_str())).collect()))
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn substring(text: &str, from: i64, to: i64) -> Outcome {
    let out_of_range = || Fault::Error("an index is out of range".to_owned());
    if from < 0 || to < from || to > length(text) {
        return Err(out_of_range());
    }
    let from = usize::try_from(from).map_err(|_| out_of_range())?;
    let to = usize::try_from(to).map_err(|_| out_of_range())?;
    Ok(Val::text(text.chars().skip(from).take(to - from).collect::<String>()))
}

fn position(text: &str, at: Option<usize>) -> Val {
    at.map_or(Val::Int(-1), |at| int(text[..at].chars().count()))
}

fn replace(machine: &mut Machine, text: &str, from: &str, to: &str, most: usize) -> Outcome {
    let places = text.len() + 1;
    machine.charge(places.saturating_mul(to.len() + 1) / 8)?;
    Ok(Val::text(text.replacen(from, to, most)))
}

fn split(machine: &mut Machine, text: &str, by: &str, most: usize) -> Outcome {
    machine.charge(text.len())?;
    let parts: Vec<Val> = match (most, by) {
        (0, _) => Vec::new(),
        (_, "") if most == usize::MAX => text.chars().map(|c| Val::text(c.to_string())).collect(),
        (_, "") => return Err(no_overload("split")),
        _ => text.splitn(most, by).map(Val::text).collect(),
    };
    Ok(Val::list(parts))
}

/// `format` with the verbs `%s` and `%d`.
fn format(machine: &mut Machine, text: &str, values: &[Val]) -> Outcome {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    let mut escaped = false;
    for part in parts {
        if std::mem::take(&mut escaped) {
            out.push_str(part);
            continue;
        }
        match part.chars().next() {
            None => {
                out.push('%');
                escaped = true;
            }
            Some('s' | 'd') => {
                let value =
                    values.next().ok_or_else(|| Fault::Error("a value is missing in `format`".to_owned()))?;
                let Val::Text(written) = string(value)? else { return Err(no_overload("format")) };
                machine.charge(written.len() / 8)?;
                out.push_str(&written);
                out.push_str(&part[1..]);
            }
            Some(_) => return Err(unsupported("format")),
        }
    }
    Ok(Val::text(out))
}

fn list_member(machine: &mut Machine, name: &str, items: &[Val], arguments: &[Val]) -> Outcome {
    machine.charge(items.len())?;
    match (name, arguments) {
        ("isSorted", []) => {
            for pair in items.windows(2) {
                if order(&pair[0], &pair[1])?.is_gt() {
                    return Ok(Val::Bool(false));
                }
            }
            Ok(Val::Bool(true))
        }
        ("min", []) => extreme(items, Ordering::is_lt),
        ("max", []) => extreme(items, Ordering::is_gt),
        ("sum", []) => sum(items),
        ("indexOf", [value]) => index_of(machine, items, value, false),
        ("lastIndexOf", [value]) => index_of(machine, items, value, true),
        ("join", []) => join(machine, items, ""),
        ("join", [Val::Text(by)]) => join(machine, items, by),
        _ => Err(unsupported(name)),
    }
}

fn extreme(items: &[Val], better: fn(Ordering) -> bool) -> Outcome {
    let (first, rest) = items.split_first().ok_or_else(|| Fault::Error("a list is empty".to_owned()))?;
    let mut best = first;
    for item in rest {
        if better(order(item, best)?) {
            best = item;
        }
    }
    Ok(best.clone())
}

fn sum(items: &[Val]) -> Outcome {
    let mut sum = None;
    for item in items {
        sum = Some(match (sum, item) {
            (None, Val::Int(_) | Val::Uint(_) | Val::Double(_) | Val::Duration(_)) => item.clone(),
            (Some(Val::Int(a)), Val::Int(b)) => a
                .checked_add(*b)
                .map(Val::Int)
                .ok_or_else(|| Fault::Error("a number is out of range".to_owned()))?,
            (Some(Val::Double(a)), Val::Double(b)) => Val::Double(a + b),
            (Some(Val::Duration(a)), Val::Duration(b)) => Val::Duration(a + b),
            _ => return Err(no_overload("sum")),
        });
    }
    Ok(sum.unwrap_or(Val::Int(0)))
}

fn index_of(machine: &mut Machine, items: &[Val], value: &Val, last: bool) -> Outcome {
    let mut found = Val::Int(-1);
    for (at, item) in items.iter().enumerate() {
        if equal(machine, item, value)? {
            found = int(at);
            if !last {
                break;
            }
        }
    }
    Ok(found)
}

fn join(machine: &mut Machine, items: &[Val], by: &str) -> Outcome {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        let Val::Text(text) = item else { return Err(no_overload("join")) };
        machine.charge((text.len() + by.len()) / 8)?;
        if at > 0 {
            out.push_str(by);
        }
        out.push_str(text);
    }
    Ok(Val::text(out))
}

fn optional_member(name: &str, inner: Option<&Rc<Val>>, arguments: &[Val]) -> Outcome {
    match (name, inner, arguments) {
        ("hasValue", inner, []) => Ok(Val::Bool(inner.is_some())),
        ("value", Some(value), []) => Ok((**value).clone()),
        ("value", None, []) => Err(Fault::Error("an optional value is not there".to_owned())),
        ("orValue", Some(value), [_]) => Ok((**value).clone()),
        ("orValue", None, [value]) => Ok(value.clone()),
        ("or", Some(value), [_]) => Ok(Val::Optional(Some(value.clone()))),
        ("or", None, [other]) => Ok(other.clone()),
        _ => Err(unsupported(name)),
    }
}

fn duration_member(name: &str, value: i128) -> Outcome {
    let unit = match name {
        "getHours" => 3_600 * SECOND,
        "getMinutes" => 60 * SECOND,
        "getSeconds" => SECOND,
        "getMilliseconds" => return whole(value / (SECOND / 1000) % 1000),
        _ => return Err(unsupported(name)),
    };
    whole(value / unit)
}

fn time_member(name: &str, value: i128) -> Outcome {
    let (year, month, day) = time::civil(value);
    let of_day = value.div_euclid(SECOND).rem_euclid(86_400);
    match name {
        "getFullYear" => Ok(Val::Int(year)),
        "getMonth" => Ok(Val::Int(month - 1)),
        "getDate" => Ok(Val::Int(day)),
        "getDayOfMonth" => Ok(Val::Int(day - 1)),
        "getDayOfWeek" => whole((value.div_euclid(86_400 * SECOND) + 4).rem_euclid(7)),
        "getDayOfYear" => {
            Ok(Val::Int(time::days_from_civil(year, month, day) - time::days_from_civil(year, 1, 1)))
        }
        "getHours" => whole(of_day / 3600),
        "getMinutes" => whole(of_day / 60 % 60),
        "getSeconds" => whole(of_day % 60),
        "getMilliseconds" => whole(value.rem_euclid(SECOND) / 1_000_000),
        _ => Err(unsupported(name)),
    }
}

fn whole(value: i128) -> Outcome {
    i64::try_from(value).map(Val::Int).map_err(|_| no_conversion("int"))
}

fn is_zero(value: &Val) -> bool {
    match value {
        Val::Null => true,
        Val::Bool(value) => !value,
        Val::Int(value) => *value == 0,
        Val::Uint(value) => *value == 0,
        Val::Double(value) => *value == 0.0,
        Val::Text(text) => text.is_empty(),
        Val::Bytes(bytes) => bytes.is_empty(),
        Val::List(list) => list.items.is_empty(),
        Val::Map(map) => map.is_empty(),
        Val::Duration(value) => *value == 0,
        _ => false,
    }
}

fn no_conversion(to: &str) -> Fault {
    Fault::Error(format!("a value cannot be converted to `{to}`"))
}

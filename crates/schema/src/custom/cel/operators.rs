//! The operators whose sides are always both evaluated.

use std::cmp::Ordering;
use std::rc::Rc;

use cel::common::ast::operators;

use super::compare::{equal, order};
use super::evaluate::{Fault, Machine, Outcome, no_key, no_overload, optional_entry};
use super::value::{Key, List, Val};

/// Whether a function of the tree is an operator.
pub(super) fn is_operator(name: &str) -> bool {
    name.starts_with(['_', '!', '@']) || name == operators::NEGATE
}

/// The value of an operator.
pub(super) fn apply(machine: &mut Machine, name: &str, values: &[Val]) -> Outcome {
    match (name, values) {
        (operators::LOGICAL_NOT, [Val::Bool(value)]) => Ok(Val::Bool(!value)),
        (operators::NEGATE, [Val::Int(value)]) => value.checked_neg().map(Val::Int).ok_or_else(overflow),
        (operators::NEGATE, [Val::Double(value)]) => Ok(Val::Double(-value)),
        (operators::EQUALS, [one, other]) => equal(machine, one, other).map(Val::Bool),
        (operators::NOT_EQUALS, [one, other]) => equal(machine, one, other).map(|same| Val::Bool(!same)),
        (operators::LESS, [one, other]) => ordered(one, other, Ordering::is_lt),
        (operators::LESS_EQUALS, [one, other]) => ordered(one, other, Ordering::is_le),
        (operators::GREATER, [one, other]) => ordered(one, other, Ordering::is_gt),
        (operators::GREATER_EQUALS, [one, other]) => ordered(one, other, Ordering::is_ge),
        (operators::IN, [one, other]) => contains(machine, one, other),
        (operators::INDEX, [holder, key]) => entry(holder, key),
        (operators::OPT_INDEX | operators::OPT_SELECT, [holder, key]) => {
            optional_entry(holder, &key.key().ok_or_else(|| no_overload("[?]"))?)
        }
        (operators::ADD, [one, other]) => add(machine, one, other),
        (operators::SUBSTRACT, [Val::Time(a), Val::Time(b)]) => Ok(Val::Duration(a - b)),
        (operators::SUBSTRACT, [Val::Time(a), Val::Duration(b)]) => Ok(Val::Time(a - b)),
        (operators::SUBSTRACT, [Val::Duration(a), Val::Duration(b)]) => Ok(Val::Duration(a - b)),
        (_, [Val::Int(a), Val::Int(b)]) => integers(name, *a, *b),
        (_, [Val::Uint(a), Val::Uint(b)]) => naturals(name, *a, *b),
        (_, [Val::Double(a), Val::Double(b)]) => doubles(name, *a, *b),
        _ => Err(no_overload(name.trim_matches('_'))),
    }
}

fn ordered(one: &Val, other: &Val, holds: fn(Ordering) -> bool) -> Outcome {
    order(one, other).map(|order| Val::Bool(holds(order)))
}

/// Whether a list has an item, or a map a key.
pub(super) fn contains(machine: &mut Machine, one: &Val, other: &Val) -> Outcome {
    match other {
        Val::List(list) => {
            for item in &list.items {
                if equal(machine, one, item)? {
                    return Ok(Val::Bool(true));
                }
            }
            Ok(Val::Bool(false))
        }
        Val::Map(map) => Ok(Val::Bool(one.key().is_some_and(|key| map.contains_key(&key)))),
        _ => Err(no_overload("in")),
    }
}

fn entry(holder: &Val, key: &Val) -> Outcome {
    match (holder, key.key()) {
        (Val::List(list), Some(Key::Int(at))) => {
            let item = usize::try_from(at).ok().and_then(|at| list.items.get(at));
            item.cloned().ok_or_else(|| Fault::Error(format!("there is no item {at}")))
        }
        (Val::Map(map), Some(key)) => map.get(&key).cloned().ok_or_else(|| match &key {
            Key::Text(text) => no_key(text),
            other => no_key(&format!("{other:?}")),
        }),
        (Val::Optional(_), Some(key)) => optional_entry(holder, &key),
        _ => Err(no_overload("[]")),
    }
}

fn add(machine: &mut Machine, one: &Val, other: &Val) -> Outcome {
    match (one, other) {
        (Val::Text(a), Val::Text(b)) => {
            machine.charge((a.len() + b.len()) / 8)?;
            Ok(Val::text(format!("{a}{b}")))
        }
        (Val::List(a), Val::List(b)) => {
            if a.unordered || b.unordered {
                return Err(no_overload("+ of sets"));
            }
            machine.charge(a.items.len() + b.items.len())?;
            let items = a.items.iter().chain(&b.items).cloned().collect();
            Ok(Val::List(Rc::new(List { items, unordered: false })))
        }
        (Val::Bytes(a), Val::Bytes(b)) => {
            machine.charge((a.len() + b.len()) / 8)?;
            Ok(Val::Bytes(a.iter().chain(&**b).copied().collect()))
        }
        (Val::Duration(a), Val::Duration(b)) => Ok(Val::Duration(a + b)),
        (Val::Time(a), Val::Duration(b)) | (Val::Duration(b), Val::Time(a)) => Ok(Val::Time(a + b)),
        (Val::Int(a), Val::Int(b)) => a.checked_add(*b).map(Val::Int).ok_or_else(overflow),
        (Val::Uint(a), Val::Uint(b)) => a.checked_add(*b).map(Val::Uint).ok_or_else(overflow),
        (Val::Double(a), Val::Double(b)) => Ok(Val::Double(a + b)),
        _ => Err(no_overload("+")),
    }
}

fn integers(name: &str, a: i64, b: i64) -> Outcome {
    if matches!(name, operators::DIVIDE | operators::MODULO) && b == 0 {
        return Err(by_zero());
    }
    let value = match name {
        operators::SUBSTRACT => a.checked_sub(b),
        operators::MULTIPLY => a.checked_mul(b),
        operators::DIVIDE => a.checked_div(b),
        operators::MODULO => a.checked_rem(b),
        _ => return Err(no_overload(name)),
    };
    value.map(Val::Int).ok_or_else(overflow)
}

fn naturals(name: &str, a: u64, b: u64) -> Outcome {
    if matches!(name, operators::DIVIDE | operators::MODULO) && b == 0 {
        return Err(by_zero());
    }
    let value = match name {
        operators::SUBSTRACT => a.checked_sub(b),
        operators::MULTIPLY => a.checked_mul(b),
        operators::DIVIDE => a.checked_div(b),
        operators::MODULO => a.checked_rem(b),
        _ => return Err(no_overload(name)),
    };
    value.map(Val::Uint).ok_or_else(overflow)
}

fn doubles(name: &str, a: f64, b: f64) -> Outcome {
    Ok(Val::Double(match name {
        operators::SUBSTRACT => a - b,
        operators::MULTIPLY => a * b,
        operators::DIVIDE => a / b,
        _ => return Err(no_overload(name)),
    }))
}

fn overflow() -> Fault {
    Fault::Error("a number is out of range".to_owned())
}

fn by_zero() -> Fault {
    Fault::Error("it divides by zero".to_owned())
}

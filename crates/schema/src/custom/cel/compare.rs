//! Equality and order of values.

use std::cmp::Ordering;

use super::evaluate::{Fault, Machine, no_overload};
use super::value::Val;

/// Whether two values are equal; those of different types are not, but for numbers.
pub(super) fn equal(machine: &mut Machine, one: &Val, other: &Val) -> Result<bool, Fault> {
    machine.charge(1)?;
    Ok(match (one, other) {
        (Val::Null, Val::Null) => true,
        (Val::Bool(a), Val::Bool(b)) => a == b,
        (Val::Text(a), Val::Text(b)) => {
            machine.charge(a.len() / 16)?;
            a == b
        }
        (Val::Bytes(a), Val::Bytes(b)) => a == b,
        (Val::List(a), Val::List(b)) => {
            if (a.unordered || b.unordered) && a.items.len() == b.items.len() && a.items.len() > 1 {
                return Err(no_overload("== of sets"));
            }
            a.items.len() == b.items.len() && all_equal(machine, a.items.iter().zip(&b.items))?
        }
        (Val::Map(a), Val::Map(b)) => {
            a.len() == b.len() && a.keys().eq(b.keys()) && all_equal(machine, a.values().zip(b.values()))?
        }
        (Val::Duration(a), Val::Duration(b)) | (Val::Time(a), Val::Time(b)) => a == b,
        (Val::Optional(a), Val::Optional(b)) => match (a, b) {
            (Some(a), Some(b)) => equal(machine, a, b)?,
            (a, b) => a.is_none() && b.is_none(),
        },
        (Val::Type(a), Val::Type(b)) | (Val::Format(a), Val::Format(b)) => a == b,
        (Val::Quantity(a), Val::Quantity(b)) => a == b,
        (Val::Url(a), Val::Url(b)) => a == b,
        (Val::Ip(a), Val::Ip(b)) => a == b,
        (Val::Cidr(a, n), Val::Cidr(b, m)) => (a, n) == (b, m),
        _ => numbers(one, other) == Some(Ordering::Equal),
    })
}

fn all_equal<'v>(
    machine: &mut Machine,
    mut pairs: impl Iterator<Item = (&'v Val, &'v Val)>,
) -> Result<bool, Fault> {
    pairs.try_fold(true, |all, (one, other)| Ok(all && equal(machine, one, other)?))
}

/// The order of two values that have one.
pub(super) fn order(one: &Val, other: &Val) -> Result<Ordering, Fault> {
    let order = match (one, other) {
        (Val::Bool(a), Val::Bool(b)) => Some(a.cmp(b)),
        (Val::Text(a), Val::Text(b)) => Some(a.cmp(b)),
        (Val::Bytes(a), Val::Bytes(b)) => Some(a.cmp(b)),
        (Val::Duration(a), Val::Duration(b)) | (Val::Time(a), Val::Time(b)) => Some(a.cmp(b)),
        (Val::Quantity(a), Val::Quantity(b)) => Some(a.cmp(b)),
        _ => numbers(one, other),
    };
    order.ok_or_else(|| no_overload("<"))
}

/// The order of two numbers of any kind.
#[expect(clippy::cast_precision_loss, reason = "CEL compares the same way")]
fn numbers(one: &Val, other: &Val) -> Option<Ordering> {
    match (one, other) {
        (Val::Int(a), Val::Int(b)) => Some(a.cmp(b)),
        (Val::Uint(a), Val::Uint(b)) => Some(a.cmp(b)),
        (Val::Int(a), Val::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Val::Uint(a), Val::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Val::Double(a), Val::Double(b)) => a.partial_cmp(b),
        (Val::Double(a), Val::Int(b)) => a.partial_cmp(&(*b as f64)),
        (Val::Int(a), Val::Double(b)) => (*a as f64).partial_cmp(b),
        (Val::Double(a), Val::Uint(b)) => a.partial_cmp(&(*b as f64)),
        (Val::Uint(a), Val::Double(b)) => (*a as f64).partial_cmp(b),
        _ => None,
    }
}

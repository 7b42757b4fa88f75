//! Lists and maps against their schemas.

use std::collections::HashSet;

use overlint_source::suggest::closest;
use overlint_source::{Finding, Node};

use super::super::datum::{Data, Datum, Member};
use super::super::place::Place;
use super::super::schema::{Additional, List, Schema};
use super::{Judge, error, shown};

/// One and several of what lists and maps hold.
const ENTRIES: (&str, &str) = ("entry", "entries");

/// Up to how many names each is compared with each, letter by letter.
const FEW: usize = 200;

impl Judge {
    pub(super) fn list(
        &mut self,
        schema: &Schema,
        items: &[Datum<'_>],
        datum: &Datum<'_>,
        place: &Place<'_>,
    ) {
        if let Some(wanted) = schema.count.broken_by(items.len(), ENTRIES) {
            self.blocks_rules |= schema.count.is_above(items.len());
            let count = items.len();
            self.report(place, || {
                let message = format!("{} has {}; it must have {wanted}", place.describe(), entries(count));
                error("out-of-range", datum.origin, message).help(format!("write {wanted}"))
            });
        }
        match &schema.list {
            List::Set => self.unique(items, place, |item| Some(item.canonical()), ""),
            List::Map(keys) if !keys.is_empty() => {
                let named = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
                self.unique(items, place, |item| identity(item, keys), &format!(" by {named}"));
            }
            _ if schema.unique_items => self.unique(items, place, |item| Some(item.canonical()), ""),
            _ => {}
        }
        let Some(of_items) = &schema.items else { return };
        for (index, item) in items.iter().enumerate() {
            self.value(of_items, item, &place.index(index, item.origin));
        }
    }

    fn unique(
        &mut self,
        items: &[Datum<'_>],
        place: &Place<'_>,
        identity: impl Fn(&Datum<'_>) -> Option<String>,
        by: &str,
    ) {
        if !self.charge(items.iter().map(Datum::weight).sum()) {
            return;
        }
        let mut known = HashSet::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if identity(item).is_none_or(|identity| known.insert(identity)) {
                continue;
            }
            self.report(&place.index(index, item.origin), || {
                let what = match &item.data {
                    Data::Map(_) | Data::List(_) => "this entry".to_owned(),
                    _ => shown(item),
                };
                let message = format!("{what} stands in {} a second time{by}", place.describe());
                error("duplicate-entry", item.origin, message).help("keep one of the two")
            });
        }
    }

    pub(super) fn map(
        &mut self,
        schema: &Schema,
        members: &[Member<'_>],
        datum: &Datum<'_>,
        place: &Place<'_>,
    ) {
        if !self.charge(schema.required.len().saturating_mul(members.len()) / 16) {
            return;
        }
        for name in &schema.required {
            if !members.iter().any(|member| member.key == *name) && !is_misspelt(name, schema, members) {
                self.blocks_rules = true;
                self.report(place, || missing(name, datum, place));
            }
        }
        if let Some(wanted) = schema.size.broken_by(members.len(), ENTRIES) {
            self.blocks_rules |= schema.size.is_above(members.len());
            let count = members.len();
            self.report(place, || {
                let message = format!("{} has {}; it must have {wanted}", place.describe(), entries(count));
                error("out-of-range", place.heading, message).help(format!("write {wanted}"))
            });
        }
        for member in members {
            // The metadata is not the schema's: but for the name, it is judged as that of any object.
            if let Some(of_key) = schema.of_key(&member.key) {
                self.value(of_key, &member.value, &place.key(&member.key, member.origin));
            } else if matches!(schema.additional, Additional::Any(false)) {
                self.report(place, || {
                    let message = format!("{} allows no key `{}`", place.describe(), member.key);
                    error("unknown-field", member.origin, message).help("remove it")
                });
            }
        }
    }
}

/// What tells an entry of a list from others; nothing where a key is missing, which is another fault.
fn identity(item: &Datum<'_>, keys: &[String]) -> Option<String> {
    let values: Vec<_> =
        keys.iter().map(|key| item.get(key).map_or("-".to_owned(), Datum::canonical)).collect();
    matches!(item.data, Data::Map(_)).then(|| values.join("\n"))
}

/// Whether a field is there under a wrong name: one slip is one finding.
fn is_misspelt(name: &str, schema: &Schema, members: &[Member<'_>]) -> bool {
    let names = || schema.properties.keys().map(String::as_str);
    let few =
        [members.len(), schema.required.len(), schema.properties.len()].iter().all(|count| *count <= FEW);
    few && members.iter().any(|member| {
        schema.of_key(&member.key).is_none()
            && !schema.preserves_unknown
            && closest(&member.key, names()) == Some(name)
    })
}

fn missing(name: &str, datum: &Datum<'_>, place: &Place<'_>) -> Finding {
    let mapping = datum.node.and_then(Node::as_mapping);
    let removal = mapping.and_then(|map| map.removed.iter().rev().find(|removal| removal.key == name));
    match removal {
        Some(removal) => {
            let message = format!("this patch removes `{name}`, which {} requires", place.describe());
            error("missing-field", removal.origin, message)
                .help(format!("leave `{name}` in place, or set another value"))
        }
        None => {
            let message = format!("{} requires the field `{name}`", place.describe());
            error("missing-field", place.heading, message).help(format!("add `{name}`"))
        }
    }
}

fn entries(count: usize) -> String {
    format!("{count} {}", if count == 1 { ENTRIES.0 } else { ENTRIES.1 })
}

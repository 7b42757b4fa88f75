//! Fields that a schema does not know: the server drops them, and refuses them where it is asked to be strict.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning>

use std::fmt::Write as _;

use overlint_source::Finding;
use overlint_source::suggest::closest;

use super::super::datum::{Data, Datum, Member};
use super::super::place::Place;
use super::super::schema::{Additional, Schema};
use super::{Judge, error};

/// What every object has, whatever its schema says.
pub(crate) const OF_EVERY_OBJECT: [&str; 3] = ["apiVersion", "kind", "metadata"];

impl Judge {
    /// Reports what the schema of a whole object does not know.
    pub(crate) fn unknown(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        self.prune(Some(schema), schema.preserves_unknown, datum, place);
    }

    /// With `keeps`, what is unknown stays, but not below a field that is known.
    fn prune(&mut self, schema: Option<&Schema>, keeps: bool, datum: &Datum<'_>, place: &Place<'_>) {
        if !self.step() {
            return;
        }
        match &datum.data {
            Data::List(items) => {
                let of_items = schema.and_then(|schema| schema.items.as_deref());
                if of_items.is_none() && keeps {
                    return;
                }
                let keeps = keeps || of_items.is_some_and(|schema| schema.preserves_unknown);
                for (index, item) in items.iter().enumerate() {
                    self.prune(of_items, keeps, item, &place.index(index, item.origin));
                }
            }
            Data::Map(members) => {
                for member in members {
                    self.entry(schema, keeps, (member, datum), place);
                }
            }
            _ => {}
        }
    }

    /// Judges one entry of a map.
    fn entry(
        &mut self,
        schema: Option<&Schema>,
        keeps: bool,
        entry: (&Member<'_>, &Datum<'_>),
        place: &Place<'_>,
    ) {
        let (member, map) = entry;
        let is_object = place.is_root() || schema.is_some_and(|schema| schema.is_embedded);
        if is_object && OF_EVERY_OBJECT.contains(&&*member.key) {
            return;
        }
        let below = place.key(&member.key, member.origin);
        let Some(schema) = schema else {
            return self.report(&below, || unknown(member, map, place, None));
        };
        match (schema.properties.get(&*member.key), &schema.additional) {
            (Some(known), _) => self.prune(Some(known), known.preserves_unknown, &member.value, &below),
            (None, Additional::Of(of_all)) => {
                self.prune(Some(of_all), of_all.preserves_unknown, &member.value, &below);
            }
            (None, Additional::Any(true)) => self.prune(None, false, &member.value, &below),
            (None, _) if keeps => {}
            (None, _) => self.report(&below, || unknown(member, map, place, Some(schema))),
        }
    }
}

fn unknown(member: &Member<'_>, map: &Datum<'_>, place: &Place<'_>, schema: Option<&Schema>) -> Finding {
    let names = || schema.into_iter().flat_map(|schema| schema.properties.keys().map(String::as_str));
    let mut message = format!("`{}` is not a field of {}", member.key, place.describe());
    let same = names().find(|name| name.eq_ignore_ascii_case(&member.key));
    let (help, meant) = match same.or_else(|| closest(&member.key, names())) {
        Some(name) => {
            let _ = write!(message, "; did you mean `{name}`?");
            let is_free = map.get(name).is_none_or(Datum::is_null);
            let meant = is_free.then(|| place.key(name, member.origin).pointer());
            (format!("rename it to `{name}`"), meant)
        }
        None => match places_of(&member.key, schema) {
            Some(field) => {
                let beside = map.get(field).and_then(|holder| holder.get(&member.key));
                let holder = place.key(field, member.origin);
                let meant = beside.is_none_or(Datum::is_null);
                let meant = meant.then(|| holder.key(&member.key, member.origin).pointer());
                (format!("move it into `{field}`"), meant)
            }
            None => ("remove it, or move it to where it belongs".to_owned(), None),
        },
    };
    let finding = error("unknown-field", member.origin, message).help(help);
    Finding { meant: meant.into_iter().collect(), ..finding }
}

/// The field of an object that has a field of that name, where it is one only.
fn places_of<'s>(key: &str, schema: Option<&'s Schema>) -> Option<&'s str> {
    let mut holders = schema?.properties.iter().filter(|(_, property)| property.properties.contains_key(key));
    let first = holders.next()?;
    holders.next().is_none().then_some(first.0.as_str())
}

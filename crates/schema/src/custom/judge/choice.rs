//! `anyOf`, `oneOf`, `allOf` and `not`.

use overlint_source::Finding;

use super::super::datum::Datum;
use super::super::place::Place;
use super::super::schema::Schema;
use super::{Judge, error};

/// How many alternatives a message describes.
const SHOWN: usize = 4;

impl Judge {
    pub(super) fn choices(&mut self, schema: &Schema, datum: &Datum<'_>, place: &Place<'_>) {
        for part in &schema.all_of {
            self.value(part, datum, place);
        }
        if !schema.any_of.is_empty() && !schema.any_of.iter().any(|part| self.fits(part, datum, place)) {
            self.blocks_rules = true;
            self.report(place, || unmatched(&schema.any_of, datum, place, "none"));
        }
        if !schema.one_of.is_empty() {
            let fitting = schema.one_of.iter().filter(|part| self.fits(part, datum, place)).count();
            if fitting != 1 {
                self.blocks_rules = true;
                let how_many = if fitting == 0 { "none" } else { "more than one" };
                self.report(place, || unmatched(&schema.one_of, datum, place, how_many));
            }
        }
        if schema.not.as_ref().is_some_and(|part| self.fits(part, datum, place)) {
            self.blocks_rules = true;
            self.report(place, || {
                let message = format!("{} is what its schema says that it must not be", place.describe());
                let rejected = schema.not.as_deref().map(described).unwrap_or_default();
                error("unmatched-schema", datum.origin, message)
                    .help(format!("change it: it must not {rejected}"))
            });
        }
    }
}

fn unmatched(parts: &[Schema], datum: &Datum<'_>, place: &Place<'_>, how_many: &str) -> Finding {
    let message =
        format!("{} matches {how_many} of the {} alternatives of its schema", place.describe(), parts.len());
    let more = if parts.len() > SHOWN { ", …" } else { "" };
    let all: Vec<_> = parts.iter().take(SHOWN).map(described).collect();
    let wanted = if how_many == "none" { "make it match one" } else { "make it match only one" };
    let origin = if datum.members().is_empty() { datum.origin } else { place.heading };
    error("unmatched-schema", origin, message).help(format!("{wanted}: {}{more}", all.join(", or ")))
}

/// What a schema asks for, in words.
fn described(schema: &Schema) -> String {
    let quoted =
        |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
    if !schema.required.is_empty() {
        return format!("have {}", quoted(&schema.required));
    }
    if let Some(values) = &schema.values {
        let values: Vec<_> = values.listed.iter().take(SHOWN).map(super::shown).collect();
        return format!("be one of {}", values.join(", "));
    }
    if let Some(pattern) = &schema.pattern {
        return format!("match `{}`", super::super::format::shortened(&pattern.text, 80));
    }
    if let Some(wanted) = schema.wanted {
        return format!("be of the type `{}`", format!("{wanted:?}").to_lowercase());
    }
    if let Some(format) = &schema.format {
        return format!("have the format `{format}`");
    }
    let fields: Vec<_> = schema.properties.keys().take(SHOWN).cloned().collect();
    if fields.is_empty() { "keep a schema".to_owned() } else { format!("fit in {}", quoted(&fields)) }
}

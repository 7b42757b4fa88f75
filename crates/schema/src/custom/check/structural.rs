//! The rules for each part of a structural schema.

use std::borrow::Cow;

use super::super::datum::{Data, Datum, Member};
use super::super::default;
use super::super::judge::Judge;
use super::super::pattern;
use super::super::place::Place;
use super::super::schema::{Schema, Wanted};
use super::Check;

/// Keywords of JSON Schema that a structural schema may not have.
const FORBIDDEN: [&str; 7] =
    ["$ref", "id", "definitions", "dependencies", "patternProperties", "additionalItems", "$schema"];

/// What a schema is the schema of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Root,
    Item,
    Field,
}

impl Check {
    /// Judges the schema of a version.
    pub(super) fn root(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        if let Some(at) = schema.member("nullable").filter(|at| at.value.boolean() == Some(true)) {
            self.fault(
                &place.key("nullable", at.origin),
                at.origin,
                "the root may not be null".to_owned(),
                "remove it",
            );
        }
        if let Some(at) = schema.member("additionalProperties") {
            let message = "the root may not have `additionalProperties`".to_owned();
            self.fault(
                &place.key("additionalProperties", at.origin),
                at.origin,
                message,
                "list the fields as `properties`",
            );
        }
        if let Some(at) =
            schema.member("type").filter(|at| at.value.text().is_some_and(|text| text != "object"))
        {
            let message = "the type of the root must be `object`".to_owned();
            self.fault(&place.key("type", at.origin), at.value.origin, message, "write `object`");
        }
        self.schema(schema, Level::Root, place);
    }

    fn schema(&mut self, schema: &Datum<'_>, level: Level, place: &Place<'_>) {
        let Data::Map(members) = &schema.data else { return };
        self.keywords(members, place);
        self.kind(schema, level, place);
        self.extensions(schema, place);
        self.object(schema, level, place);
        self.default(schema, place);
        self.junctors(schema, place);
        self.below(schema, place);
    }

    /// Judges the schemas within a schema.
    fn below(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        if let Some(properties) = schema.member("properties") {
            let outer = place.key("properties", properties.origin);
            for property in properties.value.members() {
                self.schema(&property.value, Level::Field, &outer.key(&property.key, property.origin));
            }
        }
        for (key, level) in [("items", Level::Item), ("additionalProperties", Level::Field)] {
            if let Some(member) = schema.member(key) {
                self.schema(&member.value, level, &place.key(key, member.origin));
            }
        }
    }

    fn keywords(&mut self, members: &[Member<'_>], place: &Place<'_>) {
        for member in members {
            let below = place.key(&member.key, member.origin);
            if FORBIDDEN.contains(&&*member.key) && !member.value.is_null() {
                let message = format!("`{}` may not stand in the schema of a custom resource", member.key);
                self.fault(&below, member.origin, message, "remove it, and write out what it stands for");
            }
            match (&*member.key, &member.value.data) {
                ("uniqueItems", Data::Boolean(true)) => {
                    let message = "`uniqueItems` may not be `true`".to_owned();
                    self.fault(&below, member.origin, message, "use `x-kubernetes-list-type: set`");
                }
                ("pattern", Data::Text(text)) => self.pattern(text, &member.value, &below),
                ("items", Data::List(_)) => {
                    let message = "`items` must be one schema, not a list".to_owned();
                    self.fault(&below, member.origin, message, "write one schema for all items");
                }
                _ => {}
            }
        }
    }

    /// Judges a regular expression.
    pub(super) fn pattern(&mut self, text: &str, datum: &Datum<'_>, place: &Place<'_>) {
        if let Err(pattern::Fault::Syntax(why)) = pattern::compile(text) {
            let message = format!("the pattern is no regular expression of Go: {why}");
            self.fault(
                place,
                datum.origin,
                message,
                "correct the pattern; Go has no look-around and no references",
            );
        }
    }

    fn kind(&mut self, schema: &Datum<'_>, level: Level, place: &Place<'_>) {
        let is = |key| schema.get(key).and_then(Datum::boolean) == Some(true);
        let wanted = schema.get("type").filter(|wanted| !wanted.is_null() && wanted.text() != Some(""));
        let Some(wanted) = wanted else {
            if !is("x-kubernetes-int-or-string") && !is("x-kubernetes-preserve-unknown-fields") {
                let what = match level {
                    Level::Root => "the root of a schema",
                    Level::Item => "what a list holds",
                    Level::Field => "each field",
                };
                let message = format!("{what} must have a `type`");
                self.fault(place, place.heading, message, "add the `type`");
            }
            return;
        };
        let known = wanted.text().and_then(Wanted::named);
        let below = place.key("type", wanted.origin);
        if known.is_none() && wanted.text().is_some() {
            let message = format!("`{}` is no type", wanted.text().unwrap_or_default());
            let help = "write `object`, `array`, `string`, `integer`, `number` or `boolean`";
            self.fault(&below, wanted.origin, message, help);
        }
        if known == Some(Wanted::Array) && schema.get("items").is_none() {
            let message = "a list must say what it holds: it has no `items`".to_owned();
            self.fault(place, place.heading, message, "add `items`");
        }
    }

    fn object(&mut self, schema: &Datum<'_>, level: Level, place: &Place<'_>) {
        let properties = schema.get("properties").map(Datum::members).unwrap_or_default();
        if let Some(at) = schema.member("additionalProperties").filter(|_| level != Level::Root) {
            let below = place.key("additionalProperties", at.origin);
            if at.value.boolean() == Some(false) {
                let message =
                    "`additionalProperties` may not be `false`: what is not listed is dropped anyway"
                        .to_owned();
                self.fault(&below, at.origin, message, "remove it");
            } else if !properties.is_empty() {
                let message = "`properties` and `additionalProperties` exclude each other".to_owned();
                self.fault(&below, at.origin, message, "keep one of the two");
            }
        }
        let is_embedded = schema.get("x-kubernetes-embedded-resource").and_then(Datum::boolean) == Some(true);
        let metadata = properties.iter().find(|property| property.key == "metadata");
        if let Some(metadata) = metadata.filter(|_| level == Level::Root || is_embedded) {
            let outer = place.key("properties", metadata.origin);
            self.metadata(&metadata.value, level, &outer.key("metadata", metadata.origin));
        }
    }

    /// Judges the schema of the metadata, of which only the names may be restricted.
    fn metadata(&mut self, schema: &Datum<'_>, level: Level, place: &Place<'_>) {
        if schema.get("type").and_then(Datum::text) != Some("object") {
            self.fault(
                place,
                place.heading,
                "the type of `metadata` must be `object`".to_owned(),
                "add `type: object`",
            );
        }
        let fields = schema.get("properties").map(Datum::members).unwrap_or_default();
        let other = fields.iter().find(|field| !matches!(&*field.key, "name" | "generateName"));
        let keyword = schema.members().iter().find(|member| {
            !matches!(&*member.key, "type" | "properties" | "default" | "description" | "title")
                && !member.value.is_null()
        });
        if let Some(at) = other.or(keyword).filter(|_| level == Level::Root) {
            let message = "of `metadata`, a schema may restrict only `name` and `generateName`".to_owned();
            self.fault(place, at.origin, message, format!("remove `{}`", at.key));
        }
    }

    fn default(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let Some(member) = schema.member("default").filter(|member| !member.value.is_null()) else { return };
        let read = Schema::read(schema);
        let mut judge = Judge::new();
        let below = place.key("default", member.origin);
        let inside = Place::root(member.origin);
        let inside = inside.key("default", member.origin);
        judge.unknown(&read, &member.value, &inside);
        let mut value = member.value.clone();
        default::apply(&read, &mut value);
        judge.value(&read, &value, &inside);
        if let Some(fault) = judge.findings.first() {
            let message = format!("the default does not keep its schema: {}", fault.message);
            let help = fault.help.clone().unwrap_or(Cow::Borrowed("change the default"));
            self.fault(&below, fault.origin, message, help);
        }
    }
}

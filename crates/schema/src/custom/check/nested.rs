//! What may stand within `anyOf`, `oneOf`, `allOf` and `not`: only conditions on fields that the schema has outside.

use super::super::datum::{Data, Datum};
use super::super::place::Place;
use super::Check;

/// The keywords that combine schemas.
const LISTS: [&str; 3] = ["anyOf", "oneOf", "allOf"];

/// What only the schema itself may say.
const OUTSIDE: [&str; 13] = [
    "type",
    "default",
    "title",
    "description",
    "nullable",
    "additionalProperties",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
];

impl Check {
    /// Judges the schemas that a schema combines.
    pub(super) fn junctors(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        self.combined(schema, Some(schema), place);
    }

    fn combined(&mut self, schema: &Datum<'_>, outside: Option<&Datum<'_>>, place: &Place<'_>) {
        for key in LISTS {
            let Some(member) = schema.member(key) else { continue };
            if key == "anyOf" && is_int_or_string(&member.value) {
                continue;
            }
            let list = place.key(key, member.origin);
            for (index, part) in member.value.items().iter().enumerate() {
                self.part(part, outside, &list.index(index, part.origin));
            }
        }
        if let Some(member) = schema.member("not") {
            self.part(&member.value, outside, &place.key("not", member.origin));
        }
    }

    fn part(&mut self, part: &Datum<'_>, outside: Option<&Datum<'_>>, place: &Place<'_>) {
        for member in part.members() {
            let says = !matches!(member.value.data, Data::Null | Data::Boolean(false))
                && member.value.text() != Some("");
            if says && OUTSIDE.contains(&&*member.key) {
                let message =
                    format!("`{}` may not stand within `anyOf`, `oneOf`, `allOf` or `not`", member.key);
                self.fault(
                    &place.key(&member.key, member.origin),
                    member.origin,
                    message,
                    "move it out of there",
                );
            }
            if let ("pattern", Some(text)) = (&*member.key, member.value.text()) {
                self.pattern(text, &member.value, &place.key("pattern", member.origin));
            }
        }
        self.combined(part, outside, place);
        self.part_fields(part, outside, place);
        if let Some(items) = part.member("items") {
            let of_items = outside.and_then(|schema| schema.get("items"));
            let below = place.key("items", items.origin);
            if of_items.is_none() {
                let message = "the list has no `items` outside of this condition".to_owned();
                self.fault(&below, items.origin, message, "describe its items outside");
            }
            self.part(&items.value, of_items, &below);
        }
    }

    fn part_fields(&mut self, part: &Datum<'_>, outside: Option<&Datum<'_>>, place: &Place<'_>) {
        let Some(properties) = part.member("properties") else { return };
        let list = place.key("properties", properties.origin);
        let known = outside.and_then(|schema| schema.get("properties"));
        for property in properties.value.members() {
            let below = list.key(&property.key, property.origin);
            let same = known.and_then(|known| known.get(&property.key));
            if same.is_none() && outside.is_some() {
                let message = format!("`{}` is no field outside of this condition", property.key);
                self.fault(&below, property.origin, message, "describe the field under `properties` outside");
            } else if property.key == "metadata" {
                let message = "a condition may not speak of `metadata`".to_owned();
                self.fault(&below, property.origin, message, "remove it");
            }
            self.part(&property.value, same, &below);
        }
    }
}

/// Whether alternatives are exactly those of an integer or a string, which may say their types.
fn is_int_or_string(list: &Datum<'_>) -> bool {
    let alone = |part: &Datum<'_>, name| {
        part.members().len() == 1 && part.get("type").and_then(Datum::text) == Some(name)
    };
    matches!(list.items(), [one, other] if alone(one, "integer") && alone(other, "string"))
}

//! What Kubernetes adds to JSON Schema: `x-kubernetes-*`.

use super::super::cel::{Expression, Refusal};
use super::super::datum::{Data, Datum};
use super::super::place::Place;
use super::super::schema::texts;
use super::Check;

impl Check {
    pub(super) fn extensions(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        self.exclusions(schema, place);
        self.embedded(schema, place);
        self.list_type(schema, place);
        self.map_type(schema, place);
        let Some(rules) = schema.member("x-kubernetes-validations") else { return };
        let list = place.key("x-kubernetes-validations", rules.origin);
        for (index, rule) in rules.value.items().iter().enumerate() {
            self.rule(rule, &list.index(index, rule.origin));
        }
    }

    fn exclusions(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let is = |key| schema.get(key).and_then(Datum::boolean) == Some(true);
        let keeps = schema.member("x-kubernetes-preserve-unknown-fields");
        if let Some(at) = keeps.filter(|at| at.value.boolean() == Some(false)) {
            let message = "`x-kubernetes-preserve-unknown-fields` must be `true`, or not be there".to_owned();
            self.fault(&place.key(&at.key, at.origin), at.origin, message, "remove it");
        }
        if !is("x-kubernetes-int-or-string") {
            return;
        }
        for key in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] {
            if let Some(at) = schema.member(key).filter(|at| at.value.boolean() == Some(true)) {
                let message = format!("`{key}` and `x-kubernetes-int-or-string` exclude each other");
                self.fault(&place.key(key, at.origin), at.origin, message, "keep one of the two");
            }
        }
    }

    fn embedded(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let is = |key| schema.get(key).and_then(Datum::boolean) == Some(true);
        let Some(at) =
            schema.member("x-kubernetes-embedded-resource").filter(|at| at.value.boolean() == Some(true))
        else {
            return;
        };
        let below = place.key(&at.key, at.origin);
        if schema.get("type").and_then(Datum::text) != Some("object") {
            self.fault(
                &below,
                at.origin,
                "a whole object must be of the type `object`".to_owned(),
                "add `type: object`",
            );
        }
        let fields = schema.get("properties").map(Datum::members).unwrap_or_default();
        if fields.is_empty() && !is("x-kubernetes-preserve-unknown-fields") {
            let message = "a whole object must have `properties`, or keep what is unknown".to_owned();
            self.fault(&below, at.origin, message, "add `x-kubernetes-preserve-unknown-fields: true`");
        }
        if let Some(at) = schema.member("additionalProperties") {
            let message = "a whole object may not have `additionalProperties`".to_owned();
            self.fault(&place.key("additionalProperties", at.origin), at.origin, message, "remove it");
        }
    }

    fn list_type(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let keys = texts(schema, "x-kubernetes-list-map-keys");
        let Some(at) = schema.member("x-kubernetes-list-type") else {
            if let Some(at) = schema.member("x-kubernetes-list-map-keys").filter(|_| !keys.is_empty()) {
                let message = "`x-kubernetes-list-map-keys` needs `x-kubernetes-list-type: map`".to_owned();
                self.fault(&place.key(&at.key, at.origin), at.origin, message, "add it");
            }
            return;
        };
        let below = place.key(&at.key, at.origin);
        if schema.get("type").and_then(Datum::text) != Some("array") {
            let message = "only what is of the type `array` has a list type".to_owned();
            self.fault(&below, at.origin, message, "remove it, or set `type: array`");
        }
        match at.value.text() {
            Some("atomic") => {}
            Some("set") => self.set(schema, &below),
            Some("map") => self.list_map(schema, &keys, &below),
            _ => {
                let message = "a list type is `atomic`, `set` or `map`".to_owned();
                self.fault(&below, at.value.origin, message, "write one of the three");
            }
        }
    }

    /// The items of a set are compared as a whole.
    fn set(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let Some(items) = schema.get("items") else { return };
        let text = |key| items.get(key).and_then(Datum::text);
        let is_atomic = match text("type") {
            Some("array") => text("x-kubernetes-list-type").is_none_or(|kind| kind == "atomic"),
            Some("object") => text("x-kubernetes-map-type") == Some("atomic"),
            _ => true,
        };
        if !is_atomic {
            let message = "the items of a set must be atomic".to_owned();
            self.fault(place, place.heading, message, "add `x-kubernetes-map-type: atomic` to its `items`");
        }
        self.never_null(items, place);
    }

    fn never_null(&mut self, items: &Datum<'_>, place: &Place<'_>) {
        if items.get("nullable").and_then(Datum::boolean) == Some(true) {
            let message = "the items of a set or map may not be null".to_owned();
            self.fault(place, place.heading, message, "remove `nullable` from its `items`");
        }
    }

    fn list_map(&mut self, schema: &Datum<'_>, keys: &[String], place: &Place<'_>) {
        if keys.is_empty() {
            let message = "the list type `map` needs keys".to_owned();
            return self.fault(place, place.heading, message, "add `x-kubernetes-list-map-keys`");
        }
        let Some(items) = schema.get("items") else { return };
        if items.get("type").and_then(Datum::text) != Some("object") {
            let message = "the items of the list type `map` must be of the type `object`".to_owned();
            return self.fault(place, place.heading, message, "set `type: object` in its `items`");
        }
        self.never_null(items, place);
        let required = texts(items, "required");
        for (index, key) in keys.iter().enumerate() {
            let property = items.get("properties").and_then(|properties| properties.get(key));
            let Some(property) = property else {
                let message = format!("the key `{key}` is no field of the items");
                self.fault(place, place.heading, message, "name fields of the items");
                continue;
            };
            if matches!(property.get("type").and_then(Datum::text), Some("array" | "object")) {
                let message = format!("the key `{key}` is no scalar");
                self.fault(place, property.origin, message, "name fields that hold one value");
            }
            if property.get("default").is_none() && !required.contains(key) {
                let message = format!("the key `{key}` must be required, or have a default");
                self.fault(
                    place,
                    property.origin,
                    message,
                    format!("add `{key}` to `required` of the items"),
                );
            }
            if keys[..index].contains(key) {
                self.fault(
                    place,
                    place.heading,
                    format!("the key `{key}` is listed twice"),
                    "keep one of the two",
                );
            }
        }
    }

    fn map_type(&mut self, schema: &Datum<'_>, place: &Place<'_>) {
        let Some(at) = schema.member("x-kubernetes-map-type") else { return };
        let below = place.key(&at.key, at.origin);
        if schema.get("type").and_then(Datum::text) != Some("object") {
            let message = "only what is of the type `object` has a map type".to_owned();
            self.fault(&below, at.origin, message, "remove it, or set `type: object`");
        }
        if !matches!(at.value.text(), Some("atomic" | "granular")) {
            let message = "a map type is `atomic` or `granular`".to_owned();
            self.fault(&below, at.value.origin, message, "write one of the two");
        }
    }

    fn rule(&mut self, rule: &Datum<'_>, place: &Place<'_>) {
        let text = |key| rule.get(key).and_then(|datum| Some((datum, datum.text()?)));
        let Some((_, condition)) = text("rule").filter(|(_, condition)| !condition.trim().is_empty()) else {
            return self.fault(place, place.heading, "a rule without a condition".to_owned(), "add `rule`");
        };
        for key in ["rule", "messageExpression"] {
            let Some((at, expression)) = text(key) else { continue };
            if let Err(Refusal::Syntax(why)) = Expression::new(expression).parsed() {
                let message = format!("`{key}` is no expression: {why}");
                self.fault(&place.key(key, at.origin), at.origin, message, "correct the expression");
            }
        }
        let message = text("message");
        if message.is_none() && condition.trim().contains('\n') {
            let fault = "a rule of several lines needs a message".to_owned();
            self.fault(place, place.heading, fault, "add `message`");
        }
        if let Some((at, _)) =
            message.filter(|(_, message)| message.trim().is_empty() || message.trim().contains('\n'))
        {
            let fault = "a message is one line that says something".to_owned();
            self.fault(&place.key("message", at.origin), at.origin, fault, "write one line");
        }
        let wants_optional =
            rule.get("optionalOldSelf").is_some_and(|value| matches!(value.data, Data::Boolean(_)));
        if let (true, false, Some(at)) =
            (wants_optional, condition.contains("oldSelf"), rule.get("optionalOldSelf"))
        {
            let fault = "`optionalOldSelf` is of use only where the rule asks for `oldSelf`".to_owned();
            self.fault(&place.key("optionalOldSelf", at.origin), at.origin, fault, "remove it");
        }
    }
}

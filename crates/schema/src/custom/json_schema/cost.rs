//! How much a schema makes to do, worked out before anything is done: references multiply.

use std::collections::HashMap;

use serde_json::Value;

/// How many schemas a schema may hold with its references written out.
const MAX_COMPILED: u64 = 50_000;

/// How often a schema is held against a value, at most.
const MAX_JUDGED: u64 = 5_000_000;

/// How many different pairs of a schema and a value are looked at to find that out.
const MAX_PAIRS: usize = 400_000;

/// How deep schemas are followed within each other: references may lead on and on.
const MAX_DEPTH: usize = 400;

/// Keywords that hold one schema or a list of schemas for the same value.
const SAME_VALUE: [&str; 8] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"];

/// Keywords that hold schemas for what the value holds.
const INNER_VALUES: [&str; 12] = [
    "properties",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "contains",
    "dependencies",
    "contentSchema",
];

/// Whether a schema stays small when each reference is written out once on each way that leads to it.
pub(super) fn can_be_compiled(schema: &Value) -> bool {
    let mut size = Size { root: schema, known: HashMap::new() };
    size.of(schema, 0) <= MAX_COMPILED
}

/// Whether a value is held against so few schemas that it can be judged.
pub(super) fn can_be_judged(schema: &Value, value: &Value) -> bool {
    let mut cost = Cost { root: schema, known: HashMap::new() };
    cost.of(schema, value, 0) <= MAX_JUDGED
}

struct Size<'s> {
    root: &'s Value,
    /// By the place of a schema in memory; nothing while it is under way.
    known: HashMap<*const Value, Option<u64>>,
}

impl<'s> Size<'s> {
    fn of(&mut self, schema: &'s Value, depth: usize) -> u64 {
        if depth > MAX_DEPTH {
            return u64::MAX;
        }
        match self.known.get(&std::ptr::from_ref(schema)) {
            // A reference back to what holds it is compiled once.
            Some(known) => return known.unwrap_or(1),
            None => self.known.insert(std::ptr::from_ref(schema), None),
        };
        let mut size = 1_u64;
        match schema {
            Value::Object(map) => {
                for value in map.values() {
                    size = size.saturating_add(self.of(value, depth + 1));
                }
                if let Some(target) = target(self.root, schema) {
                    size = size.saturating_add(self.of(target, depth + 1));
                }
            }
            Value::Array(items) => {
                for item in items {
                    size = size.saturating_add(self.of(item, depth + 1));
                }
            }
            _ => {}
        }
        self.known.insert(std::ptr::from_ref(schema), Some(size));
        size
    }
}

struct Cost<'s> {
    root: &'s Value,
    /// By the places of a schema and a value in memory; nothing while the pair is under way.
    known: HashMap<(*const Value, *const Value), Option<u64>>,
}

impl<'s> Cost<'s> {
    fn of(&mut self, schema: &'s Value, value: &'s Value, depth: usize) -> u64 {
        let Value::Object(map) = schema else { return 1 };
        let pair = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        if let Some(known) = self.known.get(&pair) {
            // A pair that leads back to itself never ends.
            return known.unwrap_or(u64::MAX);
        }
        if depth > MAX_DEPTH || self.known.len() >= MAX_PAIRS {
            return u64::MAX;
        }
        self.known.insert(pair, None);
        let mut cost = 1_u64;
        for (key, below) in map {
            let more = match key.as_str() {
                "$ref" | "$dynamicRef" | "$recursiveRef" => {
                    target(self.root, schema).map_or(1, |target| self.of(target, value, depth + 1))
                }
                key if SAME_VALUE.contains(&key) => self.each(below, value, depth),
                key if INNER_VALUES.contains(&key) => self.inner(key, below, value, depth),
                _ => 1,
            };
            cost = cost.saturating_add(more);
        }
        self.known.insert(pair, Some(cost));
        cost
    }

    /// A schema, a list or a map of schemas, for one value.
    fn each(&mut self, schemas: &'s Value, value: &'s Value, depth: usize) -> u64 {
        match schemas {
            Value::Array(all) => {
                all.iter().fold(0, |sum: u64, one| sum.saturating_add(self.of(one, value, depth + 1)))
            }
            one => self.of(one, value, depth + 1),
        }
    }

    fn inner(&mut self, key: &str, schemas: &'s Value, value: &'s Value, depth: usize) -> u64 {
        match (key, schemas, value) {
            ("properties", Value::Object(schemas), Value::Object(entries)) => {
                let pairs = entries.iter().filter_map(|(key, value)| Some((schemas.get(key)?, value)));
                let pairs: Vec<_> = pairs.collect();
                pairs.into_iter().fold(0, |sum: u64, (schema, value)| {
                    sum.saturating_add(self.of(schema, value, depth + 1))
                })
            }
            ("patternProperties" | "dependencies", Value::Object(schemas), Value::Object(entries)) => {
                let mut sum = 0_u64;
                for schema in schemas.values() {
                    for value in entries.values() {
                        sum = sum.saturating_add(self.of(schema, value, depth + 1));
                    }
                }
                sum
            }
            (_, schemas, Value::Object(entries)) => entries
                .values()
                .fold(0, |sum: u64, value| sum.saturating_add(self.each(schemas, value, depth))),
            (_, schemas, Value::Array(items)) => {
                items.iter().fold(0, |sum: u64, value| sum.saturating_add(self.each(schemas, value, depth)))
            }
            _ => 1,
        }
    }
}

/// What a reference within a schema leads to.
fn target<'s>(root: &'s Value, schema: &Value) -> Option<&'s Value> {
    let reference =
        ["$ref", "$dynamicRef", "$recursiveRef"].iter().find_map(|key| schema.get(key)?.as_str())?;
    root.pointer(reference.strip_prefix('#')?)
}

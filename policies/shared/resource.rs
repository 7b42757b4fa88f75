//! The names of amounts in the configuration: `memory-limit` and the like.

use std::borrow::Cow;

use overlint_policy::{Amount, Quantity};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

/// An amount of a resource that a container has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) resource: String,
    pub(crate) amount: Amount,
}

impl Field {
    /// The name of what the container lacks, as a sentence has it: `CPU limit`.
    pub(crate) fn words(&self) -> String {
        let amount = match self.amount {
            Amount::Request => "request",
            Amount::Limit => "limit",
        };
        format!("{} {amount}", resource_word(&self.resource))
    }
}

/// A resource as a sentence has it.
pub(crate) fn resource_word(resource: &str) -> &str {
    match resource {
        "cpu" => "CPU",
        "memory" => "memory",
        other => other,
    }
}

/// The names of the amounts that every container may have; extended resources and huge pages have others.
const KNOWN: [&str; 6] = [
    "cpu-request",
    "cpu-limit",
    "memory-request",
    "memory-limit",
    "ephemeral-storage-request",
    "ephemeral-storage-limit",
];

/// `RESOURCE-request` or `RESOURCE-limit`.
impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let of = |resource: &str, amount| Self { resource: resource.to_owned(), amount };
        let request = text.strip_suffix("-request").map(|resource| of(resource, Amount::Request));
        let found = request.or_else(|| Some(of(text.strip_suffix("-limit")?, Amount::Limit)));
        let is_standard =
            |field: &Self| field.resource.contains('/') || field.resource.starts_with("hugepages-");
        found
            .filter(|field| KNOWN.contains(&text.as_str()) || is_standard(field))
            .ok_or_else(|| D::Error::unknown_variant(&text, &KNOWN))
    }
}

impl JsonSchema for Field {
    fn schema_name() -> Cow<'static, str> {
        "resource-field".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`RESOURCE-request` or `RESOURCE-limit`.",
            "anyOf": [
                {"enum": KNOWN},
                {"type": "string", "pattern": "^(.*/.*|hugepages-.*)-(request|limit)$"},
            ],
        })
    }
}

/// A quantity of the configuration, with its text for messages.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) quantity: Quantity,
}

/// A text, or a number.
impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Text(String),
            Whole(i64),
            Fraction(f64),
        }
        let text = match Either::deserialize(deserializer)? {
            Either::Text(text) => text,
            Either::Whole(number) => number.to_string(),
            Either::Fraction(number) => number.to_string(),
        };
        match Quantity::parse(&text) {
            Some(quantity) => Ok(Self { text, quantity }),
            None => {
                Err(D::Error::custom(format!("`{text}` is no quantity; write one such as `500m` or `1Gi`")))
            }
        }
    }
}

impl JsonSchema for Written {
    fn schema_name() -> Cow<'static, str> {
        "quantity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A quantity of Kubernetes, such as `500m` or `1Gi`.",
            "type": ["string", "number"],
            "pattern": "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
        })
    }
}

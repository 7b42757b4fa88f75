//! A structural schema as a CustomResourceDefinition has it, each part with its place.
//!
//! The vocabulary is that of `JSONSchemaProps` of `apiextensions.k8s.io/v1`.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use regex::Regex;

use super::cel::Rule;
use super::datum::{Data, Datum};
use super::pattern;

/// How deep schemas may nest; what lies deeper allows anything.
const MAX_DEPTH: usize = 150;

/// One schema.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    /// The type, where it has one.
    pub(crate) wanted: Option<Wanted>,
    pub(crate) nullable: bool,
    pub(crate) int_or_string: bool,
    pub(crate) preserves_unknown: bool,
    pub(crate) is_embedded: bool,
    pub(crate) properties: BTreeMap<String, Schema>,
    pub(crate) additional: Additional,
    pub(crate) items: Option<Box<Schema>>,
    pub(crate) default: Option<Datum<'static>>,
    pub(crate) required: Vec<String>,
    pub(crate) values: Option<Values>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<String>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) multiple_of: Option<f64>,
    pub(crate) length: Range,
    pub(crate) count: Range,
    pub(crate) size: Range,
    pub(crate) unique_items: bool,
    pub(crate) any_of: Vec<Schema>,
    pub(crate) one_of: Vec<Schema>,
    pub(crate) all_of: Vec<Schema>,
    pub(crate) not: Option<Box<Schema>>,
    pub(crate) list: List,
    pub(crate) rules: Vec<Rule>,
    /// Whether it has rules, or a schema within it has.
    pub(crate) has_rules: bool,
    /// Whether it is of a whole object, or a schema within it is.
    pub(crate) has_embedded: bool,
}

/// The values that `enum` allows.
#[derive(Debug)]
pub(crate) struct Values {
    /// As they are listed.
    pub(crate) listed: Vec<Datum<'static>>,
    /// Their canonical texts.
    known: HashSet<String>,
}

impl Values {
    fn read(from: &Datum<'_>) -> Option<Self> {
        let listed: Vec<_> = from.get("enum")?.items().iter().map(Datum::detached).collect();
        Some(Self { known: listed.iter().map(Datum::canonical).collect(), listed })
    }

    /// Whether a value is one of them.
    pub(crate) fn allow(&self, datum: &Datum<'_>) -> bool {
        self.known.contains(&datum.canonical())
    }
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

/// What `additionalProperties` says.
#[derive(Debug, Default)]
pub(crate) enum Additional {
    /// Nothing.
    #[default]
    Unsaid,
    /// Any value, `true`; and `false`.
    Any(bool),
    /// Values of a schema.
    Of(Box<Schema>),
}

/// What `x-kubernetes-list-type` says.
#[derive(Debug, Default)]
pub(crate) enum List {
    /// Atomic, or nothing.
    #[default]
    Atomic,
    /// No item twice.
    Set,
    /// No two items with the same values of these keys.
    Map(Vec<String>),
}

/// An upper or lower bound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// The number.
    pub(crate) at: f64,
    /// Whether the number itself is out of bounds.
    pub(crate) exclusive: bool,
}

/// How many characters, items or entries there may be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Range {
    /// At least so many.
    pub(crate) least: Option<u64>,
    /// At most so many.
    pub(crate) most: Option<u64>,
}

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// As it is written.
    pub(crate) text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// Whether it matches; what cannot be compiled here matches all.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| pattern::compile(&self.text).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

impl Schema {
    /// Reads a schema; what does not fit is left out, since [`super::check`] speaks of it.
    pub(crate) fn read(from: &Datum<'_>) -> Self {
        Self::at_depth(from, 0)
    }

    fn at_depth(from: &Datum<'_>, depth: usize) -> Self {
        if depth >= MAX_DEPTH {
            return Self { preserves_unknown: true, ..Self::default() };
        }
        let below = |schema: &Datum<'_>| Self::at_depth(schema, depth + 1);
        let all =
            |key| from.get(key).map(|list| list.items().iter().map(below).collect()).unwrap_or_default();
        let one = |key| from.get(key).filter(|schema| is_map(schema)).map(|schema| Box::new(below(schema)));
        let is = |key| from.get(key).and_then(Datum::boolean) == Some(true);
        let properties = from.get("properties").map(Datum::members).unwrap_or_default();
        let mut schema = Self {
            wanted: from.get("type").and_then(Datum::text).and_then(Wanted::named),
            nullable: is("nullable"),
            int_or_string: is("x-kubernetes-int-or-string"),
            preserves_unknown: is("x-kubernetes-preserve-unknown-fields"),
            is_embedded: is("x-kubernetes-embedded-resource"),
            properties: properties.iter().map(|m| (m.key.clone().into_owned(), below(&m.value))).collect(),
            additional: Additional::read(from, &below),
            items: one("items"),
            default: from.get("default").filter(|value| !value.is_null()).map(Datum::detached),
            required: texts(from, "required"),
            values: Values::read(from),
            pattern: from
                .get("pattern")
                .and_then(Datum::text)
                .filter(|text| !text.is_empty())
                .map(Pattern::new),
            format: from.get("format").and_then(Datum::text).map(str::to_owned),
            minimum: Bound::read(from, "minimum", is("exclusiveMinimum")),
            maximum: Bound::read(from, "maximum", is("exclusiveMaximum")),
            multiple_of: from.get("multipleOf").and_then(Datum::number).filter(|number| *number > 0.0),
            length: Range::read(from, "minLength", "maxLength"),
            count: Range::read(from, "minItems", "maxItems"),
            size: Range::read(from, "minProperties", "maxProperties"),
            unique_items: is("uniqueItems"),
            any_of: all("anyOf"),
            one_of: all("oneOf"),
            all_of: all("allOf"),
            not: one("not"),
            list: List::read(from),
            rules: rules(from),
            has_rules: false,
            has_embedded: false,
        };
        schema.has_rules = !schema.rules.is_empty() || schema.inner().any(|inner| inner.has_rules);
        schema.has_embedded = schema.is_embedded || schema.inner().any(|inner| inner.has_embedded);
        schema
    }

    /// The schemas of what a value holds.
    fn inner(&self) -> impl Iterator<Item = &Schema> {
        let of_all = match &self.additional {
            Additional::Of(schema) => Some(&**schema),
            _ => None,
        };
        self.properties.values().chain(self.items.as_deref()).chain(of_all)
    }

    /// The schema of an entry of a map, if any speaks of it.
    pub(crate) fn of_key(&self, key: &str) -> Option<&Schema> {
        self.properties.get(key).or(match &self.additional {
            Additional::Of(schema) => Some(schema),
            _ => None,
        })
    }
}

impl Wanted {
    /// The type of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            _ => return None,
        })
    }
}

impl Additional {
    fn read(from: &Datum<'_>, below: &impl Fn(&Datum<'_>) -> Schema) -> Self {
        match from.get("additionalProperties") {
            Some(Datum { data: Data::Boolean(any), .. }) => Self::Any(*any),
            Some(schema @ Datum { data: Data::Map(_), .. }) => Self::Of(Box::new(below(schema))),
            _ => Self::Unsaid,
        }
    }
}

impl List {
    fn read(from: &Datum<'_>) -> Self {
        match from.get("x-kubernetes-list-type").and_then(Datum::text) {
            Some("set") => Self::Set,
            Some("map") => Self::Map(texts(from, "x-kubernetes-list-map-keys")),
            _ => Self::Atomic,
        }
    }
}

impl Bound {
    fn read(from: &Datum<'_>, key: &str, exclusive: bool) -> Option<Self> {
        Some(Self { at: from.get(key)?.number()?, exclusive })
    }
}

impl Range {
    fn read(from: &Datum<'_>, least: &str, most: &str) -> Self {
        let number = |key| match from.get(key).map(|value| &value.data) {
            Some(Data::Integer(number)) => u64::try_from(*number).ok(),
            _ => None,
        };
        Self { least: number(least), most: number(most) }
    }
}

fn rules(from: &Datum<'_>) -> Vec<Rule> {
    let rules = from.get("x-kubernetes-validations").map(Datum::items).unwrap_or_default();
    rules.iter().filter_map(Rule::read).collect()
}

fn is_map(value: &Datum<'_>) -> bool {
    matches!(value.data, Data::Map(_))
}

/// The strings of a list.
pub(crate) fn texts(from: &Datum<'_>, key: &str) -> Vec<String> {
    let items = from.get(key).map(Datum::items).unwrap_or_default();
    items.iter().filter_map(Datum::text).map(str::to_owned).collect()
}

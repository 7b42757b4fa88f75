//! A differential test: objects made at random from the schemas, with faults strewn in, are judged by this crate
//! and by the `jsonschema` crate, and both have to agree. So do they on real documents, in [`documents`].

mod documents;

use std::collections::BTreeMap;

use overlint_source::SourceId;
use overlint_source::read::{Limits, Place, read_first};
use overlint_source::resolve::Dialect;
use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::pack::{Object, Type, TypeCode};

use super::frame::Frame;
use super::walk::Walk;

/// How many objects of each kind are judged.
const ROUNDS: u64 = 12;

/// How deep an object is filled in; below, only what is required.
const MAX_DEPTH: usize = 9;

/// One in how many places is faulty.
const FAULTS: usize = 80;

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX generator; its low bits are poor.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }
}

/// Turns schemas into JSON Schema, each type once.
struct Translation<'c> {
    catalog: &'c Catalog,
    definitions: BTreeMap<TypeCode, Value>,
}

/// What the `jsonschema` crate judges objects by that are of that type.
fn judge_of(catalog: &Catalog, root: Object<'static>) -> jsonschema::Validator {
    let mut translation = Translation { catalog, definitions: BTreeMap::new() };
    let mut schema = translation.object(root);
    let definitions = translation.definitions.iter().map(|(code, schema)| (code.to_string(), schema.clone()));
    schema["$defs"] = json!(definitions.collect::<Map<_, _>>());
    jsonschema::validator_for(&schema).unwrap()
}

impl Translation<'_> {
    fn optional(&mut self, code: TypeCode) -> Value {
        json!({"anyOf": [{"type": "null"}, self.reference(code)]})
    }

    fn reference(&mut self, code: TypeCode) -> Value {
        if !self.definitions.contains_key(&code) {
            self.definitions.insert(code, Value::Null);
            let schema = self.schema(self.catalog.pack.resolve(code, self.catalog.version));
            self.definitions.insert(code, schema);
        }
        json!({"$ref": format!("#/$defs/{code}")})
    }

    fn schema(&mut self, wanted: Type<'static>) -> Value {
        match wanted {
            Type::Any => json!(true),
            Type::String | Type::Bytes | Type::Time | Type::MicroTime => json!({"type": "string"}),
            Type::Boolean => json!({"type": "boolean"}),
            Type::Int32 => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
            Type::Int64 => json!({"type": "integer"}),
            Type::Number => json!({"type": "number"}),
            Type::IntOrString => json!({"anyOf": [{"type": "string"}, self.schema(Type::Int32)]}),
            Type::Quantity => json!({"type": ["string", "number"]}),
            Type::FreeObject => json!({"type": "object"}),
            Type::EmptyObject => json!({"type": "object", "additionalProperties": false}),
            Type::Map(code) => json!({"type": "object", "additionalProperties": self.optional(code)}),
            Type::List(code) => json!({"type": "array", "items": self.optional(code)}),
            Type::Object(object) => self.object(object),
            Type::SchemaOrBoolean(code) => json!({"anyOf": [{"type": "boolean"}, self.reference(code)]}),
            Type::SchemaOrList(code) => {
                let list = json!({"type": "array", "items": self.optional(code)});
                json!({"anyOf": [list, self.reference(code)]})
            }
            Type::SchemaOrStrings(code) => {
                let list = json!({"type": "array", "items": {"type": ["string", "null"]}});
                json!({"anyOf": [list, self.reference(code)]})
            }
            Type::Enumeration(values) => {
                json!({"enum": self.catalog.pack.values(values).collect::<Vec<_>>()})
            }
        }
    }

    fn object(&mut self, object: Object<'static>) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for field in object.fields() {
            let name = self.catalog.pack.string(field.name);
            let schema = if field.required { self.reference(field.code) } else { self.optional(field.code) };
            properties.insert(name.to_owned(), schema);
            required.extend(field.required.then_some(name));
        }
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }
}

/// Makes objects.
struct Maker<'c> {
    catalog: &'c Catalog,
    dice: Dice,
}

impl Maker<'_> {
    fn coded(&mut self, code: TypeCode, depth: usize) -> Value {
        self.value(self.catalog.pack.resolve(code, self.catalog.version), depth)
    }

    /// A value of a type, or now and then one of another.
    fn value(&mut self, wanted: Type<'static>, depth: usize) -> Value {
        if self.dice.roll(FAULTS) == 0 {
            let others = [
                json!(null),
                json!("text"),
                json!(7),
                json!(1.5),
                json!(true),
                json!([]),
                json!({}),
                json!({"a": 1}),
                json!(["a"]),
            ];
            return others[self.dice.roll(others.len())].clone();
        }
        match wanted {
            Type::String | Type::IntOrString => json!("text"),
            Type::Bytes => json!("dGV4dA=="),
            Type::Time => json!("2024-01-31T12:00:00Z"),
            Type::MicroTime => json!("2024-01-31T12:00:00.000000Z"),
            Type::Boolean => json!(true),
            Type::Int32 | Type::Int64 | Type::Any => json!(self.dice.roll(1 << 20)),
            Type::Number => json!(0.5),
            Type::Quantity => json!("10Mi"),
            Type::FreeObject => json!({"free": [1]}),
            Type::EmptyObject => json!({}),
            Type::Map(code) => json!({"a": self.coded(code, depth + 1), "b/c": null}),
            Type::List(code) | Type::SchemaOrList(code) => json!([self.coded(code, depth + 1)]),
            Type::Object(object) => self.object(object, depth),
            Type::SchemaOrBoolean(code) => self.coded(code, depth + 1),
            Type::SchemaOrStrings(_) => json!(["text"]),
            Type::Enumeration(values) => json!(self.catalog.pack.values(values).next()),
        }
    }

    fn object(&mut self, object: Object<'static>, depth: usize) -> Value {
        let mut fields = Map::new();
        for field in object.fields() {
            let sides = if depth > MAX_DEPTH { 40 } else { 2 + depth / 2 };
            let written =
                if field.required { self.dice.roll(FAULTS) > 0 } else { self.dice.roll(sides) == 0 };
            if written {
                let name = self.catalog.pack.string(field.name).to_owned();
                fields.insert(name, self.coded(field.code, depth + 1));
            }
        }
        if self.dice.roll(FAULTS) == 0 {
            fields.insert("bogus".to_owned(), json!("text"));
        }
        Value::Object(fields)
    }
}

#[test]
fn both_judges_agree() {
    let catalog = Catalog::newest().unwrap();
    let (mut valid, mut invalid) = (0, 0);
    let kinds = catalog.pack.kinds().filter(|kind| catalog.serves(kind) && !kind.is_list);
    for (seed, kind) in (0..).step_by(1_000).zip(kinds) {
        let Type::Object(root) = catalog.pack.definition_type(kind.definition, catalog.version) else {
            continue;
        };
        let judge = judge_of(&catalog, root);
        for round in 0..ROUNDS {
            let mut maker = Maker { catalog: &catalog, dice: Dice(seed + round) };
            let mut object = maker.object(root, 0);
            let api_version = [kind.group, kind.version].join("/");
            object["apiVersion"] = json!(api_version.trim_start_matches('/'));
            object["kind"] = json!(kind.name);
            let good = judge.is_valid(&object);
            assert_eq!(ours(&catalog, Type::Object(root), &object), good, "{object}");
            if good { valid += 1 } else { invalid += 1 }
        }
    }
    assert!(valid > 200 && invalid > 200, "{valid} valid, {invalid} invalid");
}

/// What the walk over the schema alone says: the rules of the server go beyond what the other judge can know.
fn ours(catalog: &Catalog, root: Type<'static>, object: &Value) -> bool {
    let node = read_first(&object.to_string(), Place::of(SourceId::NOWHERE), &Limits::default()).unwrap();
    let mut findings = Vec::new();
    let mut walk = Walk::new(catalog, Dialect::Resource, &mut findings);
    walk.value(root, false, &Frame::root(&node.root.unwrap()));
    findings.is_empty()
}

//! Hash-conses shapes into nodes: what is the same is written once.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use overlint_schemas::layout::{self, node};

use super::openapi::{Field, Shape};

/// Indices of strings and definitions by their names.
pub(super) struct Names {
    pub(super) strings: HashMap<String, u16>,
    pub(super) definitions: HashMap<String, u16>,
}

/// The nodes made so far.
#[derive(Default)]
pub(super) struct Nodes {
    rows: Vec<[u8; 4]>,
    fields: Vec<[u8; 4]>,
    values: Vec<[u8; 2]>,
    known_rows: HashMap<[u8; 4], u16>,
    known_objects: HashMap<Vec<[u8; 4]>, u16>,
    known_values: HashMap<Vec<[u8; 2]>, u16>,
}

impl Names {
    /// The index of a string that was collected before.
    pub(super) fn string(&self, text: &str) -> Result<u16> {
        self.strings.get(text).copied().with_context(|| format!("the string `{text}` was not collected"))
    }

    /// The index of a definition.
    pub(super) fn definition(&self, name: &str) -> Result<u16> {
        self.definitions.get(name).copied().with_context(|| format!("the definition `{name}` is missing"))
    }
}

impl Nodes {
    /// The type of a shape, with new nodes where there are no such nodes yet.
    pub(super) fn intern(&mut self, shape: &Shape, names: &Names) -> Result<u16> {
        let (tag, count, payload) = match shape {
            Shape::Leaf(code) => return Ok(*code),
            Shape::List(items) => (node::LIST, 0, self.intern(items, names)?),
            Shape::Map(values) => (node::MAP, 0, self.intern(values, names)?),
            Shape::Reference(name) => (node::REFERENCE, 0, names.definition(name)?),
            Shape::SchemaOrBoolean(name) => (node::SCHEMA_OR_BOOLEAN, 0, self.reference(name, names)?),
            Shape::SchemaOrList(name) => (node::SCHEMA_OR_LIST, 0, self.reference(name, names)?),
            Shape::SchemaOrStrings(name) => (node::SCHEMA_OR_STRINGS, 0, self.reference(name, names)?),
            Shape::Object(fields) => {
                let count = u8::try_from(fields.len()).context("an object with more than 255 fields")?;
                (node::OBJECT, count, self.object(fields, names)?)
            }
            Shape::Enumeration(values) => {
                let count = u8::try_from(values.len()).context("an enumeration of more than 255 values")?;
                (node::ENUMERATION, count, self.values(values, names)?)
            }
        };
        let [low, high] = payload.to_le_bytes();
        self.row([tag, count, low, high])
    }

    fn reference(&mut self, name: &str, names: &Names) -> Result<u16> {
        self.intern(&Shape::Reference(name.to_owned()), names)
    }

    fn object(&mut self, fields: &std::collections::BTreeMap<String, Field>, names: &Names) -> Result<u16> {
        let mut rows = Vec::with_capacity(fields.len());
        for (name, field) in fields {
            let code = self.intern(&field.shape, names)?;
            let flag = if field.required { layout::REQUIRED } else { 0 };
            let [[name_low, name_high], [low, high]] =
                [names.string(name)?.to_le_bytes(), (code | flag).to_le_bytes()];
            rows.push([name_low, name_high, low, high]);
        }
        if let Some(first) = self.known_objects.get(&rows) {
            return Ok(*first);
        }
        let first = u16::try_from(self.fields.len()).context("more than 65,535 fields")?;
        self.fields.extend(&rows);
        self.known_objects.insert(rows, first);
        Ok(first)
    }

    fn values(&mut self, values: &[String], names: &Names) -> Result<u16> {
        let string = |value: &String| names.string(value).map(u16::to_le_bytes);
        let indices = values.iter().map(string).collect::<Result<Vec<_>>>()?;
        if let Some(first) = self.known_values.get(&indices) {
            return Ok(*first);
        }
        let first = u16::try_from(self.values.len()).context("more than 65,535 values")?;
        self.values.extend(&indices);
        self.known_values.insert(indices, first);
        Ok(first)
    }

    fn row(&mut self, row: [u8; 4]) -> Result<u16> {
        if let Some(code) = self.known_rows.get(&row) {
            return Ok(*code);
        }
        let code = u16::try_from(self.rows.len() + usize::from(layout::FIRST_NODE)).unwrap_or(u16::MAX);
        ensure!(code & layout::REQUIRED == 0, "more nodes than a type can name");
        self.rows.push(row);
        self.known_rows.insert(row, code);
        Ok(code)
    }

    /// The bytes of the nodes, of the fields and of the values.
    pub(super) fn into_bytes(self) -> [Vec<u8>; 3] {
        [self.rows.concat(), self.fields.concat(), self.values.concat()]
    }
}

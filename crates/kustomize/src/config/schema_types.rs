//! What a file of types must be made of, so that Go reads it.
//!
//! Source of the rules: `spec.Schema` of `k8s.io/kube-openapi`, as kustomize 5.8.2 decodes it. Fields that it does not know
//! may hold anything.

use overlint_source::resolve::{Resolved, resolve_yaml11};
use overlint_source::{Entry, Node};

use crate::error::{BuildError, Fault, Result};

/// What may stand in a field. A null may stand in each.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Number,
    Whole,
    Map,
    List,
    Texts,
    TextOrTexts,
    Schema,
    Schemas,
    SchemaList,
    SchemaOrList,
    SchemaOrFlag,
}

/// The fields of a schema.
const FIELDS: &[(&str, Shape)] = &[
    ("id", Shape::Text),
    ("description", Shape::Text),
    ("format", Shape::Text),
    ("title", Shape::Text),
    ("pattern", Shape::Text),
    ("discriminator", Shape::Text),
    ("nullable", Shape::Flag),
    ("exclusiveMaximum", Shape::Flag),
    ("exclusiveMinimum", Shape::Flag),
    ("uniqueItems", Shape::Flag),
    ("readOnly", Shape::Flag),
    ("maximum", Shape::Number),
    ("minimum", Shape::Number),
    ("multipleOf", Shape::Number),
    ("maxLength", Shape::Whole),
    ("minLength", Shape::Whole),
    ("maxItems", Shape::Whole),
    ("minItems", Shape::Whole),
    ("maxProperties", Shape::Whole),
    ("minProperties", Shape::Whole),
    ("externalDocs", Shape::Map),
    ("dependencies", Shape::Map),
    ("enum", Shape::List),
    ("required", Shape::Texts),
    ("type", Shape::TextOrTexts),
    ("not", Shape::Schema),
    ("allOf", Shape::SchemaList),
    ("anyOf", Shape::SchemaList),
    ("oneOf", Shape::SchemaList),
    ("items", Shape::SchemaOrList),
    ("properties", Shape::Schemas),
    ("patternProperties", Shape::Schemas),
    ("definitions", Shape::Schemas),
    ("additionalItems", Shape::SchemaOrFlag),
    ("additionalProperties", Shape::SchemaOrFlag),
];

/// Fails where a definition could not be decoded.
pub(super) fn check_definition(definition: &Node) -> Result<()> {
    if definition.as_mapping().is_none() && !is_null(definition) {
        return Err(wrong(definition, "a definition"));
    }
    for Entry { key, value } in definition.entries() {
        match key.text().to_ascii_lowercase().as_str() {
            "schema" => check(value, Shape::Schema)?,
            "dependencies" => check(value, Shape::Texts)?,
            _ => {}
        }
    }
    Ok(())
}

/// Goes as deep as the file does, which the reader limits.
fn check(node: &Node, shape: Shape) -> Result<()> {
    let each = |shape: Shape| node.items().iter().try_for_each(|item| check(item, shape));
    let is_list = node.as_sequence().is_some();
    let is_map = node.as_mapping().is_some();
    let resolved = node.as_scalar().map(resolve_yaml11);
    let is_text = matches!(resolved, Some(Resolved::Str(_) | Resolved::Timestamp(_)));
    let is_flag = matches!(resolved, Some(Resolved::Bool(_)));
    match shape {
        _ if is_null(node) => Ok(()),
        Shape::Text if is_text => Ok(()),
        Shape::Text => Err(wrong(node, "a string")),
        Shape::Flag | Shape::SchemaOrFlag if is_flag => Ok(()),
        Shape::Flag => Err(wrong(node, "`true` or `false`")),
        Shape::Number | Shape::Whole => match resolved {
            Some(Resolved::Float(number)) if number.fract() != 0.0 && matches!(shape, Shape::Whole) => {
                Err(wrong(node, "a whole number"))
            }
            Some(Resolved::Int(_) | Resolved::Uint(_) | Resolved::Float(_)) => Ok(()),
            _ => Err(wrong(node, "a number")),
        },
        Shape::List if is_list => Ok(()),
        Shape::Map if is_map => Ok(()),
        Shape::Texts | Shape::TextOrTexts if is_list => each(Shape::Text),
        Shape::TextOrTexts if is_text => Ok(()),
        Shape::List | Shape::Texts | Shape::TextOrTexts => Err(wrong(node, "a list")),
        Shape::SchemaList | Shape::SchemaOrList if is_list => each(Shape::Schema),
        Shape::SchemaList => Err(wrong(node, "a list of schemas")),
        // Go's decoder passes over anything else here.
        Shape::SchemaOrList if !is_map => Ok(()),
        Shape::Schemas if is_map => {
            node.entries().iter().try_for_each(|entry| check(&entry.value, Shape::Schema))
        }
        Shape::Schema | Shape::SchemaOrList | Shape::SchemaOrFlag if is_map => check_schema(node),
        _ => Err(wrong(node, "a map")),
    }
}

fn check_schema(schema: &Node) -> Result<()> {
    schema.entries().iter().try_for_each(|Entry { key, value }| {
        let field = FIELDS.iter().find(|(name, _)| *name == key.text());
        field.map_or(Ok(()), |(_, shape)| check(value, *shape))
    })
}

fn is_null(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| matches!(resolve_yaml11(scalar), Resolved::Null))
}

fn wrong(node: &Node, wanted: &str) -> BuildError {
    BuildError::new(Fault::Kustomization, node.origin, format!("{wanted} belongs here, in a file of types"))
}

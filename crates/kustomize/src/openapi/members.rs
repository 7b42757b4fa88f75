//! What may stand under the members of a schema.
//!
//! Source of the rules: `SchemaProps` of `kube-openapi/pkg/validation/spec`, into which kustomize 5.8.2 decodes a schema
//! file as a whole: one member of a wrong type, and nothing can be built with it.

use overlint_source::resolve::{Resolved, resolve};
use overlint_source::{Entry, Node, Value};

use crate::error::{BuildError, Fault, Result};

/// What stands under a member.
pub(super) enum Member<'a> {
    /// Nothing with a schema in it.
    Said,
    Schema(&'a Node),
    Schemas(&'a [Node]),
    /// Schemas by name.
    Named(&'a [Entry]),
}

/// Checks a member of a schema; `null` is as good as nothing everywhere.
pub(super) fn check(member: &Entry) -> Result<Member<'_>> {
    let (name, value) = (member.key.text(), &member.value);
    if value.is_null() {
        return Ok(Member::Said);
    }
    let (is_right, wanted) = match name {
        "properties" | "patternProperties" | "definitions" => {
            return map_of(value, &format!("`{name}`")).map(Member::Named);
        }
        "items" => return Ok(items(value)),
        "not" => return Ok(Member::Schema(value)),
        "additionalProperties" | "additionalItems" => {
            if value.as_mapping().is_some() {
                return Ok(Member::Schema(value));
            }
            (is_boolean(value), "a schema, `true` or `false`")
        }
        "allOf" | "anyOf" | "oneOf" => match &value.value {
            Value::Sequence(list) => return Ok(Member::Schemas(&list.items)),
            _ => (false, "a list"),
        },
        "type" => (text_of(value).is_some() || is_texts(value), "a string or a list of strings"),
        "required" => (is_texts(value), "a list of strings"),
        "enum" => (value.as_sequence().is_some(), "a list"),
        "id" | "description" | "format" | "title" | "pattern" | "discriminator" => {
            (text_of(value).is_some(), "a string")
        }
        "nullable" | "exclusiveMaximum" | "exclusiveMinimum" | "uniqueItems" | "readOnly" => {
            (is_boolean(value), "`true` or `false`")
        }
        "maximum" | "minimum" | "multipleOf" => (is_number(value), "a number"),
        "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties" | "minProperties" => {
            (is_whole(value), "a whole number")
        }
        "dependencies" | "externalDocs" => (value.as_mapping().is_some(), "a map"),
        _ => (true, ""),
    };
    if is_right { Ok(Member::Said) } else { Err(wrong_type(value, &format!("`{name}`"), wanted)) }
}

/// Checks a member that must be a string if it is one of `texts`.
pub(super) fn check_text(member: &Entry, texts: &[&str]) -> Result<()> {
    let (name, value) = (member.key.text(), &member.value);
    if !texts.contains(&name) || value.is_null() || text_of(value).is_some() {
        return Ok(());
    }
    Err(wrong_type(value, &format!("`{name}`"), "a string"))
}

fn items(value: &Node) -> Member<'_> {
    match &value.value {
        Value::Mapping(_) => Member::Schema(value),
        Value::Sequence(list) => Member::Schemas(&list.items),
        Value::Scalar(_) => Member::Said,
    }
}

/// The entries of a map; none of a null.
pub(super) fn map_of<'a>(node: &'a Node, what: &str) -> Result<&'a [Entry]> {
    if node.as_mapping().is_some() || node.is_null() {
        return Ok(node.entries());
    }
    Err(wrong_type(node, what, "a map"))
}

/// The text of a string.
pub(super) fn text_of(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar()?;
    matches!(resolve(scalar), Resolved::Str(_)).then_some(scalar.text.as_str())
}

fn is_texts(node: &Node) -> bool {
    node.as_sequence()
        .is_some_and(|list| list.items.iter().all(|item| item.is_null() || text_of(item).is_some()))
}

fn is_boolean(node: &Node) -> bool {
    matches!(node.as_scalar().map(resolve), Some(Resolved::Bool(_)))
}

fn is_number(node: &Node) -> bool {
    matches!(node.as_scalar().map(resolve), Some(Resolved::Int(_) | Resolved::Uint(_) | Resolved::Float(_)))
}

fn is_whole(node: &Node) -> bool {
    match node.as_scalar().map(resolve) {
        Some(Resolved::Int(_)) => true,
        Some(Resolved::Float(value)) => value.fract() == 0.0,
        _ => false,
    }
}

fn wrong_type(node: &Node, what: &str, wanted: &str) -> BuildError {
    let message = format!("{what} must be {wanted} for kustomize to read the schema");
    BuildError::new(Fault::Kustomization, node.origin, message)
}

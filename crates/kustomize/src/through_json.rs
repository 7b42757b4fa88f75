//! What the items of a list become on their way through JSON text.
//!
//! Source of the rules: `inlineAnyEmbeddedLists` in `api/resource/factory.go` of kustomize 5.8.2, which decodes a list,
//! writes each item as JSON and reads that as YAML again.

use std::sync::Arc;

use overlint_source::finish::PrintErrorKind;
use overlint_source::json::json_normalise;
use overlint_source::number::write_json;
use overlint_source::resolve::{Resolved, resolve};
use overlint_source::{Node, Scalar, Style, Value};
use smol_str::ToSmolStr;

use crate::error::Result;
use crate::printing::print_fault;

/// Makes of an item what JSON makes of it: strings in quotes, lists and maps in flow style, numbers as JSON spells them.
/// Fails where JSON cannot hold the item.
pub(crate) fn through_json(item: &mut Node) -> Result<()> {
    let faults = json_normalise(&mut item.clone());
    // What only a block of YAML cannot hold, JSON can.
    if let Some(fault) = faults.iter().find(|fault| !matches!(fault.kind, PrintErrorKind::LeadingTab)) {
        return Err(print_fault(fault));
    }
    rewrite(item);
    Ok(())
}

/// Goes as deep as the item does, which the reader limits.
fn rewrite(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(scalar) => {
            let scalar = json_scalar(scalar);
            node.respell(scalar);
        }
        Value::Sequence(list) => {
            let list = Arc::make_mut(list);
            list.flow = true;
            list.items.iter_mut().for_each(rewrite);
        }
        Value::Mapping(map) => {
            let map = Arc::make_mut(map);
            map.flow = true;
            map.commented.clear();
            for entry in &mut map.entries {
                entry.key.scalar = quoted(&entry.key.scalar.text);
                rewrite(&mut entry.value);
            }
        }
    }
}

/// A scalar as JSON spells it.
pub(crate) fn json_scalar(scalar: &Scalar) -> Scalar {
    match resolve(scalar) {
        Resolved::Null => Scalar::plain("null"),
        Resolved::Bool(value) => Scalar::plain(value.to_smolstr()),
        Resolved::Int(number) => Scalar::plain(number.to_smolstr()),
        Resolved::Uint(number) => Scalar::plain(number.to_smolstr()),
        Resolved::Float(number) => {
            let mut text = String::new();
            write_json(&mut text, number);
            Scalar::plain(text)
        }
        Resolved::Timestamp(time) => quoted(&time.to_string()),
        Resolved::Str(text) => quoted(&text),
        Resolved::Invalid(_) => quoted(&scalar.text),
    }
}

fn quoted(text: &str) -> Scalar {
    Scalar { style: Style::DoubleQuoted, ..Scalar::plain(text) }
}

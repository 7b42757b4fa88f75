//! Looking up the one value that a path leads to.
//!
//! Source of the rules: `PathGetter` in `kyaml/yaml/fns.go` of kustomize 5.8.2. It takes `-` for the last item, compares
//! the texts of items exactly, and knows no `*`.

use overlint_source::{Node, Value};

use super::path::{Step, number};
use super::place::{is_null, node_at, position};

/// The place that the steps lead to; none where something on the way is missing. Fails where a step does not fit.
pub(crate) fn look_up<'s>(
    root: &Node,
    steps: impl Iterator<Item = &'s str>,
) -> Result<Option<Vec<usize>>, String> {
    let mut place = Vec::new();
    for step in steps.map(str::trim).filter(|step| !step.is_empty()) {
        let Some(node) = node_at(root, &place) else { return Ok(None) };
        match child(node, step)? {
            Some(index) => place.push(index),
            None => return Ok(None),
        }
    }
    Ok(Some(place))
}

fn child(node: &Node, step: &str) -> Result<Option<usize>, String> {
    if let Some(index) = number(step) {
        let index = usize::try_from(index).map_err(|_| format!("the index `{step}` is negative"))?;
        return Ok((index < items(node, step)?.len()).then_some(index));
    }
    if step == "-" {
        let last = items(node, step)?.len().checked_sub(1);
        return last.map(Some).ok_or_else(|| "the list that `-` looks into is empty".to_owned());
    }
    match Step::of(step) {
        Step::Every => Err("`*` cannot be used here".to_owned()),
        Step::Unclear => Err(unclear(step)),
        Step::Items(field, value) => {
            Ok(items(node, step)?.iter().position(|item| is_meant(item, field, value)))
        }
        Step::Index(_) | Step::Key(_) => entry(node, step),
    }
}

/// What is wrong with brackets without `=`.
pub(super) fn unclear(step: &str) -> String {
    format!("`{step}` must say which item it means, as in `[name=web]`")
}

fn is_meant(item: &Node, field: &str, value: &str) -> bool {
    let text = |node: &Node| node.text().unwrap_or_default() == value;
    if field.is_empty() { text(item) } else { item.get(field).is_some_and(text) }
}

/// The items of a list; null has none.
pub(super) fn items<'n>(node: &'n Node, step: &str) -> Result<&'n [Node], String> {
    match &node.value {
        Value::Sequence(list) => Ok(&list.items),
        _ if is_null(node) => Ok(&[]),
        _ => Err(format!("`{step}` needs a list, and finds {}", describe(node))),
    }
}

/// Where the value of a key stands; null has none.
pub(super) fn entry(node: &Node, key: &str) -> Result<Option<usize>, String> {
    match &node.value {
        Value::Mapping(_) if !key.is_empty() => Ok(position(node, key)),
        _ if is_null(node) => Ok(None),
        _ => Err(format!("`{key}` needs a map, and finds {}", describe(node))),
    }
}

fn describe(node: &Node) -> &'static str {
    match &node.value {
        Value::Scalar(_) => "a single value",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
    }
}

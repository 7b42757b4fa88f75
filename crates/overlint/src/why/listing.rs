//! Every scalar of an object with its place, one line each.

use overlint_kustomize::Role;
use overlint_source::{Made, Node, Origin, Value};

use super::account::made_name;
use super::pointer::join;
use super::{CONCEALED, Found, Places, printed};

/// A scalar and where it comes from, in short.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where the object has it, as a JSON pointer.
    pub pointer: String,
    /// The value as it is printed.
    pub value: String,
    /// The place of its last writer.
    pub origin: Origin,
    /// What made it, if it is more than written in a resource.
    pub made: Option<String>,
    /// The place of the value before that one.
    pub was: Option<Origin>,
}

/// Every scalar at or below a node, in the order in which they are printed. The values of pointers that are secret are
/// not told.
pub fn rows(found: &Found<'_>, places: &Places<'_>, is_secret: impl Fn(&str) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    collect(found.node, &found.pointer, places, &mut rows);
    for row in rows.iter_mut().filter(|row| is_secret(&row.pointer)) {
        CONCEALED.clone_into(&mut row.value);
    }
    rows
}

/// Goes as deep as the object does, which the reader limits.
fn collect(node: &Node, pointer: &str, places: &Places<'_>, rows: &mut Vec<Row>) {
    match &node.value {
        Value::Scalar(_) => rows.push(row(node, pointer, places)),
        Value::Sequence(list) => {
            for (index, item) in list.items.iter().enumerate() {
                collect(item, &join(pointer, &index.to_string()), places, rows);
            }
        }
        Value::Mapping(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|a, b| overlint_source::emit::natural_order(a.key.text(), b.key.text()));
            for entry in entries {
                collect(&entry.value, &join(pointer, entry.key.text()), places, rows);
            }
        }
    }
}

fn row(node: &Node, pointer: &str, places: &Places<'_>) -> Row {
    Row {
        pointer: pointer.to_owned(),
        value: printed(node),
        origin: node.origin,
        made: made(node, places),
        was: node.overwritten().map(|value| value.origin).find(|origin| *origin != node.origin),
    }
}

/// What made a value: the step, unless that only wrote what stands there; else the field or the patch.
fn made(node: &Node, places: &Places<'_>) -> Option<String> {
    let step = node.history.as_deref().map(|step| step.made).filter(|made| *made != Made::Written);
    if let Some(made) = step {
        return Some(made_name(made).to_owned());
    }
    if let Some(field) = places.field(node.origin) {
        return field.split(['.', '[']).next().filter(|name| !name.is_empty()).map(str::to_owned);
    }
    match places.role(node.origin)? {
        Role::Patch => Some("patch".to_owned()),
        Role::Plugin => Some("plugin".to_owned()),
        Role::Data => Some("file".to_owned()),
        Role::Resource | Role::Base | Role::Component | Role::Configuration => None,
    }
}

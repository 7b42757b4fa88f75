//! Values as `serde_json` has them, and the way back from a pointer to a node.

use overlint_source::{Node, Origin};
use serde_json::{Map, Number, Value};

use super::super::datum::{Data, Datum};

/// A value as JSON.
pub(super) fn to_json(datum: &Datum<'_>) -> Value {
    match &datum.data {
        Data::Null => Value::Null,
        Data::Boolean(value) => Value::Bool(*value),
        Data::Integer(value) => Value::Number((*value).into()),
        Data::Number(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
        Data::Text(text) => Value::String(text.clone().into_owned()),
        Data::List(items) => Value::Array(items.iter().map(to_json).collect()),
        Data::Map(members) => {
            let entries =
                members.iter().map(|member| (member.key.clone().into_owned(), to_json(&member.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// The node that a JSON pointer leads to, or the last one on the way, and where something missing there is shown.
pub(super) fn at_pointer<'n>(root: &'n Node, pointer: &str) -> (&'n Node, Origin) {
    let (mut node, mut heading) = (root, root.origin);
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if let Some(entry) = node.entry(&step) {
            (node, heading) = (&entry.value, entry.key.origin);
        } else if let Some(item) = step.parse().ok().and_then(|at: usize| node.items().get(at)) {
            (node, heading) = (item, item.origin);
        } else {
            break;
        }
    }
    (node, heading)
}

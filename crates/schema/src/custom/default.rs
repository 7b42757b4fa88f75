//! What the server does to a custom resource before it judges it: defaults fill in what is missing, and a null goes
//! where none is allowed.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting>

use std::borrow::Cow;

use overlint_source::Origin;

use super::datum::{Data, Datum, Member};
use super::schema::Schema;

/// Fills in the defaults of a schema and takes out the nulls that it does not allow.
pub(crate) fn apply(schema: &Schema, datum: &mut Datum<'_>) {
    let heading = datum.origin;
    match &mut datum.data {
        Data::List(items) => {
            let Some(schema) = &schema.items else { return };
            for item in items {
                replace_null(schema, item);
                apply(schema, item);
            }
        }
        Data::Map(members) => map(schema, members, heading),
        _ => {}
    }
}

fn map(schema: &Schema, members: &mut Vec<Member<'_>>, heading: Origin) {
    for member in &mut *members {
        if let Some(of_key) = schema.of_key(&member.key) {
            replace_null(of_key, &mut member.value);
        }
    }
    members.retain(|member| {
        let of_key = schema.of_key(&member.key);
        !(member.value.is_null() && of_key.is_some_and(|schema| !schema.nullable))
    });
    for (key, property) in &schema.properties {
        let Some(default) = &property.default else { continue };
        if !members.iter().any(|member| member.key == *key) {
            let value = Datum { origin: heading, ..default.clone() };
            members.push(Member { key: Cow::Owned(key.clone()), origin: heading, value });
        }
    }
    for member in members {
        if let Some(of_key) = schema.of_key(&member.key) {
            apply(of_key, &mut member.value);
        }
    }
}

fn replace_null(schema: &Schema, datum: &mut Datum<'_>) {
    if let (true, false, Some(default)) = (datum.is_null(), schema.nullable, &schema.default) {
        datum.data = default.data.clone();
    }
}

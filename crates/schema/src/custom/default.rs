//! What the server does to a custom resource before it judges it: defaults fill in what is missing, and a null goes
//! where none is allowed.
//!
//! <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting>

use std::borrow::Cow;

use overlint_source::Origin;

use super::datum::{Data, Datum, Member};
use super::schema::Schema;

/// How much defaults may put into one object, in values, and how many entries may be searched for what is missing.
const MOST: usize = 2_000_000;

/// Fills in the defaults of a schema and takes out the nulls that it does not allow; returns whether that could be done
/// within bounds.
pub(crate) fn apply(schema: &Schema, datum: &mut Datum<'_>) -> bool {
    let mut filler = Filler { left: MOST };
    filler.value(schema, datum);
    filler.left > 0
}

struct Filler {
    left: usize,
}

impl Filler {
    fn value(&mut self, schema: &Schema, datum: &mut Datum<'_>) {
        let heading = datum.origin;
        match &mut datum.data {
            _ if self.left == 0 => {}
            Data::List(items) => {
                let Some(schema) = &schema.items else { return };
                for item in items {
                    self.replace_null(schema, item);
                    self.value(schema, item);
                }
            }
            Data::Map(members) => self.map(schema, members, heading),
            _ => {}
        }
    }

    fn map(&mut self, schema: &Schema, members: &mut Vec<Member<'_>>, heading: Origin) {
        for member in &mut *members {
            if let Some(of_key) = schema.of_key(&member.key) {
                self.replace_null(of_key, &mut member.value);
            }
        }
        members.retain(|member| {
            let of_key = schema.of_key(&member.key);
            !(member.value.is_null() && of_key.is_some_and(|schema| !schema.nullable))
        });
        self.left = self.left.saturating_sub(schema.properties.len().saturating_mul(members.len()) / 16);
        for (key, property) in &schema.properties {
            let Some(default) = &property.default else { continue };
            if !members.iter().any(|member| member.key == *key) && self.takes(default) {
                let value = Datum { origin: heading, ..default.clone() };
                members.push(Member { key: Cow::Owned(key.clone()), origin: heading, value });
            }
        }
        for member in members {
            if let Some(of_key) = schema.of_key(&member.key) {
                self.value(of_key, &mut member.value);
            }
        }
    }

    fn replace_null(&mut self, schema: &Schema, datum: &mut Datum<'_>) {
        if let (true, false, Some(default)) = (datum.is_null(), schema.nullable, &schema.default) {
            if self.takes(default) {
                datum.data = default.data.clone();
            }
        }
    }

    /// Whether there is room for a default.
    fn takes(&mut self, default: &Datum<'_>) -> bool {
        self.left = self.left.saturating_sub(default.weight());
        self.left > 0
    }
}

//! Which fields have to be there.
//!
//! What the OpenAPI documents call required has come closer to what the API server asks for, from version to version,
//! while the server stayed the same: 1.31 lists `serviceName` of a StatefulSet and leaves out `spec` of a Deployment,
//! and a server of that version does not ask for the one and refuses an object without the other.

use std::collections::{BTreeMap, HashMap};

use super::openapi::{Api, Shape};

/// Takes for every version what the newest that has the field says of it.
pub(super) fn level(apis: &mut BTreeMap<u8, Api>) {
    let mut known: HashMap<(String, String), bool> = HashMap::new();
    for api in apis.values_mut().rev() {
        for (definition, shape) in &mut api.definitions {
            let Shape::Object(fields) = shape else { continue };
            for (name, field) in fields {
                let key = (definition.clone(), name.clone());
                field.required = *known.entry(key).or_insert(field.required);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(required: &str) -> Api {
        let text = format!(
            r#"{{"$defs": {{"a.Set": {{"required": [{required}], "properties": {{"spec": {{"type": "string"}}, "name": {{"type": "string"}}}}}}}}}}"#
        );
        Api::parse(text.as_bytes()).expect("the definitions are well formed")
    }

    #[test]
    fn the_newest_version_decides() {
        let mut apis = BTreeMap::from([(11, api(r#""name""#)), (12, api(r#""spec""#))]);
        level(&mut apis);
        for api in apis.values() {
            let Shape::Object(fields) = &api.definitions["a.Set"] else { panic!("no object") };
            assert!(fields["spec"].required && !fields["name"].required);
        }
    }
}

//! The values of enumerations, which the OpenAPI documents leave out.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use overlint_schemas::layout::leaf;

use super::openapi::{Api, Shape};

/// One table for all versions.
const TABLE: &str = include_str!("enumerations.txt");

/// A line of the table.
struct Row<'t> {
    group: &'t str,
    /// `None` for every version of the group.
    version: Option<&'t str>,
    definition: &'t str,
    field: &'t str,
    /// The values, each with the minor version of Kubernetes that it came with.
    values: Vec<(&'t str, u8)>,
}

/// Restricts the fields that the table names to its values. Fails where the table does not fit the definitions.
pub(super) fn restrict(apis: &mut BTreeMap<u8, Api>) -> Result<()> {
    restrict_to(TABLE, apis)
}

fn restrict_to(table: &str, apis: &mut BTreeMap<u8, Api>) -> Result<()> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let row = Row::parse(line).with_context(|| format!("no enumeration: {line}"))?;
        let mut fields = 0;
        for (minor, api) in apis.iter_mut() {
            fields += row.apply(*minor, api).with_context(|| format!("Kubernetes 1.{minor}: {line}"))?;
        }
        ensure!(fields > 0, "no version has the field of this enumeration: {line}");
    }
    Ok(())
}

impl<'t> Row<'t> {
    fn parse(line: &'t str) -> Option<Self> {
        let (place, values) = line.split_once(": ")?;
        let (group, path) = place.split_once(' ')?;
        let (definition, field) = path.split_once('.')?;
        let (group, version) = match group.split_once('/') {
            Some((group, version)) => (group, Some(version)),
            None => (group, None),
        };
        let values = values.split(", ").map(value).collect::<Option<_>>()?;
        Some(Self { group, version, definition, field, values })
    }

    /// Restricts the field in one version; returns how many definitions have it.
    fn apply(&self, minor: u8, api: &mut Api) -> Result<usize> {
        let values: Vec<String> = self.values_of(minor).map(str::to_owned).collect();
        let mut count = 0;
        for (name, shape) in &mut api.definitions {
            let Shape::Object(fields) = shape else { continue };
            if !self.means(name) {
                continue;
            }
            if let Some(field) = fields.get_mut(self.field) {
                restrict_shape(&mut field.shape, &values).with_context(|| name.clone())?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn values_of(&self, minor: u8) -> impl Iterator<Item = &'t str> {
        self.values.iter().filter(move |(_, since)| *since <= minor).map(|(value, _)| *value)
    }

    fn means(&self, definition: &str) -> bool {
        let mut parts = definition.rsplit('.');
        parts.next() == Some(self.definition)
            && parts.next().is_some_and(|version| self.version.is_none_or(|wanted| wanted == version))
            && parts.next() == Some(self.group)
    }
}

fn value(text: &str) -> Option<(&str, u8)> {
    match text.split_once('@') {
        Some((value, since)) => Some((value, since.parse().ok()?)),
        None => Some((if text == "\"\"" { "" } else { text }, 0)),
    }
}

fn restrict_shape(shape: &mut Shape, values: &[String]) -> Result<()> {
    match shape {
        Shape::Leaf(leaf::STRING) => *shape = Shape::Enumeration(values.to_vec()),
        Shape::List(items) => restrict_shape(items, values)?,
        other => bail!("the field is no string, but {other:?}"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITIONS: &str = r#"{"$defs": {
        "io.k8s.api.core.v1.Port": {"properties": {
            "protocol": {"type": "string"},
            "number": {"type": "integer"},
            "modes": {"type": "array", "items": {"type": "string"}}
        }}
    }}"#;

    fn shape(table: &str, minor: u8, field: &str) -> Result<Shape> {
        let mut apis = BTreeMap::from([(minor, Api::parse(DEFINITIONS.as_bytes())?)]);
        restrict_to(table, &mut apis)?;
        let Shape::Object(fields) = &apis[&minor].definitions["io.k8s.api.core.v1.Port"] else {
            bail!("no object")
        };
        Ok(fields[field].shape.clone())
    }

    fn values(values: &[&str]) -> Shape {
        Shape::Enumeration(values.iter().map(|value| (*value).to_owned()).collect())
    }

    #[test]
    fn values_hold_from_their_version_on() {
        let table = "# a remark\n\ncore Port.protocol: \"\", SCTP@12, TCP";
        assert_eq!(shape(table, 11, "protocol").expect("it fits"), values(&["", "TCP"]));
        assert_eq!(shape(table, 12, "protocol").expect("it fits"), values(&["", "SCTP", "TCP"]));
    }

    #[test]
    fn the_items_of_a_list_are_restricted() {
        let list = Shape::List(Box::new(values(&["cert sign", "any"])));
        assert_eq!(shape("core/v1 Port.modes: cert sign, any", 11, "modes").expect("it fits"), list);
    }

    #[test]
    fn a_table_that_does_not_fit_is_refused() {
        for table in
            ["core/v2 Port.protocol: TCP", "core Port.nothing: a", "core Port.number: a", "core Port"]
        {
            assert!(shape(table, 11, "protocol").is_err(), "{table}");
        }
    }
}

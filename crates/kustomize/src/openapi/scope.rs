//! Which schema is in force at a node while a strategic merge goes down an object.
//!
//! Source of the rules: `GetSchema` of `kyaml/yaml/walk/walk.go`, `Field` and `Elements` of `kyaml/openapi/openapi.go`
//! of kustomize 5.8.2.

use std::borrow::Cow;

use overlint_source::Node;

use super::builtin::Child;
use super::{OpenApi, Schema};
use smol_str::SmolStr;

use crate::error::Result;

/// The schema at a node, or that there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    api: &'a OpenApi,
    schema: Option<Schema>,
}

/// How a list is merged.
#[derive(Clone, Debug)]
pub(crate) struct MergedList<'a> {
    /// What tells the elements apart; nothing where they are scalars, merged by value.
    pub(crate) keys: Cow<'a, [&'a str]>,
    /// The schema of each element.
    pub(crate) element: Scope<'a>,
}

impl<'a> Scope<'a> {
    /// No schema in force.
    pub(crate) fn outside(api: &'a OpenApi) -> Self {
        Self { api, schema: None }
    }

    /// Where no schema is in force, an object brings that of its kind.
    pub(crate) fn or_of(self, object: &Node) -> Self {
        Self { schema: self.schema.or_else(|| self.api.of_object(object)), ..self }
    }

    /// The schema of a field.
    pub(crate) fn field(self, name: &str) -> Self {
        let schema = match self.schema {
            Some(Schema::Builtin(Child::Map(own))) => own.field(name).map(Schema::Builtin),
            Some(Schema::Custom(index)) => self.custom_field(index, name),
            Some(Schema::Builtin(Child::List(..))) | None => None,
        };
        Self { schema, ..self }
    }

    fn custom_field(self, index: usize, name: &str) -> Option<Schema> {
        let definition = self.api.custom.as_ref()?.at(index);
        let field = definition.properties.get(name).copied().or(definition.additional)?;
        self.api.resolve(field)
    }

    /// How a list is merged, if it is. Fails where kustomize gives up on what the schema says.
    pub(crate) fn merged_list(self) -> Result<Option<MergedList<'a>>> {
        match self.schema {
            Some(Schema::Builtin(Child::List(element, keys))) => Ok(Some(MergedList {
                keys: Cow::Borrowed(keys),
                element: Self { schema: Some(Schema::Builtin(Child::Map(element))), ..self },
            })),
            Some(Schema::Custom(index)) => self.custom_list(index),
            Some(Schema::Builtin(Child::Map(_))) | None => Ok(None),
        }
    }

    fn custom_list(self, index: usize) -> Result<Option<MergedList<'a>>> {
        let Some(custom) = &self.api.custom else { return Ok(None) };
        let definition = custom.at(index);
        let Some(keys) = definition.merge.as_ref().map_err(Clone::clone)? else { return Ok(None) };
        let element = definition.element.as_ref().map_err(Clone::clone)?;
        let schema = element.and_then(|element| self.api.resolve(element));
        Ok(Some(MergedList {
            keys: keys.iter().map(SmolStr::as_str).collect(),
            element: Self { schema, ..self },
        }))
    }
}

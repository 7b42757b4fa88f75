//! The schema in force while a kustomization is built: nearly always one for the whole build.

use std::cell::{Cell, RefCell};

use super::Context;
use crate::error::Result;
use crate::kustomization::OpenApiField;
use crate::openapi::{self, Choice, OpenApi};
use crate::plan::SchemaOf;
use crate::resource::Resource;

/// The schema of a build.
pub(super) enum Schema<'a> {
    Fixed(OpenApi),
    /// The first one that is met on the way counts from there on.
    OnTheWay(&'a RefCell<Choice>),
}

impl Schema<'_> {
    /// The one that is decided from the start.
    pub(super) fn of(context: &Context<'_>, unit: usize) -> Result<Self> {
        Ok(Self::Fixed(match context.plan.units[unit].circumstances.schema {
            SchemaOf::Root(node) => context.schema(node)?,
            SchemaOf::Nobody | SchemaOf::FirstMetBy(_) => OpenApi::builtin(),
        }))
    }

    pub(super) fn in_force(&self) -> OpenApi {
        match self {
            Self::Fixed(schema) => schema.clone(),
            Self::OnTheWay(choice) => choice.borrow().schema(),
        }
    }

    /// Meets the field of a kustomization that is about to be built.
    pub(super) fn meet_field(
        &self,
        context: &Context<'_>,
        node: usize,
        field: Option<&OpenApiField>,
    ) -> Result<()> {
        let Some(field) = field.filter(|field| field.asks()) else { return Ok(()) };
        match self {
            Self::OnTheWay(choice) if !choice.borrow().is_made() => {
                let asked = context.schema(node)?;
                choice.borrow_mut().meet_field(asked);
                Ok(())
            }
            _ => openapi::check_ignored(field, &context.files(node, &Cell::new(0))),
        }
    }

    /// Meets an object, which from then on goes by the schema.
    pub(super) fn meet_object(&self, resource: &mut Resource) {
        if let Self::OnTheWay(choice) = self {
            choice.borrow_mut().meet_kind(&resource.id().gvk);
        }
        resource.go_by(&self.in_force());
    }

    /// Meets a strategic merge.
    pub(super) fn meet_merge(&self) {
        if let Self::OnTheWay(choice) = self {
            choice.borrow_mut().meet_merge();
        }
    }

    /// Lets objects that were there before the schema was met go by it.
    pub(super) fn reach(&self, resources: &mut [Resource]) {
        if let Self::OnTheWay(choice) = self
            && choice.borrow().is_made()
        {
            let schema = self.in_force();
            for resource in resources {
                resource.go_by(&schema);
            }
        }
    }
}

impl Context<'_> {
    /// The schema that a kustomization asks for.
    fn schema(&self, node: usize) -> Result<OpenApi> {
        let read = || {
            let content = self.graph.nodes[node].content.as_ref().map_err(Clone::clone)?;
            let Some(field) = &content.kustomization.openapi else { return Ok(OpenApi::builtin()) };
            let schema = openapi::load(field, &self.files(node, &Cell::new(0)))?;
            Ok(schema.unwrap_or_default())
        };
        self.schemas[node].get_or_init(read).clone()
    }
}

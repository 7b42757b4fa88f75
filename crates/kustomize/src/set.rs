//! The resources of a build, in the order in which they came.
//!
//! Source of the rules: `api/resmap/reswrangler.go` of kustomize 5.8.2.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::budget::Spent;
use crate::config::Config;
use crate::effects::Trace;
use crate::error::{BuildError, Fault, Result};
use crate::id::ResId;
use crate::kustomization::Variable;
use crate::resource::Resource;

/// The resources, current ids unique.
#[derive(Clone, Debug, Default)]
pub(crate) struct ResourceSet {
    pub(crate) list: Vec<Resource>,
    /// The fields that transformers write to: those of the bases, and this kustomization's own once it is there.
    pub(crate) config: Option<Arc<Config>>,
    /// The variables of all kustomizations so far.
    pub(crate) variables: Vec<Variable>,
    /// What the resources and all that was done to them has cost.
    pub(crate) spent: Spent,
    /// What is wrong although it can be built.
    pub(crate) notes: Vec<BuildError>,
    /// What the steps of this build changed, where somebody asks.
    pub(crate) trace: Trace,
}

impl ResourceSet {
    /// Adds resources behind the others; fails where an id is there already.
    pub(crate) fn append_all(&mut self, more: Vec<Resource>) -> Result<()> {
        if self.list.is_empty() && more.len() == 1 {
            self.list = more;
            return Ok(());
        }
        let mut known: HashMap<Key, usize> =
            self.list.iter().enumerate().map(|(index, resource)| (key(resource.id()), index)).collect();
        self.list.reserve(more.len());
        for resource in more {
            if let Some(index) = known.insert(key(resource.id()), self.list.len()) {
                return Err(duplicate(&resource, &self.list[index]));
            }
            self.list.push(resource);
        }
        Ok(())
    }

    /// The fields that transformers write to.
    pub(crate) fn config(&self) -> Arc<Config> {
        self.config.clone().unwrap_or_else(Config::default_shared)
    }

    /// Adds a configuration behind what is known.
    pub(crate) fn configure(&mut self, more: &Arc<Config>) -> Result<()> {
        self.config = Some(Config::merge(self.config.as_ref(), more)?);
        Ok(())
    }

    /// Fails where two resources have one id.
    pub(crate) fn check_unique(&self) -> Result<()> {
        let mut known: HashMap<Key, &Resource> = HashMap::with_capacity(self.list.len());
        for resource in &self.list {
            if let Some(other) = known.insert(key(resource.id()), resource) {
                return Err(duplicate(resource, other));
            }
        }
        Ok(())
    }

    /// The indices of the resources that have, or had, this id.
    pub(crate) fn matching_any_id(&self, id: &ResId) -> Vec<usize> {
        self.list
            .iter()
            .enumerate()
            .filter(|(_, resource)| resource.has_had(id))
            .map(|(index, _)| index)
            .collect()
    }
}

/// What makes two ids the same: group, version, kind, name and effective namespace.
type Key = (SmolStr, SmolStr, SmolStr, SmolStr, SmolStr);

fn key(id: &ResId) -> Key {
    let gvk = &id.gvk;
    (
        gvk.group.clone(),
        gvk.version.clone(),
        gvk.kind.clone(),
        id.name.clone(),
        id.effective_namespace().into(),
    )
}

fn duplicate(resource: &Resource, other: &Resource) -> BuildError {
    let origin = resource.name_origin();
    let error = BuildError::new(
        Fault::DuplicateResource,
        origin,
        format!("`{}` is already part of this build", resource.id()),
    );
    if other.name_origin() == origin {
        error.help("include the file or base once, or give each copy its own `namePrefix` or `namespace`")
    } else {
        error
            .related(other.name_origin(), "the other object of that name")
            .help("rename one of them, or take one out of `resources`")
    }
}

//! Which workloads and containers an option is about.

use std::borrow::Cow;
use std::collections::BTreeMap;

use overlint_policy::{Container, Globs, Role, Workload};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::Value;

/// Descriptions of workloads or containers, of which one has to fit.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "subjects")]
pub(crate) struct Subjects(Vec<Subject>);

/// The options of a policy that has no others.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exempt {
    /// The workloads and containers that are left out.
    #[serde(default)]
    pub(crate) exempt: Subjects,
}

/// The options of the policies on what every container has to have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ContainerOptions {
    /// Whether init containers are asked too.
    #[serde(default)]
    init_containers: bool,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

impl ContainerOptions {
    /// Without a configuration.
    pub(crate) const DEFAULT: Self = Self { init_containers: false, exempt: Subjects::NONE };

    /// The containers that a policy asks: those that run as long as the pod, and the init containers where that is wanted.
    pub(crate) fn containers<'a>(&self, workload: &Workload<'a>) -> impl Iterator<Item = Container<'a>> {
        workload.containers().filter(|container| {
            let is_asked = match container.role {
                Role::Main | Role::Sidecar => true,
                Role::Init => self.init_containers,
                Role::Ephemeral => false,
            };
            is_asked && !self.exempt.have(workload, container)
        })
    }
}

/// A description, all of which has to fit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
struct Subject {
    /// Globs over the kind of the workload.
    #[serde(default)]
    kind: Globs,
    /// Globs over its name.
    #[serde(default)]
    name: Globs,
    /// Globs over its namespace.
    #[serde(default)]
    namespace: Globs,
    /// Globs over the values of its labels or those of its pods, key by key.
    #[serde(default)]
    labels: BTreeMap<String, Globs>,
    /// Globs over the name of the container.
    container: Option<Globs>,
}

impl Subjects {
    /// No descriptions.
    pub(crate) const NONE: Self = Self(Vec::new());

    /// Whether a container is meant, by itself or with its workload.
    pub(crate) fn have(&self, workload: &Workload<'_>, container: &Container<'_>) -> bool {
        let named = |subject: &Subject| {
            subject.container.as_ref().is_none_or(|container_names| container_names.matches(container.name()))
        };
        self.0.iter().any(|subject| named(subject) && subject.fits(workload))
    }

    /// Whether there are no descriptions.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Subject {
    fn fits(&self, workload: &Workload<'_>) -> bool {
        let object = workload.object;
        let labelled = |(key, value): (&String, &Globs)| {
            let labels = [object.label(key), workload.pod_label(key)];
            labels.into_iter().flatten().any(|label| value.matches(label))
        };
        self.kind.matches(object.kind)
            && self.name.matches(object.name)
            && self.namespace.matches(object.namespace)
            && self.labels.iter().all(labelled)
    }
}

/// Descriptions of workloads as a whole, of which one has to fit: they name no container.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(rename = "workloads")]
pub(crate) struct Workloads(Vec<Whole>);

#[derive(Clone, Debug)]
struct Whole(Subject);

impl Workloads {
    /// No descriptions.
    pub(crate) const NONE: Self = Self(Vec::new());

    /// Whether a workload is meant.
    pub(crate) fn have(&self, workload: &Workload<'_>) -> bool {
        self.0.iter().any(|whole| whole.0.fits(workload))
    }

    /// Whether there are no descriptions.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let subject = Subject::deserialize(deserializer)?;
        match subject.container {
            None => Ok(Self(subject)),
            Some(_) => Err(D::Error::custom("`container` cannot stand here: whole workloads are meant")),
        }
    }
}

impl JsonSchema for Whole {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "workload".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Subject::json_schema(generator);
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.remove("container");
        }
        schema
    }
}

/// Whether an entry of a list of options is for a container: one of `only`, where there are any, and none that is exempt.
pub(crate) fn is_meant(
    only: &Subjects,
    exempt: &Subjects,
    workload: &Workload<'_>,
    container: &Container<'_>,
) -> bool {
    (only.is_empty() || only.have(workload, container)) && !exempt.have(workload, container)
}

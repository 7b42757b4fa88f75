//! Generators that are configured by objects of their own.

use overlint_source::Node;

use super::{GENERATORS, configuration, iam_policy, refuse_unknown};
use crate::error::Result;
use crate::files::Files;
use crate::generate::helm::{Allowed, Inflation, inflate};
use crate::generate::{Generated, Kind, generate};
use crate::kustomization::{At, Decode, Fields, Generator, GeneratorOptions, HelmChart, HelmGlobals, Text};
use crate::resource::Resource;

/// What a generator makes from its configuration.
pub(crate) fn generators_of(
    resource: &Resource,
    files: &Files<'_>,
    helm: Allowed<'_>,
) -> Result<Vec<Generated>> {
    let is_builtin = resource.id().gvk.group.is_empty() && resource.id().gvk.version == "builtin";
    match (is_builtin, resource.id().gvk.kind.as_str()) {
        (true, "ConfigMapGenerator") => Ok(vec![key_values(Kind::ConfigMap, resource, files)?]),
        (true, "SecretGenerator") => Ok(vec![key_values(Kind::Secret, resource, files)?]),
        (true, "IAMPolicyGenerator") => Ok(vec![iam_policy::generate(&configuration(resource)?)?]),
        (true, "HelmChartInflationGenerator") => chart(&configuration(resource)?, files, helm),
        _ => Err(refuse_unknown(resource, GENERATORS, "generator")),
    }
}

/// The fields of a chart and those that charts share stand beside each other. No namespace is inherited.
fn chart(node: &Node, files: &Files<'_>, helm: Allowed<'_>) -> Result<Vec<Generated>> {
    let at = At::plugin("").embedded();
    let (chart, globals) = (HelmChart::decode(node, at)?, HelmGlobals::decode(node, at)?);
    inflate(&Inflation { chart: &chart, globals: &globals, namespace: None, files }, helm)
}

fn key_values(kind: Kind, resource: &Resource, files: &Files<'_>) -> Result<Generated> {
    let node = configuration(resource)?;
    let field = if kind == Kind::Secret { "secretGenerator" } else { "configMapGenerator" };
    let mut generator = Generator::decode(&node, At::plugin(field).embedded())?;
    let metadata = Metadata::of(&node)?;
    let given = |text: &Option<Text>| text.as_ref().is_some_and(|text| !text.text.is_empty());
    if !given(&generator.name) {
        generator.name = metadata.name;
    }
    if !given(&generator.namespace) {
        generator.namespace = metadata.namespace;
    }
    generate(kind, &generator, &GeneratorOptions::default(), files)
}

/// Name and namespace of a configuration.
#[derive(Default)]
pub(super) struct Metadata {
    pub(super) name: Option<Text>,
    pub(super) namespace: Option<Text>,
}

impl Metadata {
    pub(super) fn of(node: &Node) -> Result<Self> {
        Fields::open(node, At::plugin(""), &["metadata"])?.get("metadata")
    }
}

impl Decode for Metadata {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["name", "namespace"])?;
        Ok(Self { name: fields.get("name")?, namespace: fields.get("namespace")? })
    }
}

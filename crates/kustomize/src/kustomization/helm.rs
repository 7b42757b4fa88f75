//! `helmGlobals`, `helmCharts` and the deprecated `helmChartInflationGenerator`.
//!
//! Source of the rules: `api/types/helmchartargs.go` of kustomize 5.8.2.

use overlint_source::json::json_normalise_yaml11;
use overlint_source::{Node, Origin};

use super::decode::{At, Decode, Fields, Text, wrong_type};
use crate::error::Result;
use crate::printing::print_fault;

/// `helmGlobals`: what all charts of a kustomization share.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct HelmGlobals {
    pub chart_home: Option<Text>,
    pub config_home: Option<Text>,
}

impl Decode for HelmGlobals {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["chartHome", "configHome"])?;
        Ok(Self { chart_home: filled(&fields, "chartHome")?, config_home: filled(&fields, "configHome")? })
    }
}

/// An entry of `helmCharts`. Strings that are empty are absent here.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
#[expect(clippy::struct_excessive_bools, reason = "they are as many fields of kustomize's")]
pub struct HelmChart {
    pub name: Option<Text>,
    pub version: Option<Text>,
    pub repo: Option<Text>,
    pub release_name: Option<Text>,
    pub namespace: Option<Text>,
    pub additional_values_files: Vec<Text>,
    pub values_file: Option<Text>,
    pub values_inline: Option<Values>,
    pub values_merge: Option<Text>,
    pub include_crds: bool,
    pub skip_hooks: bool,
    pub api_versions: Vec<Text>,
    pub kube_version: Option<Text>,
    pub name_template: Option<Text>,
    pub skip_tests: bool,
    pub debug: bool,
    pub devel: bool,
    /// The whole entry.
    pub origin: Origin,
}

const CHART_FIELDS: &[&str] = &[
    "name",
    "version",
    "repo",
    "releaseName",
    "namespace",
    "additionalValuesFiles",
    "valuesFile",
    "valuesInline",
    "valuesMerge",
    "includeCRDs",
    "skipHooks",
    "apiVersions",
    "kubeVersion",
    "nameTemplate",
    "skipTests",
    "debug",
    "devel",
];

impl Decode for HelmChart {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, CHART_FIELDS)?;
        Ok(Self {
            name: filled(&fields, "name")?,
            version: filled(&fields, "version")?,
            repo: filled(&fields, "repo")?,
            release_name: filled(&fields, "releaseName")?,
            namespace: filled(&fields, "namespace")?,
            additional_values_files: fields.get("additionalValuesFiles")?,
            values_file: filled(&fields, "valuesFile")?,
            values_inline: fields.get("valuesInline")?,
            values_merge: filled(&fields, "valuesMerge")?,
            include_crds: fields.get("includeCRDs")?,
            skip_hooks: fields.get("skipHooks")?,
            api_versions: fields.get("apiVersions")?,
            kube_version: filled(&fields, "kubeVersion")?,
            name_template: filled(&fields, "nameTemplate")?,
            skip_tests: fields.get("skipTests")?,
            debug: fields.get("debug")?,
            devel: fields.get("devel")?,
            origin: node.origin,
        })
    }
}

/// Values for a chart, as Go holds them: keys are strings, and numbers 64-bit floats.
#[derive(Clone, Debug)]
pub struct Values(pub(crate) Node);

impl Decode for Values {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        if node.as_mapping().is_none() {
            return Err(wrong_type(node, at.path, "a map"));
        }
        let mut node = node.clone();
        match json_normalise_yaml11(&mut node).first() {
            Some(fault) => Err(print_fault(fault)),
            None => Ok(Self(node)),
        }
    }
}

/// An entry of `helmChartInflationGenerator`; what means nothing any more is only checked.
#[derive(Clone, Debug)]
pub(super) struct OldChart {
    chart: HelmChart,
    globals: HelmGlobals,
}

const OLD_FIELDS: &[&str] = &[
    "chartName",
    "chartVersion",
    "chartRepoUrl",
    "chartHome",
    "chartRepoName",
    "helmBin",
    "helmHome",
    "values",
    "valuesLocal",
    "valuesMerge",
    "releaseName",
    "releaseNamespace",
    "extraArgs",
];

impl Decode for OldChart {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, OLD_FIELDS)?;
        for field in ["chartRepoName", "helmBin", "releaseNamespace"] {
            fields.get::<Option<Text>>(field)?;
        }
        fields.get::<Vec<Text>>("extraArgs")?;
        let chart = HelmChart {
            name: filled(&fields, "chartName")?,
            version: filled(&fields, "chartVersion")?,
            repo: filled(&fields, "chartRepoUrl")?,
            values_file: filled(&fields, "values")?,
            values_inline: fields.get("valuesLocal")?,
            values_merge: filled(&fields, "valuesMerge")?,
            release_name: filled(&fields, "releaseName")?,
            namespace: None,
            additional_values_files: Vec::new(),
            include_crds: false,
            skip_hooks: false,
            api_versions: Vec::new(),
            kube_version: None,
            name_template: None,
            skip_tests: false,
            debug: false,
            devel: false,
            origin: node.origin,
        };
        let (chart_home, config_home) = (filled(&fields, "chartHome")?, filled(&fields, "helmHome")?);
        Ok(Self { chart, globals: HelmGlobals { chart_home, config_home } })
    }
}

/// The charts of a kustomization, the deprecated ones behind the others; those say what all share where nothing else
/// does, the last to say so.
pub(super) fn charts(fields: &Fields<'_>) -> Result<(HelmGlobals, Vec<HelmChart>)> {
    let given: Option<HelmGlobals> = fields.get("helmGlobals")?;
    let mut charts: Vec<HelmChart> = fields.get("helmCharts")?;
    let old: Vec<OldChart> = fields.get("helmChartInflationGenerator")?;
    let last =
        |of: fn(&HelmGlobals) -> &Option<Text>| old.iter().rev().find_map(|old| of(&old.globals).clone());
    let globals = given.unwrap_or_else(|| HelmGlobals {
        chart_home: last(|globals| &globals.chart_home),
        config_home: last(|globals| &globals.config_home),
    });
    charts.extend(old.into_iter().map(|old| old.chart));
    Ok((globals, charts))
}

fn filled(fields: &Fields<'_>, field: &str) -> Result<Option<Text>> {
    Ok(fields.get::<Option<Text>>(field)?.filter(|text| !text.text.is_empty()))
}

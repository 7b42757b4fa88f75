//! `helmCharts`: what a chart makes, through the user's own Helm.
//!
//! Source of the rules: `api/internal/builtins/HelmChartInflationGenerator.go` of kustomize 5.8.2. Helm gets copies of
//! what the kustomization names, and never the `configHome` of a repository: that can name programs to run.

mod chart;
mod run;
mod values;

use overlint_source::read::Place;
use overlint_source::tree::path;
use overlint_source::{Key, Node, Origin};

use super::{Behavior, Generated};
use crate::documents::{read_objects, read_objects_of_lists};
use crate::error::{BuildError, Fault, Result};
use crate::files::Files;
use crate::kustomization::{HelmChart, HelmGlobals, Text};
use crate::resource::Resource;
pub use run::{ChartFile, Helm, HelmError, HelmOptions, HelmPull, HelmTemplate};

/// How to run Helm, where that is allowed.
pub(crate) type Allowed<'a> = Option<(&'a dyn Helm, &'a HelmOptions)>;

/// A chart that is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Inflation<'a> {
    pub(crate) chart: &'a HelmChart,
    pub(crate) globals: &'a HelmGlobals,
    /// The namespace of the release, unless the chart has its own.
    pub(crate) namespace: Option<&'a str>,
    pub(crate) files: &'a Files<'a>,
}

/// A chart that may be inflated.
struct Request<'a> {
    chart: &'a HelmChart,
    globals: &'a HelmGlobals,
    namespace: Option<&'a str>,
    files: &'a Files<'a>,
    helm: &'a dyn Helm,
    options: &'a HelmOptions,
}

/// What a chart makes. Nothing in it has a place of its own: everything comes from the entry that asks for the chart.
pub(crate) fn inflate(asked: &Inflation<'_>, allowed: Allowed<'_>) -> Result<Vec<Generated>> {
    let Inflation { chart, globals, namespace, files } = *asked;
    let Some((helm, options)) = allowed else { return Err(not_allowed(chart)) };
    let name = chart.name.as_ref().ok_or_else(|| fault(chart.origin, "a chart needs a `name`".to_owned()))?;
    refuse_flags(&[("name", Some(name)), ("releaseName", chart.release_name.as_ref())])?;
    let request = Request { chart, globals, namespace, files, helm, options };
    let found = chart::find(&request, name)?;
    let values = values::read(&request, &found, name)?;
    let call = template(&request, name, found.files, values);
    let output = helm.template(&call).map_err(|error| helm_fault(&error, chart.origin))?;
    objects(&output, chart.origin, &name.text)
}

fn not_allowed(chart: &HelmChart) -> BuildError {
    let name = chart.name.as_ref().map_or("", Text::as_str);
    BuildError::new(
        Fault::HelmNotAllowed,
        chart.origin,
        format!("the chart `{name}` needs Helm, which is not run"),
    )
    .help("allow it with `--enable-helm`: that runs the `helm` of this machine")
}

/// A name that begins like a flag would be one to Helm.
fn refuse_flags(names: &[(&str, Option<&Text>)]) -> Result<()> {
    for (field, name) in names {
        if let Some(name) = name.filter(|name| name.text.starts_with('-')) {
            return Err(fault(
                name.origin,
                format!("`{field}` must not begin with `-`: Helm would take it for a flag"),
            ));
        }
    }
    Ok(())
}

fn template(request: &Request<'_>, name: &Text, files: Vec<ChartFile>, values: Vec<Vec<u8>>) -> HelmTemplate {
    let chart = request.chart;
    let namespace = chart.namespace.as_ref().map(Text::as_str).or(request.namespace);
    let mut before_values = Vec::new();
    let name_template = chart.name_template.as_ref().map(Text::as_str);
    for (flag, value) in [("--namespace", namespace), ("--name-template", name_template)] {
        before_values.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value.to_owned()]));
    }
    HelmTemplate {
        name: path::file_name(name.as_str()).to_owned(),
        chart: files,
        values,
        release: chart.release_name.as_ref().map(text),
        before_values,
        behind_values: behind_values(chart, request.options),
    }
}

/// What a chart says itself wins over the options: kustomize has it so.
fn behind_values(chart: &HelmChart, options: &HelmOptions) -> Vec<String> {
    let mut arguments = Vec::new();
    let own: Vec<String> = chart.api_versions.iter().map(text).collect();
    for version in if own.is_empty() { &options.api_versions } else { &own } {
        arguments.extend(["--api-versions".to_owned(), version.clone()]);
    }
    let kube_version = chart.kube_version.as_ref().map(text).or_else(|| options.kube_version.clone());
    arguments.extend(kube_version.into_iter().flat_map(|version| ["--kube-version".to_owned(), version]));
    let flags = [
        (chart.include_crds, "--include-crds"),
        (chart.skip_tests, "--skip-tests"),
        (chart.skip_hooks, "--no-hooks"),
        (chart.debug || options.debug, "--debug"),
        (chart.devel, "--devel"),
    ];
    arguments.extend(flags.iter().filter(|(given, _)| *given).map(|(_, flag)| (*flag).to_owned()));
    arguments
}

/// What Helm printed. Where it does not read as objects, kustomize tries again and leaves lists as they are.
fn objects(output: &[u8], origin: Origin, name: &str) -> Result<Vec<Generated>> {
    let title = format!("the output of Helm for `{name}`");
    let Ok(text) = std::str::from_utf8(output) else {
        return Err(fault(origin, format!("{title} is not UTF-8")));
    };
    let place = Place::At(origin);
    let nodes = read_objects(text, place, &title)
        .or_else(|error| read_objects_of_lists(text, place, &title).map_err(|_| error));
    Ok(nodes?.into_iter().map(generated).collect())
}

/// kustomize marks what a chart makes with an annotation, which leaves `metadata` behind.
fn generated(mut node: Node) -> Generated {
    if node.get("metadata").is_none_or(Node::is_null) {
        let origin = node.origin;
        node.insert(Key::string("metadata", origin), Node::empty_mapping(origin));
    }
    let mut resource = Resource::new(node);
    resource.is_from_chart = true;
    Generated { resource, behavior: Behavior::Create }
}

fn text(text: &Text) -> String {
    text.text.to_string()
}

fn fault(origin: Origin, message: String) -> BuildError {
    BuildError::new(Fault::Chart, origin, message)
}

fn helm_fault(error: &HelmError, origin: Origin) -> BuildError {
    fault(origin, error.message.clone())
}

fn outside(name: &Text) -> BuildError {
    BuildError::new(
        Fault::Outside,
        name.origin,
        format!("the chart `{}` lies outside the repository", name.text),
    )
    .help("put the chart into the repository")
}

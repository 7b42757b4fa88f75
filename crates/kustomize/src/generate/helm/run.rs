//! What Helm is asked to do: a library runs no program, so whoever uses it says how.
//!
//! Source of the rules: `AsHelmArgs` in `api/types/helmchartargs.go` and `pullCommand` in
//! `api/internal/builtins/HelmChartInflationGenerator.go` of kustomize 5.8.2.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Runs Helm.
pub trait Helm: Sync {
    /// What `helm template` prints of a chart.
    fn template(&self, call: &HelmTemplate) -> Result<Vec<u8>, HelmError>;

    /// The files of a chart that is fetched from where it is published.
    fn pull(&self, call: &HelmPull) -> Result<Vec<ChartFile>, HelmError>;
}

/// Why Helm did not do what it was asked to.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct HelmError {
    /// What is wrong, in lower case.
    pub message: String,
}

/// What charts may do, and what holds for them all where a chart does not say it itself.
#[derive(Clone, Debug, Default)]
pub struct HelmOptions {
    /// The API versions that charts see: kustomize's `--helm-api-versions`.
    pub api_versions: Vec<String>,
    /// The version of Kubernetes that charts see: kustomize's `--helm-kube-version`.
    pub kube_version: Option<String>,
    /// Whether Helm says more: kustomize's `--helm-debug`.
    pub debug: bool,
    /// Whether a chart that is not in the repository is fetched.
    pub allow_pull: bool,
}

/// A file of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartFile {
    /// The path within the chart, with forward slashes and without `.` and `..`.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A call of `helm template`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelmTemplate {
    /// The chart. Some charts are asked for their directory's name.
    pub chart: Vec<ChartFile>,
    /// The last segment of the chart's path.
    pub name: String,
    /// The files of values, later ones over earlier ones.
    pub values: Vec<Vec<u8>>,
    pub(super) release: Option<String>,
    pub(super) before_values: Vec<String>,
    pub(super) behind_values: Vec<String>,
}

impl HelmTemplate {
    /// The arguments, once it is known where chart and values lie.
    pub fn arguments(&self, chart: &Path, values: &[PathBuf]) -> Vec<OsString> {
        let release = self.release.as_deref().unwrap_or("--generate-name");
        let mut arguments: Vec<OsString> = vec!["template".into(), release.into(), chart.into()];
        arguments.extend(self.before_values.iter().map(OsString::from));
        for file in values {
            arguments.extend(["-f".into(), file.into()]);
        }
        arguments.extend(self.behind_values.iter().map(OsString::from));
        arguments
    }
}

/// A call of `helm pull`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HelmPull {
    /// The name of the chart, which is that of the directory it comes in.
    pub name: String,
    pub(super) repo: String,
    pub(super) version: Option<String>,
    pub(super) devel: bool,
}

impl HelmPull {
    /// The arguments, once it is known where the chart's directory is to be.
    pub fn arguments(&self, into: &Path) -> Vec<OsString> {
        let mut arguments: Vec<OsString> =
            vec!["pull".into(), "--untar".into(), "--untardir".into(), into.into()];
        if self.repo.starts_with("oci://") {
            let base = self.repo.strip_suffix('/').unwrap_or(&self.repo);
            arguments.push(format!("{base}/{}", self.name).into());
        } else {
            arguments.extend(["--repo", &self.repo, &self.name].map(OsString::from));
        }
        if let Some(version) = &self.version {
            arguments.extend(["--version", version].map(OsString::from));
        }
        if self.devel {
            arguments.push("--devel".into());
        }
        arguments
    }
}

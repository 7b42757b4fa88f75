//! The arguments for Helm charts, with kustomize's own names.

use std::ffi::OsString;

use clap::Args as ClapArgs;
use overlint_kustomize::HelmOptions;

use super::build::switch;
use crate::helm::HelmProgram;

/// Running Helm.
#[derive(Debug, ClapArgs)]
pub(crate) struct Charts {
    /// Inflate Helm charts with the `helm` of this machine
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    pub(crate) enable_helm: Option<bool>,
    /// Run this program for Helm
    #[arg(long, value_name = "PROGRAM", default_value = "helm")]
    pub(crate) helm_command: OsString,
    /// An API version that charts see, unless they say it themselves; can be given several times
    #[arg(long, value_name = "VERSION")]
    pub(crate) helm_api_versions: Vec<String>,
    /// The version of Kubernetes that charts see, unless they say it themselves
    #[arg(long, value_name = "VERSION")]
    pub(crate) helm_kube_version: Option<String>,
    /// Have Helm explain what it does
    #[arg(long, value_name = "BOOL", value_parser = switch, num_args = 0..=1, require_equals = true,
          default_missing_value = "true")]
    pub(crate) helm_debug: Option<bool>,
}

impl Charts {
    /// Helm, if it may be run; it pulls charts only where remotes are allowed too.
    pub(crate) fn helm(&self, allow_remote: bool) -> Option<(HelmProgram, HelmOptions)> {
        let options = HelmOptions {
            api_versions: self.helm_api_versions.clone(),
            kube_version: self.helm_kube_version.clone().filter(|version| !version.is_empty()),
            debug: self.helm_debug == Some(true),
            allow_pull: allow_remote,
        };
        (self.enable_helm == Some(true)).then(|| (HelmProgram::new(&self.helm_command), options))
    }
}

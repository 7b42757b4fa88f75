//! The argument for schemas of custom resources.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// Schemas beside those of Kubernetes and of what the overlays build.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Schemas {
    /// Judge custom resources by what this file or directory of the repository holds: CustomResourceDefinitions, or JSON
    /// Schemas in the layouts of kubeconform; can be given several times
    #[arg(long = "schemas", value_name = "PATH")]
    pub(crate) schemas: Vec<PathBuf>,
}

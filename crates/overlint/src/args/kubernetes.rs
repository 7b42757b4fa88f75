//! The versions of Kubernetes to validate against.

use clap::Args as ClapArgs;
use overlint_schema::{Catalog, SchemaError, Version};

/// Choosing versions.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Kubernetes {
    /// Validate against these versions, whatever the configuration says; several are compared [for example: 1.31,1.34]
    #[arg(long = "kubernetes-version", value_name = "VERSION", value_delimiter = ',', value_parser = known)]
    versions: Vec<Catalog>,
}

impl Kubernetes {
    /// The schemas of the versions, oldest first and each once; none where the configuration has the choice.
    pub(crate) fn catalogs(&self) -> Vec<Catalog> {
        let mut catalogs = self.versions.clone();
        catalogs.sort_by_key(Catalog::version);
        catalogs.dedup_by_key(|catalog| catalog.version());
        catalogs
    }
}

fn known(text: &str) -> Result<Catalog, SchemaError> {
    Catalog::kubernetes(text.trim().parse::<Version>()?)
}

//! Reading the schemas that the configuration and a flag name.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use overlint_source::Origin;
use overlint_source::tree::path;

use super::Opened;
use crate::args::Schemas;
use crate::output::show_faults;
use crate::repository::Repository;
use crate::schemas::{SchemaPath, load};

impl Opened {
    /// Reads the schemas of the configuration and of the flag into the configuration; returns whether all could be read.
    /// Where not, that has been shown.
    pub(super) fn read_schemas(&mut self, flag: &Schemas, err: &mut dyn Write) -> anyhow::Result<bool> {
        let (tree, root) = (&self.repository.tree, &self.repository.root);
        let flagged = flag.schemas.iter().map(|path| flagged(&self.repository, path));
        let flagged = flagged.collect::<anyhow::Result<Vec<_>>>()?;
        let mut faults = Vec::new();
        for (base, paths) in [(root.as_str(), &self.config.schemas), ("", &flagged)] {
            match load(tree, &self.sources, base, paths) {
                Ok(custom) => self.config.custom.extend(&custom),
                Err(more) => faults.extend(more),
            }
        }
        show_faults(&faults, &self.sources, &self.repository.here, err);
        Ok(faults.is_empty())
    }
}

/// A path that was typed, within the tree.
fn flagged(repository: &Repository, typed: &Path) -> anyhow::Result<SchemaPath> {
    let text =
        typed.to_str().with_context(|| format!("`{}` is not UTF-8", typed.display()))?.replace('\\', "/");
    let outside = || format!("`--schemas {text}` lies outside the repository");
    let text = match typed.strip_prefix(repository.tree.root()) {
        Ok(inside) if typed.is_absolute() => inside.to_string_lossy().replace('\\', "/"),
        _ => path::join(&repository.here, &text).with_context(outside)?,
    };
    Ok(SchemaPath { text, origin: Origin::NOWHERE })
}

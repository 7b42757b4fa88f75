//! `cargo xtask schemas --kubeconform DIR [--version 1.31]`: the packed schemas as files that kubeconform reads.
//!
//! The files have the names of kubeconform's own, so a template finds them:
//!
//! ```text
//! kubeconform -strict -kubernetes-version 1.31.0 -schema-location \
//!   'DIR/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json'
//! ```

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use overlint_schema::{Catalog, KindSchema};

/// Writes the schemas of a version below a directory.
pub(super) fn write(directory: &Path, catalog: &Catalog, out: &mut dyn Write) -> Result<()> {
    let folder = directory.join(format!("v{}.0-standalone-strict", catalog.version()));
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut count = 0;
    for schema in catalog.json_schemas() {
        let path = folder.join(file_name(&schema));
        let text = serde_json::to_vec(&schema.schema)?;
        std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        count += 1;
    }
    let written = std::fs::read_dir(&folder)?.count();
    ensure!(written >= count, "of {count} kinds {written} have a file name of their own");
    writeln!(out, "{count} schemas in {}", folder.display())?;
    Ok(())
}

/// kubeconform's name: the kind, the first label of the group, the version.
fn file_name(schema: &KindSchema) -> String {
    let group = schema.group.split('.').next().filter(|label| !label.is_empty());
    let parts = [Some(schema.kind.as_str()), group, Some(schema.version.as_str())];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    format!("{}.json", name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_file_of_its_own() {
        for version in ["1.11", "1.21", "1.37"] {
            let catalog = Catalog::kubernetes(version.parse().expect("a version")).expect("a known version");
            let names: Vec<_> = catalog.json_schemas().map(|schema| file_name(&schema)).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "Kubernetes {version}");
            assert!(names.iter().any(|name| name == "pod-v1.json"));
            assert!(names.iter().any(|name| name.starts_with("role-rbac-v1")), "Kubernetes {version}");
        }
    }

    #[test]
    fn the_files_lie_where_the_template_looks() {
        let folder = tempfile::tempdir().expect("a directory");
        let catalog = Catalog::kubernetes("1.31".parse().expect("a version")).expect("a known version");
        write(folder.path(), &catalog, &mut Vec::new()).expect("written");
        assert!(folder.path().join("v1.31.0-standalone-strict/deployment-apps-v1.json").is_file());
    }
}

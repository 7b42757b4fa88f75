//! `--output DIRECTORY`: one file an object.
//!
//! Source of the names: `kustomize/commands/build/writer.go` of kustomize 5.8.2. What it writes differs from what it
//! prints in a few values, such as folded text, since there it skips a step; here both are the same.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use overlint_kustomize::id::{Gvk, ResId};
use overlint_kustomize::{Built, Resource};
use overlint_source::emit::emit;

/// Writes each object to its file. Nothing is written where a name is taken twice or leads elsewhere.
pub(super) fn write(built: &Built, directory: &Path) -> anyhow::Result<()> {
    let ids: Vec<&ResId> = built.resources.iter().map(Resource::id).collect();
    let names = names(&ids);
    check(&ids, &names)?;
    for (name, resource) in names.iter().zip(&built.resources) {
        let mut text = String::new();
        emit(resource.node(), &mut text);
        let file = directory.join(name);
        fs::write(&file, text).with_context(|| format!("`{}` cannot be written", file.display()))?;
    }
    Ok(())
}

/// The name of each file. Namespaces are told apart only where there are several.
fn names(ids: &[&ResId]) -> Vec<String> {
    let namespaced = || ids.iter().filter(|id| !id.cluster_scoped);
    let first = namespaced().next().map(|id| id.effective_namespace());
    let several = namespaced().any(|id| Some(id.effective_namespace()) != first);
    let name = |id: &&ResId| {
        let file = name(id);
        if several && !id.cluster_scoped {
            format!("{}_{file}", lower(id.effective_namespace()))
        } else {
            file
        }
    };
    ids.iter().map(name).collect()
}

fn name(id: &ResId) -> String {
    let Gvk { group, version, kind } = &id.gvk;
    let parts: Vec<&str> =
        [group.as_str(), version, kind].into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}_{}.yaml", lower(&parts.join("_")), lower(&id.name))
}

/// In lower case as Go has it, which makes one letter of each.
fn lower(text: &str) -> String {
    text.chars().map(|letter| letter.to_lowercase().next().unwrap_or(letter)).collect()
}

/// kustomize writes to wherever such a name leads, and of two objects with one name the last.
fn check(ids: &[&ResId], names: &[String]) -> anyhow::Result<()> {
    let mut seen: HashMap<&str, &ResId> = HashMap::with_capacity(names.len());
    for (id, name) in ids.iter().zip(names) {
        if name.contains(['/', '\\', '\0']) {
            bail!("`{id}` cannot have a file of its own: its name would be `{name}`");
        }
        if let Some(first) = seen.insert(name, id) {
            bail!("`{first}` and `{id}` would both be written to `{name}`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(api_version: &str, kind: &str, namespace: &str, name: &str) -> ResId {
        ResId::new(Gvk::new(api_version, kind), name.into(), namespace.into())
    }

    #[test]
    fn namespaces_are_named_where_there_are_several() {
        let (a, b) = (id("v1", "Service", "", "Web"), id("apps/v1", "Deployment", "default", "web"));
        let role = id("rbac.authorization.k8s.io/v1", "ClusterRole", "x", "system:İ");
        let named = names(&[&a, &b, &role]);
        assert_eq!(named[..2], ["v1_service_web.yaml", "apps_v1_deployment_web.yaml"]);
        assert_eq!(named[2], "rbac.authorization.k8s.io_v1_clusterrole_system:i.yaml");
        let c = id("example.com/v1", "Thing", "Other", "x");
        let named = names(&[&a, &c, &role]);
        assert_eq!(named[..2], ["default_v1_service_web.yaml", "other_example.com_v1_thing_x.yaml"]);
        assert_eq!(named[2], "rbac.authorization.k8s.io_v1_clusterrole_system:i.yaml");
    }

    #[test]
    fn no_object_takes_the_file_of_another_or_leaves_the_directory() {
        let (a, b) = (id("v1", "ConfigMap", "", "Web"), id("v1", "ConfigMap", "", "web"));
        let refused = |ids: &[&ResId]| check(ids, &names(ids)).expect_err("a fault").to_string();
        assert!(refused(&[&a, &b]).contains("would both be written to `v1_configmap_web.yaml`"));
        assert!(refused(&[&id("v1", "ConfigMap", "", "/../../x")]).contains("`v1_configmap_/../../x.yaml`"));
    }
}

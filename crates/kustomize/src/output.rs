//! A file an object, as kustomize writes them into a directory.
//!
//! Source of the rules: `commands/build/writer.go` of kustomize 5.8.2.

use std::collections::HashMap;

use overlint_source::Node;
use overlint_source::emit::emit;
use overlint_source::finish::{PrintError, finish, finish_file};

use crate::build::Built;
use crate::id::{Gvk, ResId};
use crate::resource::Resource;

/// Where the resources go: kustomize prints a few values in another way there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// One stream of documents. Each object is written and read again on its way.
    #[default]
    Stream,
    /// A directory with a file an object. The nodes of an object are taken as they stand.
    Files,
}

/// The file of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the directory.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Why objects cannot have files of their own. kustomize writes to wherever a name leads, and of two objects with one
/// name the last, or either.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The name leads out of the directory.
    #[error("`{id}` cannot have a file of its own: its name would be `{name}`")]
    Elsewhere {
        /// The id of the object.
        id: String,
        /// The name that its file would have.
        name: String,
    },
    /// Two objects have one name.
    #[error("`{first}` and `{second}` would both be written to `{name}`")]
    Twice {
        /// The id of the object that comes first.
        first: String,
        /// The id of the other one.
        second: String,
        /// The name that both files would have.
        name: String,
    },
}

impl Output {
    /// Brings a tree into the state in which it is printed there, and says what keeps it from being printed.
    pub(crate) fn finish(self, node: &mut Node) -> Vec<PrintError> {
        match self {
            Self::Stream => finish(node),
            Self::Files => finish_file(node),
        }
    }
}

impl Built {
    /// What `kustomize build --output DIRECTORY` writes, of a build for [`Output::Files`]: the files in the order of the
    /// resources.
    pub fn files(&self) -> Result<Vec<File>, FileError> {
        let ids: Vec<&ResId> = self.resources.iter().map(Resource::id).collect();
        let names = names(&ids);
        check(&ids, &names)?;
        let file = |(name, resource): (String, &Resource)| {
            let mut text = String::new();
            emit(resource.node(), &mut text);
            File { name, text }
        };
        Ok(names.into_iter().zip(&self.resources).map(file).collect())
    }
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

fn check(ids: &[&ResId], names: &[String]) -> Result<(), FileError> {
    let mut seen: HashMap<&str, &ResId> = HashMap::with_capacity(names.len());
    for (id, name) in ids.iter().zip(names) {
        if name.contains(['/', '\\', '\0']) {
            return Err(FileError::Elsewhere { id: id.to_string(), name: name.clone() });
        }
        if let Some(first) = seen.insert(name, id) {
            let (first, second) = (first.to_string(), id.to_string());
            return Err(FileError::Twice { first, second, name: name.clone() });
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

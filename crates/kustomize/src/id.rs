//! How kustomize tells resources apart.
//!
//! Source of the rules: `kyaml/resid` of kustomize 5.8.2.

use std::fmt;

use smol_str::{SmolStr, format_smolstr};

/// Group, version and kind; an empty part is absent, or any where it selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gvk {
    /// The API group; the core group is empty.
    pub group: SmolStr,
    /// The version.
    pub version: SmolStr,
    /// The kind.
    pub kind: SmolStr,
}

impl Gvk {
    /// From `apiVersion`, split at its first slash, and `kind`.
    pub fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self { group: group.into(), version: version.into(), kind: kind.into() }
    }

    /// From texts of the program's own.
    pub(crate) const fn fixed(group: &'static str, version: &'static str, kind: &'static str) -> Self {
        Self {
            group: SmolStr::new_static(group),
            version: SmolStr::new_static(version),
            kind: SmolStr::new_static(kind),
        }
    }

    /// The `apiVersion`.
    pub(crate) fn api_version(&self) -> SmolStr {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format_smolstr!("{}/{}", self.group, self.version)
        }
    }

    /// Whether each part of the selector that is given equals this one's.
    pub fn is_selected(&self, selector: &Self) -> bool {
        (selector.kind.is_empty() || selector.kind == self.kind)
            && (selector.group.is_empty() || selector.group == self.group)
            && (selector.version.is_empty() || selector.version == self.version)
    }

    /// Whether kustomize knows the kind to live outside namespaces. Everything else, custom resources included,
    /// counts as namespaced.
    pub fn is_cluster_scoped(&self) -> bool {
        CLUSTER_SCOPED.iter().any(|(group, versions, kinds)| {
            *group == self.group
                && versions.contains(&self.version.as_str())
                && kinds.contains(&self.kind.as_str())
        })
    }
}

type Scoped = (&'static str, &'static [&'static str], &'static [&'static str]);

const V1: &[&str] = &["v1"];
const V1BETA1: &[&str] = &["v1beta1"];
const BOTH: &[&str] = &["v1", "v1beta1"];

/// What `precomputedIsNamespaceScoped` of `kyaml/openapi` names as cluster-scoped.
const CLUSTER_SCOPED: &[Scoped] = &[
    ("", V1, &["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"]),
    (
        "admissionregistration.k8s.io",
        BOTH,
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    ),
    ("admissionregistration.k8s.io", V1, &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]),
    ("apiextensions.k8s.io", BOTH, &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io", BOTH, &["APIService"]),
    ("certificates.k8s.io", BOTH, &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io", V1BETA1, &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io", BOTH, &["IngressClass"]),
    ("node.k8s.io", BOTH, &["RuntimeClass"]),
    ("policy", V1BETA1, &["PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io", BOTH, &["ClusterRole", "ClusterRoleBinding"]),
    ("scheduling.k8s.io", BOTH, &["PriorityClass"]),
    ("storage.k8s.io", BOTH, &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"]),
];

/// The namespace that stands for "lives outside namespaces".
pub const NO_NAMESPACE: &str = "_non_namespaceable_";

/// The id of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResId {
    /// Group, version and kind.
    pub gvk: Gvk,
    /// `metadata.name`.
    pub name: SmolStr,
    /// `metadata.namespace` as written, possibly empty.
    pub namespace: SmolStr,
    /// Whether the kind lives outside namespaces.
    pub cluster_scoped: bool,
}

impl ResId {
    /// An id, its scope looked up.
    pub fn new(gvk: Gvk, name: SmolStr, namespace: SmolStr) -> Self {
        let cluster_scoped = gvk.is_cluster_scoped();
        Self { gvk, name, namespace, cluster_scoped }
    }

    /// The namespace that ids are compared by: an empty one is `default`.
    pub fn effective_namespace(&self) -> &str {
        if self.cluster_scoped {
            NO_NAMESPACE
        } else if self.namespace.is_empty() {
            "default"
        } else {
            &self.namespace
        }
    }

    /// Whether both mean the same resource.
    pub fn same(&self, other: &Self) -> bool {
        self.name == other.name && self.gvk == other.gvk && self.same_namespace(other)
    }

    /// Whether both live in the same namespace, or both in none.
    pub fn same_namespace(&self, other: &Self) -> bool {
        self.effective_namespace() == other.effective_namespace()
    }
}

impl fmt::Display for ResId {
    /// `Deployment/name` or `Deployment/namespace/name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            write!(f, "{}/{}", self.gvk.kind, self.name)
        } else {
            write!(f, "{}/{}/{}", self.gvk.kind, self.namespace, self.name)
        }
    }
}

/// A name that a resource had before a transformer renamed or moved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousId {
    /// The name.
    pub name: SmolStr,
    /// The effective namespace.
    pub namespace: SmolStr,
    /// The kind.
    pub kind: SmolStr,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_group_is_empty_and_only_the_first_slash_splits() {
        assert_eq!(Gvk::new("v1", "Pod").group, "");
        assert_eq!(Gvk::new("a/b/c", "X").version, "b/c");
    }

    #[test]
    fn an_empty_namespace_equals_default() {
        let id = |namespace: &str| ResId::new(Gvk::new("v1", "ConfigMap"), "a".into(), namespace.into());
        assert!(id("").same(&id("default")));
        assert!(!id("").same(&id("other")));
    }

    #[test]
    fn custom_resources_count_as_namespaced() {
        assert!(!Gvk::new("cert-manager.io/v1", "ClusterIssuer").is_cluster_scoped());
        assert!(Gvk::new("rbac.authorization.k8s.io/v1", "ClusterRole").is_cluster_scoped());
    }
}

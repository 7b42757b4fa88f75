//! When API versions were deprecated, when they are gone, and what takes their place.
//!
//! Written after the deprecated API migration guide
//! (<https://kubernetes.io/docs/reference/using-api/deprecation-guide/>) and the lifecycle that the types of `k8s.io/api`
//! declare. Which kinds a version serves is the pack's to say; here stands what no OpenAPI document has.

use crate::version::Version;

/// What is known of the end of an API version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifecycle {
    group: &'static str,
    version: &'static str,
    /// Empty for every kind of the API version.
    kind: &'static str,
    /// The minor version of Kubernetes 1 that deprecates it.
    deprecated: u16,
    /// The first that does not serve it any more, or is not going to; `NEVER` where no end is announced.
    gone: u16,
    /// What to do instead, where writing another API version of the same kind is not it; else empty.
    pub(crate) instead: &'static str,
}

const NEVER: u16 = u16::MAX;

/// Every row, sorted by group, version and kind.
static TABLE: &[Lifecycle] = &[
    row("", "v1", "ComponentStatus", 19, NEVER, "remove the object: the API server makes it up"),
    row("", "v1", "Endpoints", 33, NEVER, "use `EndpointSlice` of `discovery.k8s.io/v1`"),
    row("admissionregistration.k8s.io", "v1beta1", "MutatingAdmissionPolicy", 37, 40, ""),
    row("admissionregistration.k8s.io", "v1beta1", "MutatingAdmissionPolicyBinding", 37, 40, ""),
    row("admissionregistration.k8s.io", "v1beta1", "MutatingWebhookConfiguration", 16, 22, ""),
    row("admissionregistration.k8s.io", "v1beta1", "ValidatingAdmissionPolicy", 31, 34, ""),
    row("admissionregistration.k8s.io", "v1beta1", "ValidatingAdmissionPolicyBinding", 31, 34, ""),
    row("admissionregistration.k8s.io", "v1beta1", "ValidatingWebhookConfiguration", 16, 22, ""),
    row("apiextensions.k8s.io", "v1beta1", "", 16, 22, ""),
    row("apiregistration.k8s.io", "v1beta1", "", 19, 22, ""),
    row("apps", "v1beta1", "", 8, 16, ""),
    row("apps", "v1beta2", "", 9, 16, ""),
    row("authentication.k8s.io", "v1beta1", "SelfSubjectReview", 30, 33, ""),
    row("authentication.k8s.io", "v1beta1", "TokenReview", 19, 22, ""),
    row("authorization.k8s.io", "v1beta1", "", 19, 22, ""),
    row("autoscaling", "v2beta1", "", 22, 25, ""),
    row("autoscaling", "v2beta2", "", 23, 26, ""),
    row("batch", "v1beta1", "", 21, 25, ""),
    row("certificates.k8s.io", "v1alpha1", "ClusterTrustBundle", 34, 37, ""),
    row("certificates.k8s.io", "v1beta1", "CertificateSigningRequest", 19, 22, ""),
    row("certificates.k8s.io", "v1beta1", "ClusterTrustBundle", 37, 40, ""),
    row("certificates.k8s.io", "v1beta1", "PodCertificateRequest", 37, 40, ""),
    row("coordination.k8s.io", "v1beta1", "Lease", 19, 22, ""),
    row("discovery.k8s.io", "v1beta1", "", 21, 25, ""),
    row("events.k8s.io", "v1beta1", "", 22, 25, ""),
    row("extensions", "v1beta1", "DaemonSet", 8, 16, ""),
    row("extensions", "v1beta1", "Deployment", 8, 16, ""),
    row("extensions", "v1beta1", "DeploymentRollback", 8, 16, ""),
    row("extensions", "v1beta1", "Ingress", 14, 22, ""),
    row("extensions", "v1beta1", "NetworkPolicy", 9, 16, ""),
    row("extensions", "v1beta1", "PodSecurityPolicy", 10, 16, ""),
    row("extensions", "v1beta1", "ReplicaSet", 8, 16, ""),
    row("extensions", "v1beta1", "Scale", 2, 16, ""),
    row("flowcontrol.apiserver.k8s.io", "v1beta1", "", 23, 26, ""),
    row("flowcontrol.apiserver.k8s.io", "v1beta2", "", 26, 29, ""),
    row("flowcontrol.apiserver.k8s.io", "v1beta3", "", 29, 32, ""),
    row("networking.k8s.io", "v1beta1", "IPAddress", 34, 37, ""),
    row("networking.k8s.io", "v1beta1", "Ingress", 19, 22, ""),
    row("networking.k8s.io", "v1beta1", "IngressClass", 19, 22, ""),
    row("networking.k8s.io", "v1beta1", "ServiceCIDR", 34, 37, ""),
    row("node.k8s.io", "v1beta1", "", 22, 25, ""),
    row("policy", "v1beta1", "PodDisruptionBudget", 21, 25, ""),
    row(
        "policy",
        "v1beta1",
        "PodSecurityPolicy",
        21,
        25,
        "use Pod Security Admission: a label on each Namespace",
    ),
    row("rbac.authorization.k8s.io", "v1alpha1", "", 17, 23, ""),
    row("rbac.authorization.k8s.io", "v1beta1", "", 17, 22, ""),
    row("resource.k8s.io", "v1beta1", "", 35, 38, ""),
    row("resource.k8s.io", "v1beta2", "DeviceClass", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaim", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceClaimTemplate", 36, 39, ""),
    row("resource.k8s.io", "v1beta2", "ResourceSlice", 36, 39, ""),
    row("scheduling.k8s.io", "v1alpha1", "PriorityClass", 14, 23, ""),
    row("scheduling.k8s.io", "v1beta1", "PriorityClass", 14, 22, ""),
    row("storage.k8s.io", "v1alpha1", "CSIStorageCapacity", 21, 24, ""),
    row("storage.k8s.io", "v1alpha1", "VolumeAttachment", 21, 23, ""),
    row("storage.k8s.io", "v1alpha1", "VolumeAttributesClass", 32, 35, ""),
    row("storage.k8s.io", "v1beta1", "CSIDriver", 19, 22, ""),
    row("storage.k8s.io", "v1beta1", "CSINode", 17, 22, ""),
    row("storage.k8s.io", "v1beta1", "CSIStorageCapacity", 24, 27, ""),
    row("storage.k8s.io", "v1beta1", "StorageClass", 19, 22, ""),
    row("storage.k8s.io", "v1beta1", "VolumeAttachment", 19, 22, ""),
    row("storage.k8s.io", "v1beta1", "VolumeAttributesClass", 34, 37, ""),
    row("storagemigration.k8s.io", "v1beta1", "", 37, 40, ""),
];

const fn row(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    deprecated: u16,
    gone: u16,
    instead: &'static str,
) -> Lifecycle {
    Lifecycle { group, version, kind, deprecated, gone, instead }
}

/// What is known of the end of a kind's API version. A list ends with what it lists.
pub(crate) fn lifecycle(group: &str, version: &str, kind: &str) -> Option<&'static Lifecycle> {
    let start = TABLE.partition_point(|row| (row.group, row.version) < (group, version));
    let of_version = TABLE[start..].iter().take_while(|row| (row.group, row.version) == (group, version));
    let item = kind.strip_suffix("List").unwrap_or(kind);
    of_version.into_iter().find(|row| row.kind.is_empty() || row.kind == kind || row.kind == item)
}

impl Lifecycle {
    /// The version of Kubernetes that deprecates it.
    pub(crate) fn deprecated(&self) -> Version {
        Version::new(1, self.deprecated)
    }

    /// The first version of Kubernetes without it, if an end is announced.
    pub(crate) fn gone(&self) -> Option<Version> {
        (self.gone != NEVER).then(|| Version::new(1, self.gone))
    }

    /// Whether a version of Kubernetes warns of it.
    pub(crate) fn is_deprecated_in(&self, version: Version) -> bool {
        self.deprecated() <= version
    }

    /// Whether a version of Kubernetes does not serve it any more.
    pub(crate) fn is_gone_in(&self, version: Version) -> bool {
        self.gone().is_some_and(|gone| gone <= version)
    }
}

#[cfg(test)]
mod tests {
    use overlint_schemas::KUBERNETES;

    use super::*;
    use crate::pack::Pack;

    /// Their schemas were published for two versions more, for servers that turn them on again.
    const PUBLISHED_LONGER: [&str; 3] = ["extensions", "apps/v1beta1", "apps/v1beta2"];

    #[test]
    fn rows_are_sorted() {
        assert!(TABLE.is_sorted_by_key(|row| (row.group, row.version, row.kind)));
    }

    #[test]
    fn what_the_table_says_fits_the_pack() {
        let pack = Pack::new(KUBERNETES).unwrap();
        let newest = u16::from(*pack.versions().last().unwrap());
        for row in TABLE {
            let is_meant = |kind: &crate::pack::Kind<'_>| {
                (kind.group, kind.version) == (row.group, row.version)
                    && (row.kind.is_empty() || row.kind == kind.name)
            };
            let last = pack.kinds().filter(is_meant).map(|kind| kind.last).max();
            let Some(last) = last else { panic!("no version has {row:?}") };
            let after = u16::from(pack.versions()[usize::from(last)]) + 1;
            let api_version = format!("{}/{}", row.group, row.version);
            if PUBLISHED_LONGER.iter().any(|name| api_version.starts_with(name)) {
                assert!(after >= row.gone, "{row:?}: {after}");
            } else {
                assert_eq!(after.min(newest + 1), row.gone.min(newest + 1), "{row:?}");
            }
            assert!(row.deprecated < row.gone, "{row:?}");
        }
    }

    #[test]
    fn a_list_ends_with_its_items() {
        assert_eq!(lifecycle("policy", "v1beta1", "PodSecurityPolicyList").unwrap().gone, 25);
        assert_eq!(lifecycle("policy", "v1", "PodDisruptionBudget"), None);
    }
}

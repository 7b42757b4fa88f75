//! What is known of kinds: a map by version and kind, and which kinds kustomize knows by heart to be namespaced.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::id::Gvk;

/// Values by `apiVersion` and `kind`.
#[derive(Debug)]
pub(super) struct ByKind<T>(HashMap<SmolStr, Vec<(SmolStr, T)>>);

impl<T> Default for ByKind<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> ByKind<T> {
    pub(super) fn get(&self, api_version: &str, kind: &str) -> Option<&T> {
        let versions = self.0.get(kind)?;
        versions.iter().find(|(version, _)| version == api_version).map(|(_, value)| value)
    }

    /// Puts a value in, over the one that is there.
    pub(super) fn insert(&mut self, (api_version, kind): (SmolStr, SmolStr), value: T) {
        let versions = self.0.entry(kind).or_default();
        versions.retain(|(version, _)| *version != api_version);
        versions.push((api_version, value));
    }
}

type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

const V1: &[&str] = &["v1"];
const BOTH: &[&str] = &["v1", "v1beta1"];

/// What `precomputedIsNamespaceScoped` of `kyaml/openapi` names as namespaced.
const NAMESPACED: &[Row] = &[
    (
        "",
        V1,
        &[
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "PersistentVolumeClaim",
            "Pod",
            "PodAttachOptions",
            "PodExecOptions",
            "PodPortForwardOptions",
            "PodProxyOptions",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
            "ServiceProxyOptions",
        ],
    ),
    ("apps", V1, &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("autoscaling", &["v1", "v2beta1", "v2beta2"], &["HorizontalPodAutoscaler"]),
    ("autoscaling", V1, &["Scale"]),
    ("batch", BOTH, &["CronJob"]),
    ("batch", V1, &["Job"]),
    ("coordination.k8s.io", BOTH, &["Lease"]),
    ("discovery.k8s.io", BOTH, &["EndpointSlice"]),
    ("events.k8s.io", BOTH, &["Event"]),
    ("extensions", &["v1beta1"], &["Ingress"]),
    ("networking.k8s.io", BOTH, &["Ingress"]),
    ("networking.k8s.io", V1, &["NetworkPolicy"]),
    ("policy", BOTH, &["PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io", BOTH, &["Role", "RoleBinding"]),
    ("storage.k8s.io", &["v1beta1"], &["CSIStorageCapacity"]),
];

/// Whether kustomize knows a kind to be namespaced without asking any schema.
pub(super) fn is_known_as_namespaced(gvk: &Gvk) -> bool {
    NAMESPACED.iter().any(|(group, versions, kinds)| {
        *group == gvk.group && versions.contains(&gvk.version.as_str()) && kinds.contains(&gvk.kind.as_str())
    })
}

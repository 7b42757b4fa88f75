//! Roles whose holders can run what they like.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::rbac::rules;

policy! {
    /// ## What it does
    ///
    /// Finds rules that grant `create` on pods, or on what makes pods: Deployments, DaemonSets,
    /// StatefulSets, ReplicaSets, Jobs, CronJobs. A `*` for all resources is left to `wildcard-in-role`.
    ///
    /// ## Why it matters
    ///
    /// Who can make a pod in a namespace can run it with any service account of it, and read every Secret
    /// there.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [""]
    ///   resources: [pods]
    ///   verbs: [create]
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [""]
    ///   resources: [pods]
    ///   verbs: [get, list]
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/rbac-good-practices/>
    pub struct PodCreationGranted;
    id: "pod-creation-granted",
    summary: "a role grants the creation of pods",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl PodCreationGranted {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PodCreationGranted {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for rule in rules(object) {
            let granted = MAKERS.iter().filter_map(|(group, kinds)| rule.grants(group, kinds, &["create"]));
            for item in granted {
                let message = format!("the rule grants the creation of `{}`", item.text);
                findings.add(item.place(), message, "remove it, or let a controller make the pods");
            }
        }
    }
}

/// Pods and what makes them, by API group.
const MAKERS: [(&str, &[&str]); 3] = [
    ("", &["pods", "replicationcontrollers"]),
    ("apps", &["daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("batch", &["cronjobs", "jobs"]),
];

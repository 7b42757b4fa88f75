//! Pods that carry a token they may not need.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, namespaces_meet, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds pods without `automountServiceAccountToken: false`, unless their ServiceAccount is in the
    /// overlay and says it. Pods whose service account is bound to a role in the overlay are left out: they
    /// need the token.
    ///
    /// ## Why it matters
    ///
    /// With the token, whoever takes over a container can ask the API server in the name of the account.
    /// Most programs never do.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       serviceAccountName: web
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       serviceAccountName: web
    ///       automountServiceAccountToken: false
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/>
    pub struct MountedServiceAccountToken;
    id: "mounted-service-account-token",
    summary: "a pod mounts the token of its service account",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl MountedServiceAccountToken {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MountedServiceAccountToken {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        const FIELD: &str = "automountServiceAccountToken";
        let own = workload.pod.get(FIELD).and_then(Node::as_bool);
        let named = |key| workload.pod.get(key).and_then(Node::text).filter(|name| !name.is_empty());
        let account = named("serviceAccountName").or_else(|| named("serviceAccount")).unwrap_or("default");
        let object = overlay.find_near("ServiceAccount", workload.object.namespace, account);
        let given = object.and_then(|object| object.node.get(FIELD)).and_then(Node::as_bool);
        if own.or(given) == Some(false) || is_bound(overlay, workload.object.namespace, account) {
            return;
        }
        let place = match workload.pod.get(FIELD) {
            Some(node) => Place::of(node, format!("{}/{FIELD}", workload.pod_pointer())),
            None => workload.missing(FIELD),
        };
        let message = format!("the pod mounts the token of the service account `{account}`");
        findings.add(place, message, "set `automountServiceAccountToken: false`");
    }
}

/// Whether a binding of the overlay grants something to a service account.
fn is_bound(overlay: &Overlay<'_>, namespace: &str, account: &str) -> bool {
    let mut bindings = overlay.of_kind("RoleBinding").chain(overlay.of_kind("ClusterRoleBinding"));
    bindings.any(|binding| {
        let subjects = binding.node.get("subjects").map_or(&[][..], Node::items);
        subjects.iter().any(|subject| {
            let text = |key| subject.get(key).and_then(Node::text).unwrap_or_default();
            text("kind") == "ServiceAccount"
                && text("name") == account
                && namespaces_meet(text("namespace"), namespace)
        })
    })
}

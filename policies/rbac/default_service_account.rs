//! Pods without an account of their own.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds pods without a `serviceAccountName`, and those that name `default`. What runs with
    /// `automountServiceAccountToken: false` has no use for an account and is left out.
    ///
    /// ## Why it matters
    ///
    /// All such pods of a namespace are one to the API server. What is granted to one of them is granted to
    /// all.
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
    ///       terminationGracePeriodSeconds: 30
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
    /// - <https://kubernetes.io/docs/concepts/security/service-accounts/>
    pub struct DefaultServiceAccount;
    id: "default-service-account",
    summary: "a pod runs as the default service account",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl DefaultServiceAccount {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DefaultServiceAccount {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if workload.pod.get("automountServiceAccountToken").and_then(Node::as_bool) == Some(false) {
            return;
        }
        let set = ["serviceAccountName", "serviceAccount"]
            .into_iter()
            .find_map(|key| Some((key, workload.pod.get(key)?)));
        let place = match set {
            None => workload.missing("serviceAccountName"),
            Some((key, node)) if node.text().is_none_or(|name| ["", "default", "null"].contains(&name)) => {
                Place::of(node, format!("{}/{key}", workload.pod_pointer()))
            }
            Some(_) => return,
        };
        findings.add(
            place,
            "the pod runs as the default service account",
            "set `serviceAccountName` to one of its own",
        );
    }
}

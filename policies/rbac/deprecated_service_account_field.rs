//! Pods that name their account in the old field.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds pods with `serviceAccount`. Where `serviceAccountName` says something else, it says so.
    ///
    /// ## Why it matters
    ///
    /// The field is an old name of `serviceAccountName`. A patch that sets the one leaves the other as it
    /// is, and which of them counts is easily mistaken.
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
    ///       serviceAccount: web
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
    /// - <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/>
    pub struct DeprecatedServiceAccountField;
    id: "deprecated-service-account-field",
    summary: "a pod uses the deprecated field serviceAccount",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DeprecatedServiceAccountField {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DeprecatedServiceAccountField {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let Some(entry) = workload.pod.entry("serviceAccount").filter(|entry| !entry.value.is_null()) else {
            return;
        };
        let new = workload.pod.get("serviceAccountName").and_then(Node::text);
        let place = Place::new(entry.key.origin, format!("{}/serviceAccount", workload.pod_pointer()));
        match new.filter(|new| Some(*new) != entry.value.text()) {
            Some(new) => {
                let message = format!("`serviceAccount` has no effect: `serviceAccountName` is `{new}`");
                findings.add(place, message, "remove it")
            }
            None => {
                findings.add(place, "`serviceAccount` is deprecated", "rename it to `serviceAccountName`")
            }
        };
    }
}

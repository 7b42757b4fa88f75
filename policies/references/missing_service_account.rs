//! Service accounts that pods run as and that are not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds pods whose `serviceAccountName` names a ServiceAccount, if the overlay does not hold it and nothing
    /// in the overlay seems to make it. `default` is in every namespace. Where a name like it is there,
    /// `misspelt-reference` says so instead.
    ///
    /// ## Why it matters
    ///
    /// The API server refuses the pods, so the workload has none. Nothing says so but an event of its
    /// ReplicaSet.
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: web
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/service-accounts/>
    pub struct MissingServiceAccount;
    id: "missing-service-account",
    summary: "a pod runs as a service account that is not there",
    severity: Error,
    since: "0.1.0",
    profile: Strict,
}

impl MissingServiceAccount {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingServiceAccount {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.kind == "ServiceAccount");
    }
}

//! ConfigMaps that are referred to and not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds volumes, `env` and `envFrom` of pods that refer to a ConfigMap, if the overlay does not hold
    /// it and nothing in the overlay seems to make it. Where a name like it is there, `misspelt-reference`
    /// says so instead.
    ///
    /// ## Why it matters
    ///
    /// The containers do not start: the pod waits for the ConfigMap for ever.
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         envFrom:
    ///         - configMapRef:
    ///             name: settings
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
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         envFrom:
    ///         - configMapRef:
    ///             name: settings
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata:
    ///   name: settings
    /// data: {}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/configmap/>
    pub struct MissingConfigMap;
    id: "missing-config-map",
    summary: "a pod refers to a ConfigMap that is not there",
    severity: Error,
    since: "0.1.0",
    profile: Strict,
}

impl MissingConfigMap {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingConfigMap {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.kind == "ConfigMap");
    }
}

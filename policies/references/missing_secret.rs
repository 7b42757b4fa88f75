//! Secrets that are referred to and not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds volumes, `env`, `envFrom` and `imagePullSecrets` of pods, and `tls` of Ingresses, that refer
    /// to a Secret, if the overlay does not hold it and nothing in the overlay seems to make it. Where a
    /// name like it is there, `misspelt-reference` says so instead.
    ///
    /// ## Why it matters
    ///
    /// The containers do not start, or the host has no certificate. Secrets often come from elsewhere: say
    /// under `exists` which, so that the others are found.
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
    ///         - secretRef:
    ///             name: database
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
    ///         - secretRef:
    ///             name: database
    /// ---
    /// apiVersion: external-secrets.io/v1
    /// kind: ExternalSecret
    /// metadata:
    ///   name: for-the-web
    /// spec:
    ///   target:
    ///     name: database
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/secret/>
    pub struct MissingSecret;
    id: "missing-secret",
    summary: "an object refers to a Secret that is not there",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingSecret {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingSecret {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.kind == "Secret");
    }
}

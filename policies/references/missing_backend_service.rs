//! Ingresses that lead to Services that are not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Referrer, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds Ingresses that lead to a Service, if the overlay does not hold it and nothing in the overlay
    /// seems to make it. Where a name like it is there, `misspelt-reference` says so instead.
    ///
    /// ## Why it matters
    ///
    /// The Ingress controller answers such requests with an error of its own.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   defaultBackend:
    ///     service:
    ///       name: web
    ///       port: {number: 80}
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: web
    /// spec:
    ///   defaultBackend:
    ///     service:
    ///       name: web
    ///       port: {number: 80}
    /// ---
    /// apiVersion: v1
    /// kind: Service
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
    /// - <https://kubernetes.io/docs/concepts/services-networking/ingress/>
    pub struct MissingBackendService;
    id: "missing-backend-service",
    summary: "an Ingress leads to a Service that is not there",
    severity: Error,
    since: "0.1.0",
    profile: Strict,
}

impl MissingBackendService {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingBackendService {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.by == Referrer::Backend);
    }
}

//! StatefulSets whose Service is not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Referrer, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds StatefulSets whose `serviceName` names a Service, if the overlay does not hold it and nothing
    /// in the overlay seems to make it. Where a name like it is there, `misspelt-reference` says so
    /// instead.
    ///
    /// ## Why it matters
    ///
    /// The pods get no names of their own in DNS, by which they find each other.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: db
    /// spec:
    ///   serviceName: db
    ///   template:
    ///     spec:
    ///       containers: []
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata:
    ///   name: db
    /// spec:
    ///   serviceName: db
    ///   template:
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: db
    /// spec:
    ///   clusterIP: None
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id>
    pub struct MissingGoverningService;
    id: "missing-governing-service",
    summary: "a StatefulSet names a Service that is not there",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingGoverningService {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingGoverningService {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| {
            unresolved.by == Referrer::GoverningService
        });
    }
}

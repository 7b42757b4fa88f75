//! Bindings of roles that are not there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Referrer, Unresolved, policy};

use crate::shared::reference::report_missing;

policy! {
    /// ## What it does
    ///
    /// Finds RoleBindings and ClusterRoleBindings that grant a Role or a ClusterRole, if the overlay does not
    /// hold it and nothing in the overlay seems to make it. The roles of every cluster, such as `view` and those
    /// that begin with `system:`, are there. Where a name like it is there, `misspelt-reference` says so
    /// instead.
    ///
    /// ## Why it matters
    ///
    /// The binding grants nothing, and who relies on it is refused.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata:
    ///   name: web
    /// roleRef:
    ///   apiGroup: rbac.authorization.k8s.io
    ///   kind: Role
    ///   name: web
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: RoleBinding
    /// metadata:
    ///   name: web
    /// roleRef:
    ///   apiGroup: rbac.authorization.k8s.io
    ///   kind: ClusterRole
    ///   name: view
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own. What exists elsewhere is listed once for all policies, under `exists` of
    /// `overlint.yaml`: `kind`, `name` and `namespace`, the latter two as globs.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>
    pub struct MissingRole;
    id: "missing-role",
    summary: "a binding grants a role that is not there",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl MissingRole {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for MissingRole {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_overlay(&self, overlay: &Overlay<'_>, findings: &mut Findings<'_>) {
        report_missing(overlay, findings, |unresolved: &Unresolved| unresolved.by == Referrer::Role);
    }
}

//! `SecurityContextConstraints` that allow privileged containers.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};

policy! {
    /// ## What it does
    ///
    /// Finds `SecurityContextConstraints` of OpenShift with `allowPrivilegedContainer: true`.
    ///
    /// ## Why it matters
    ///
    /// Who may use these constraints may run a privileged container, and has the node.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: security.openshift.io/v1
    /// kind: SecurityContextConstraints
    /// metadata:
    ///   name: web
    /// allowPrivilegedContainer: true
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: security.openshift.io/v1
    /// kind: SecurityContextConstraints
    /// metadata:
    ///   name: web
    /// allowPrivilegedContainer: false
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/authentication_and_authorization/managing-pod-security-policies>
    pub struct PrivilegedSecurityContextConstraints;
    id: "privileged-security-context-constraints",
    summary: "SecurityContextConstraints allow privileged containers",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl PrivilegedSecurityContextConstraints {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for PrivilegedSecurityContextConstraints {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "SecurityContextConstraints" {
            return;
        }
        let field = object.node.get("allowPrivilegedContainer");
        if let Some(node) = field.filter(|node| node.as_bool() == Some(true)) {
            let place = Place::of(node, "/allowPrivilegedContainer");
            findings.add(place, "privileged containers are allowed", "set it to `false`");
        }
    }
}

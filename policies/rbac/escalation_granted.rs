//! Roles whose holders can grant themselves more.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::rbac::rules;

policy! {
    /// ## What it does
    ///
    /// Finds rules that grant the verbs `escalate`, `bind` or `impersonate`, or the making of tokens for
    /// service accounts. What names its objects under `resourceNames` is no fault.
    ///
    /// ## Why it matters
    ///
    /// Each of these lets its holder do what another may do: write a role with more rights, bind one, or
    /// act as another user.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [rbac.authorization.k8s.io]
    ///   resources: [clusterroles]
    ///   verbs: [bind]
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [rbac.authorization.k8s.io]
    ///   resources: [clusterroles]
    ///   resourceNames: [view]
    ///   verbs: [bind]
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/rbac-good-practices/>
    pub struct EscalationGranted;
    id: "escalation-granted",
    summary: "a role grants a way to more rights",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl EscalationGranted {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for EscalationGranted {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for rule in rules(object).filter(|rule| !rule.names_objects()) {
            if let Some(item) = rule.find("verbs", &["bind", "escalate", "impersonate"]) {
                let message = format!("the verb `{}` is a way to more rights", item.text);
                findings.add(item.place(), message, "remove it, or name the objects under `resourceNames`");
            }
            if let Some(item) = rule.grants("", &["serviceaccounts/token"], &["create"]) {
                let message = "whoever makes tokens for service accounts may do what these may do";
                findings.add(item.place(), message, "remove it, or name the objects under `resourceNames`");
            }
        }
    }
}

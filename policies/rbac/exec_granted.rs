//! Roles whose holders can enter containers.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::rbac::rules;

policy! {
    /// ## What it does
    ///
    /// Finds rules that grant `pods/exec` or `pods/attach`, or `*/exec` and the like. It is found at the role,
    /// whether a binding of the overlay uses it or not. A `*` for all resources is left to `wildcard-in-role`.
    ///
    /// ## Why it matters
    ///
    /// Who can enter a container does what its service account may do, sees its Secrets, and leaves no
    /// trace in the manifests.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [""]
    ///   resources: [pods/exec]
    ///   verbs: [create]
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: Role
    /// metadata:
    ///   name: web
    /// rules:
    /// - apiGroups: [""]
    ///   resources: [pods/log]
    ///   verbs: [get]
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/rbac-good-practices/>
    pub struct ExecGranted;
    id: "exec-granted",
    summary: "a role grants the entering of containers",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl ExecGranted {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ExecGranted {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for rule in rules(object) {
            let granted = ["pods/attach", "pods/exec"]
                .into_iter()
                .filter_map(|one| rule.grants("", &[one], &["create", "get"]));
            for item in granted {
                let message = format!("the rule grants `{}`", item.text);
                findings.add(item.place(), message, "remove it");
            }
        }
    }
}

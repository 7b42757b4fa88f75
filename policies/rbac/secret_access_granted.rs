//! Roles whose holders can read Secrets.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::rbac::rules;

policy! {
    /// ## What it does
    ///
    /// Finds rules that grant `get`, `list` or `watch` on Secrets. What the rule names under `resourceNames` is no
    /// fault, and a `*` for all resources is left to `wildcard-in-role`.
    ///
    /// ## Why it matters
    ///
    /// The Secrets of a namespace hold the keys to what its pods may reach. Who lists them reads them all.
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
    ///   resources: [secrets]
    ///   verbs: [get, list]
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
    ///   resources: [secrets]
    ///   resourceNames: [web]
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
    pub struct SecretAccessGranted;
    id: "secret-access-granted",
    summary: "a role grants the reading of Secrets",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl SecretAccessGranted {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for SecretAccessGranted {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for rule in rules(object).filter(|rule| !rule.names_objects()) {
            if let Some(item) = rule.grants("", &["secrets"], &["get", "list", "watch"]) {
                let help = "name the Secrets under `resourceNames`, with the verb `get` alone";
                findings.add(item.place(), "the rule grants the reading of every Secret", help);
            }
        }
    }
}

//! Roles that grant everything of some kind.

use overlint_policy::{Declaration, Findings, Object, Overlay, Policy, policy};

use crate::shared::rbac::rules;

policy! {
    /// ## What it does
    ///
    /// Finds `*` among the verbs, resources or API groups of a rule. The roles `admin` and the like that
    /// come with a cluster are not in an overlay and not meant.
    ///
    /// ## Why it matters
    ///
    /// A wildcard grants what nobody thought of, and what will be added later: new kinds of objects, and
    /// verbs such as `escalate`.
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
    ///   resources: ["*"]
    ///   verbs: [get]
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
    ///   resources: [configmaps]
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
    pub struct WildcardInRole;
    id: "wildcard-in-role",
    summary: "a rule of a role has a wildcard",
    severity: Warning,
    since: "0.1.0",
    profile: Security,
}

impl WildcardInRole {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for WildcardInRole {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        for rule in rules(object) {
            for (list, what) in [("apiGroups", "API group"), ("resources", "resource"), ("verbs", "verb")] {
                if let Some(item) = rule.find(list, &["*"]) {
                    findings.add(
                        item.place(),
                        format!("the rule grants every {what}"),
                        "list what is needed",
                    );
                }
            }
        }
    }
}

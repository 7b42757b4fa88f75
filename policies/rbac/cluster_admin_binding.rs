//! Bindings that make their subjects masters of the cluster.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

use crate::shared::rbac::{GROUP, Rule, rules};

policy! {
    /// ## What it does
    ///
    /// Finds bindings to the ClusterRole `cluster-admin`, and to a role of the same overlay that grants
    /// every verb, or one by one all that read and write, on every resource of every API group. A role that is not
    /// there is left to `missing-role`.
    ///
    /// ## Why it matters
    ///
    /// The subjects may do everything, and so may whoever takes over one of their pods.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRoleBinding
    /// metadata:
    ///   name: web
    /// roleRef:
    ///   apiGroup: rbac.authorization.k8s.io
    ///   kind: ClusterRole
    ///   name: cluster-admin
    /// subjects:
    /// - kind: ServiceAccount
    ///   name: web
    ///   namespace: web
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
    /// subjects:
    /// - kind: ServiceAccount
    ///   name: web
    ///   namespace: web
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/security/rbac-good-practices/>
    pub struct ClusterAdminBinding;
    id: "cluster-admin-binding",
    summary: "a binding grants cluster-admin or another role that allows everything",
    severity: Error,
    since: "0.1.0",
    profile: Security,
}

impl ClusterAdminBinding {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ClusterAdminBinding {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if !matches!(object.kind, "ClusterRoleBinding" | "RoleBinding") || object.group() != GROUP {
            return;
        }
        let Some(node) = object.node.at(&["roleRef", "name"]) else { return };
        let kind = object.node.at(&["roleRef", "kind"]).and_then(Node::text).unwrap_or_default();
        let name = node.text().unwrap_or_default();
        let role = overlay.find_near(kind, if kind == "Role" { object.namespace } else { "" }, name);
        if (kind == "ClusterRole" && name == "cluster-admin") || role.is_some_and(allows_everything) {
            let message = format!("the role `{name}` that is bound allows everything");
            findings.add(Place::of(node, "/roleRef/name"), message, "bind a role with what is needed");
        }
    }
}

fn allows_everything(role: Object<'_>) -> bool {
    let every = |list, rule: &Rule<'_>| rule.find(list, &["*"]).is_some();
    rules(role).any(|rule| {
        let verbs = || VERBS.iter().all(|verb| rule.covers("verbs", &[verb]));
        every("apiGroups", &rule) && every("resources", &rule) && verbs()
    })
}

/// The verbs that read and write objects. <https://kubernetes.io/docs/reference/access-authn-authz/authorization/>
const VERBS: [&str; 7] = ["create", "delete", "get", "list", "patch", "update", "watch"];

//! Who may do what: RBAC, and whose requests a FlowSchema takes.
//!
//! <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;

const GROUP: &str = "rbac.authorization.k8s.io";

impl Judge<'_> {
    /// Judges a Role.
    pub(super) fn role(&mut self, root: &Place<'_>) {
        self.policy_rules(root, true);
    }

    /// Judges a ClusterRole.
    pub(super) fn cluster_role(&mut self, root: &Place<'_>) {
        self.policy_rules(root, false);
        let Some(aggregation) = root.field("aggregationRule") else { return };
        self.wants(&aggregation, "clusterRoleSelectors");
        let selectors = aggregation.field("clusterRoleSelectors");
        for selector in selectors.iter().flat_map(|selectors| selectors.items()) {
            self.label_selector(&selector);
        }
    }

    fn policy_rules(&mut self, root: &Place<'_>, namespaced: bool) {
        let rules = root.field("rules");
        for rule in rules.iter().flat_map(|rules| rules.items()) {
            self.wants(&rule, "verbs");
            if rule.count("nonResourceURLs") == 0 {
                self.wants(&rule, "apiGroups");
                self.wants(&rule, "resources");
                continue;
            }
            if namespaced {
                self.must_not(
                    &rule,
                    "nonResourceURLs",
                    "is only for a ClusterRole: URLs lie in no namespace",
                );
            }
            let mut beside = ["apiGroups", "resources", "resourceNames"].into_iter();
            if let Some(other) = beside.find(|name| rule.count(name) > 0) {
                let reason = format!("stands beside `{other}`: a rule is about resources or about URLs");
                self.must_not(&rule, "nonResourceURLs", &reason);
            }
        }
    }

    /// Judges a RoleBinding.
    pub(super) fn role_binding(&mut self, root: &Place<'_>) {
        self.binding(root, &["Role", "ClusterRole"]);
    }

    /// Judges a ClusterRoleBinding.
    pub(super) fn cluster_role_binding(&mut self, root: &Place<'_>) {
        self.binding(root, &["ClusterRole"]);
    }

    fn binding(&mut self, root: &Place<'_>, roles: &[&str]) {
        match root.field("roleRef") {
            Some(role) => self.role_reference(&role, roles),
            None => drop(self.wants(root, "roleRef")),
        }
        let subjects = root.field("subjects");
        for subject in subjects.iter().flat_map(|subjects| subjects.items()) {
            self.subject(&subject, roles.contains(&"Role"));
        }
    }

    fn role_reference(&mut self, role: &Place<'_>, kinds: &[&str]) {
        self.wants_named(role, "name", &grammar::PATH_SEGMENT);
        if self.wants(role, "kind") {
            self.one_of(role, "kind", kinds);
        }
        self.one_of(role, "apiGroup", &[GROUP, ""]);
    }

    fn subject(&mut self, subject: &Place<'_>, namespaced: bool) {
        let named = self.wants(subject, "name");
        if !self.wants(subject, "kind") {
            return;
        }
        match subject.string("kind") {
            "ServiceAccount" => {
                if named {
                    self.named(subject, "name", &grammar::SUBDOMAIN);
                }
                if !subject.string("apiGroup").is_empty() {
                    self.must_not(subject, "apiGroup", "must be empty for a ServiceAccount");
                }
                if !namespaced {
                    self.wants(subject, "namespace");
                }
            }
            "User" | "Group" => self.one_of(subject, "apiGroup", &[GROUP, ""]),
            _ => self.one_of(subject, "kind", &["ServiceAccount", "User", "Group"]),
        }
    }

    /// Holds that the text under a key, where there is one, is one of these; the empty one is not told.
    fn one_of(&mut self, parent: &Place<'_>, name: &str, known: &[&str]) {
        let Some(value) = parent.field(name).filter(|value| !known.contains(&value.text())) else { return };
        let listed = known.iter().filter(|text| !text.is_empty()).map(|text| format!("`{text}`"));
        let help = format!("write {}", listed.collect::<Vec<_>>().join(" or "));
        self.refuse(
            "unsupported-value",
            &value,
            format!("`{}` cannot stand here", shown(value.text())),
            help,
        );
    }

    /// Judges the subjects of a FlowSchema: each says more about itself in a field of its kind.
    pub(super) fn flow_schema(&mut self, root: &Place<'_>) {
        let Some(spec) = root.field("spec") else { return };
        let rules = spec.field("rules");
        for rule in rules.iter().flat_map(|rules| rules.items()) {
            let subjects = rule.field("subjects");
            for subject in subjects.iter().flat_map(|subjects| subjects.items()) {
                let field = match subject.string("kind") {
                    "User" => "user",
                    "Group" => "group",
                    "ServiceAccount" => "serviceAccount",
                    _ => continue,
                };
                self.wants(&subject, field);
            }
        }
    }
}

//! Security contexts of pods and containers.
//!
//! <https://kubernetes.io/docs/tasks/configure-pod-container/security-context/>

use super::grammar;
use super::judge::Judge;
use super::place::Place;

/// What a user or group can be numbered.
const IDS: std::ops::RangeInclusive<i64> = 0..=i32::MAX as i64;

impl Judge<'_> {
    /// Judges the security context of a pod.
    pub(super) fn pod_security(&mut self, context: &Place<'_>) {
        for (name, value) in context.fields() {
            match name {
                "supplementalGroups" => {
                    for group in value.items() {
                        self.in_range(&group, IDS);
                    }
                }
                "sysctls" => self.distinct(&value, "name", &grammar::SYSCTL, "the sysctl"),
                _ => self.security_field(name, &value),
            }
        }
    }

    /// Judges the security context of a container.
    pub(super) fn container_security(&mut self, context: &Place<'_>) {
        for (name, value) in context.fields() {
            self.security_field(name, &value);
        }
        let escalates = !context.has("allowPrivilegeEscalation") || context.flag("allowPrivilegeEscalation");
        if context.flag("privileged") && !escalates {
            let reason = "cannot be false for a privileged container";
            self.must_not(context, "allowPrivilegeEscalation", reason);
        }
    }

    fn security_field(&mut self, name: &str, value: &Place<'_>) {
        match name {
            "fsGroup" | "runAsUser" | "runAsGroup" => self.in_range(value, IDS),
            "seccompProfile" | "appArmorProfile" => self.profile(value),
            _ => {}
        }
    }

    /// Judges a profile, which lies on the node where its type is `Localhost`.
    fn profile(&mut self, profile: &Place<'_>) {
        if !self.wants(profile, "type") {
            return;
        }
        if profile.string("type") != "Localhost" {
            self.must_not(profile, "localhostProfile", "is only for profiles of type `Localhost`");
        } else if !profile.has("localhostProfile") {
            let message = "a profile of type `Localhost` needs `localhostProfile`";
            self.lacks(profile, "localhostProfile", message, "name the profile on the node");
        }
    }
}

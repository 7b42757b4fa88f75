//! What a namespace may use: ResourceQuotas and LimitRanges.
//!
//! <https://kubernetes.io/docs/concepts/policy/resource-quotas/>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::quantities::{Amount, is_huge_page};
use super::table::Table;

/// What a quota can count without a domain before it.
const COUNTED: [&str; 19] = [
    "configmaps",
    "cpu",
    "ephemeral-storage",
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "memory",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
    "requests.storage",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
];

impl Judge<'_> {
    /// Judges a ResourceQuota.
    pub(super) fn resource_quota(&mut self, root: &Place<'_>) {
        let Some(spec) = root.field("spec") else { return };
        let hard = spec.field("hard");
        for (name, amount) in hard.iter().flat_map(|hard| hard.entries()) {
            if self.key_spelt(name, &amount, &grammar::QUALIFIED) {
                self.quota_resource(name, &amount);
            }
            self.resource_amount(name, &amount);
        }
        let Some(selector) = spec.field("scopeSelector") else { return };
        let requirements = selector.field("matchExpressions");
        for requirement in requirements.iter().flat_map(|requirements| requirements.items()) {
            self.scope(&requirement);
        }
    }

    fn quota_resource(&mut self, name: &str, amount: &Place<'_>) {
        let known = name.contains('/')
            || COUNTED.contains(&name)
            || is_huge_page(name)
            || name.starts_with("requests.hugepages-");
        if !known {
            let message = format!("`{}` is nothing that a quota counts", shown(name));
            let help =
                "write `requests.cpu`, `limits.memory`, `pods` or the like, or `count/<resource>.<group>`";
            self.refuse_key("unsupported-value", amount, message, help);
        }
    }

    fn scope(&mut self, requirement: &Place<'_>) {
        let values = requirement.count("values");
        match requirement.string("operator") {
            operator @ ("In" | "NotIn") if values == 0 => {
                let message = format!("the operator `{operator}` has no `values`");
                self.lacks(requirement, "values", message, "list at least one value");
            }
            operator @ ("Exists" | "DoesNotExist") if values > 0 => {
                self.must_not(requirement, "values", &format!("is set, but `{operator}` takes none"));
            }
            operator
                if operator != "Exists"
                    && !matches!(
                        requirement.string("scopeName"),
                        "PriorityClass" | "VolumeAttributesClass" | ""
                    ) =>
            {
                let message = format!(
                    "the scope `{}` takes the operator `Exists`",
                    shown(requirement.string("scopeName"))
                );
                self.refuse_key("invalid-selector", requirement, message, "write `operator: Exists`");
            }
            _ => {}
        }
    }

    /// Judges a LimitRange.
    pub(super) fn limit_range(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        let mut types = Table::new();
        let limits = spec.field("limits");
        for limit in limits.iter().flat_map(|limits| limits.items()) {
            let kind = limit.string("type");
            if let Some(node) = limit.node().get("type") {
                self.own_name(&mut types, kind, node.origin, &limit, "type", "the type");
            }
            self.limit(&limit, kind);
        }
    }

    fn limit(&mut self, limit: &Place<'_>, kind: &str) {
        if kind == "Pod" {
            for name in ["default", "defaultRequest"] {
                if limit.count(name) > 0 {
                    self.must_not(limit, name, "is for containers: a Pod has none");
                }
            }
        }
        for (name, list) in limit.fields().filter(|(name, _)| *name != "type") {
            for (resource, amount) in list.entries() {
                if matches!(kind, "Pod" | "Container") {
                    self.container_resource(resource, &amount);
                }
                self.limit_amount(limit, name, resource, &amount);
            }
        }
        let sizes = |name| limit.node().get(name).is_some_and(|list| list.get("storage").is_some());
        if kind == "PersistentVolumeClaim" && !sizes("min") && !sizes("max") {
            let message = "a limit for claims needs a least or a most of `storage`";
            self.lacks(limit, "max", message, "add `max` or `min` with `storage`");
        }
    }

    /// Holds that an amount is not above those that it must not be above.
    fn limit_amount(&mut self, limit: &Place<'_>, name: &str, resource: &str, amount: &Place<'_>) {
        let above: &[&str] = match name {
            "min" => &["defaultRequest", "default", "max"],
            "defaultRequest" => &["default", "max"],
            "default" => &["max"],
            _ => return,
        };
        let Some(value) = Amount::at(amount.node()) else { return };
        for other in above {
            let Some(most) = limit.node().get(other).and_then(|list| list.get(resource)) else { continue };
            if Amount::at(most).is_some_and(|most| value > most) {
                let message = format!(
                    "`{name}` of `{}` {resource} is above `{other}` of `{}`",
                    shown(amount.text()),
                    shown(most.text().unwrap_or_default())
                );
                let told = self.refuse(
                    "out-of-range",
                    amount,
                    message,
                    format!("lower `{name}`, or raise `{other}`"),
                );
                told.related(most.origin, "the other amount");
                return;
            }
        }
    }
}

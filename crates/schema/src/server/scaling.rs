//! How many pods there are: HorizontalPodAutoscalers and PodDisruptionBudgets.
//!
//! <https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/>

use crate::version::Version;

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;

/// The types of metrics, and the fields that say more about them.
const METRICS: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

impl Judge<'_> {
    /// Judges a HorizontalPodAutoscaler of either version.
    pub(super) fn autoscaler(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.replicas(&spec);
        if let Some(target) = spec.field("scaleTargetRef") {
            self.wants_named(&target, "kind", &grammar::PATH_SEGMENT);
            self.wants_named(&target, "name", &grammar::PATH_SEGMENT);
        } else {
            self.wants(&spec, "scaleTargetRef");
        }
        self.within(&spec, "targetCPUUtilizationPercentage", 1..=i64::MAX);
        let metrics = spec.field("metrics");
        for metric in metrics.iter().flat_map(|metrics| metrics.items()) {
            self.metric(&metric);
        }
        let Some(behavior) = spec.field("behavior") else { return };
        for (_, rules) in behavior.fields().filter(|(name, _)| matches!(*name, "scaleUp" | "scaleDown")) {
            self.scaling_rules(&rules);
        }
    }

    fn replicas(&mut self, spec: &Place<'_>) {
        // Since Kubernetes 1.37 a workload can be scaled to nothing.
        let least = i64::from(self.version < Version::new(1, 37));
        self.within(spec, "minReplicas", least..=i64::MAX);
        if spec.field("maxReplicas").is_none() {
            self.wants(spec, "maxReplicas");
        }
        self.within(spec, "maxReplicas", 1..=i64::MAX);
        let (least, most) = (spec.field("minReplicas"), spec.field("maxReplicas"));
        let least_number = least.as_ref().map_or(Some(1), Place::integer);
        if let Some(most) = most
            && let (Some(most_number), Some(least_number)) = (most.integer(), least_number)
            && most_number < least_number
        {
            let message = format!("`maxReplicas` of {most_number} is below `minReplicas` of {least_number}");
            let told =
                self.refuse("out-of-range", &most, message, "raise `maxReplicas`, or lower `minReplicas`");
            if let Some(least) = least {
                told.related(least.node().origin, "`minReplicas` is set here");
            }
        }
        let names_metric = |place: &Place<'_>| {
            let metrics = place.field("metrics");
            let types = metrics.iter().flat_map(|metrics| metrics.items());
            types.into_iter().any(|metric| matches!(metric.string("type"), "Object" | "External"))
        };
        if least_number == Some(0) && !names_metric(spec) {
            let reason = "can be 0 only with a metric of type `Object` or `External`: without pods no other is measured";
            self.must_not(spec, "minReplicas", reason);
        }
    }

    fn metric(&mut self, metric: &Place<'_>) {
        if !self.wants(metric, "type") {
            return;
        }
        let kind = metric.string("type");
        let Some(&(_, field)) = METRICS.iter().find(|(name, _)| *name == kind) else { return };
        let others = METRICS.iter().filter(|(name, _)| *name != kind);
        if !metric.has(field) && !others.clone().any(|(_, other)| metric.has(other)) {
            let message = format!("a metric of type `{kind}` needs `{field}`");
            self.lacks(metric, field, message, format!("add `{field}`"));
        }
        for (_, other) in others {
            self.must_not(metric, other, &format!("has no use in a metric of type `{kind}`"));
        }
        if let Some(source) = metric.field(field) {
            self.metric_source(kind, &source);
        }
    }

    fn metric_source(&mut self, kind: &str, source: &Place<'_>) {
        if matches!(kind, "Resource" | "ContainerResource") {
            self.wants(source, "name");
            if kind == "ContainerResource" {
                self.wants_named(source, "container", &grammar::LABEL);
            }
        } else if let Some(metric) = source.field("metric") {
            self.wants_named(&metric, "name", &grammar::PATH_SEGMENT);
        }
        match source.field("target") {
            Some(target) => self.metric_target(kind, &target),
            None => drop(self.wants(source, "target")),
        }
    }

    fn metric_target(&mut self, kind: &str, target: &Place<'_>) {
        self.wants(target, "type");
        for name in ["value", "averageValue"] {
            if let Some(amount) = target.field(name) {
                self.positive(&amount, "the target");
            }
        }
        self.within(target, "averageUtilization", 1..=i64::MAX);
        let fields: &[&str] = match kind {
            "Resource" | "ContainerResource" => &["averageUtilization", "averageValue"],
            "Pods" => &["averageValue"],
            _ => &["value", "averageValue"],
        };
        let missing = fields.iter().all(|name| !target.has(name));
        if missing {
            let named: Vec<_> = fields.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("the target of a metric of type `{kind}` needs {}", named.join(" or "));
            self.lacks(target, fields[0], message, format!("add {}", named.join(" or ")));
        } else if kind != "Object" {
            self.at_most_one(target, fields, "a metric has one target");
        }
    }

    fn scaling_rules(&mut self, rules: &Place<'_>) {
        self.within(rules, "stabilizationWindowSeconds", 0..=3600);
        let policies = rules.field("policies");
        if policies.as_ref().is_some_and(Place::is_empty) {
            self.wants(rules, "policies");
        }
        for policy in policies.iter().flat_map(|policies| policies.items()) {
            self.within(&policy, "value", 1..=i64::MAX);
            self.within(&policy, "periodSeconds", 1..=1800);
        }
    }

    /// Judges a PodDisruptionBudget.
    pub(super) fn disruption_budget(&mut self, root: &Place<'_>) {
        let Some(spec) = root.field("spec") else { return };
        self.at_most_one(&spec, &["minAvailable", "maxUnavailable"], "each follows from the other");
        for (_, amount) in
            spec.fields().filter(|(name, _)| matches!(*name, "minAvailable" | "maxUnavailable"))
        {
            self.count_or_percentage(&amount);
            self.not_above_all(&amount);
        }
        self.selector(&spec, "selector");
    }

    /// Judges a PriorityClass.
    pub(super) fn priority_class(&mut self, root: &Place<'_>) {
        const MOST: i64 = 1_000_000_000;
        let Some(metadata) = root.field("metadata") else { return };
        let name = metadata.string("name");
        if !name.starts_with("system-") {
            self.within(root, "value", i64::from(i32::MIN)..=MOST);
        } else if !matches!(name, "system-node-critical" | "system-cluster-critical")
            && let Some(name) = metadata.field("name")
        {
            let message = format!(
                "`{}` begins with `system-`, which is kept for Kubernetes itself",
                shown(name.text())
            );
            self.refuse("invalid-name", &name, message, "choose another name");
        }
    }
}

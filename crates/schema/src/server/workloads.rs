//! Workloads that keep pods running: Deployments, `StatefulSets`, `DaemonSets` and what they are made of.
//!
//! <https://kubernetes.io/docs/concepts/workloads/controllers/>

use crate::version::Version;

use super::grammar::{self, percentage};
use super::judge::{Judge, shown};
use super::place::{IntOrString, Place};
use super::pod::{RUNNING, Setting};

impl Judge<'_> {
    /// The `spec` of a workload, reported where there is none.
    pub(super) fn spec_of<'a>(&mut self, root: &'a Place<'_>) -> Option<Place<'a>> {
        let spec = root.field("spec");
        if spec.is_none() {
            self.lacks(root, "spec", "the object has no `spec`", "add `spec`");
        }
        spec
    }

    /// Judges a Deployment.
    pub(super) fn deployment(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.not_negative(
            &spec,
            &["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"],
        );
        self.own_selector(&spec);
        self.template(&spec, &RUNNING);
        self.progress(&spec);
        let Some(strategy) = spec.field("strategy") else { return };
        match strategy.string_or("type", "RollingUpdate") {
            "Recreate" => self.must_not(&strategy, "rollingUpdate", "has no use beside `type: Recreate`"),
            "RollingUpdate" => self.rolling_update(&strategy, (25, 25)),
            _ => {}
        }
    }

    fn progress(&mut self, spec: &Place<'_>) {
        let ready = spec.number("minReadySeconds").unwrap_or(0);
        let deadline = spec.number("progressDeadlineSeconds");
        if deadline.unwrap_or(600) > ready {
            return;
        }
        let name = if deadline.is_some() { "progressDeadlineSeconds" } else { "minReadySeconds" };
        if let Some(value) = spec.field(name) {
            let message = format!(
                "`progressDeadlineSeconds` of {} must be more than `minReadySeconds` of {ready}",
                deadline.unwrap_or(600)
            );
            self.refuse(
                "out-of-range",
                &value,
                message,
                "raise `progressDeadlineSeconds`, or lower `minReadySeconds`",
            );
        }
    }

    /// Judges how a Deployment is replaced; with what is filled in for `maxUnavailable` and `maxSurge`.
    fn rolling_update(&mut self, strategy: &Place<'_>, defaults: (u64, u64)) {
        let Some(update) = strategy.field("rollingUpdate") else { return };
        let (unavailable, surge) = (update.field("maxUnavailable"), update.field("maxSurge"));
        for value in [&unavailable, &surge].into_iter().flatten() {
            self.count_or_percentage(value);
        }
        if let Some(unavailable) = &unavailable {
            self.not_above_all(unavailable);
        }
        let unavailable_amount = unavailable.as_ref().map_or(Some(defaults.0), amount);
        let surge_amount = surge.as_ref().map_or(Some(defaults.1), amount);
        if (unavailable_amount, surge_amount) == (Some(0), Some(0)) {
            self.stuck_update(unavailable.as_ref().or(surge.as_ref()));
        }
    }

    fn stuck_update(&mut self, place: Option<&Place<'_>>) {
        let Some(place) = place else { return };
        let message = "`maxUnavailable` and `maxSurge` are both 0: no pod could ever be replaced";
        self.refuse("out-of-range", place, message, "raise one of the two");
    }

    /// Holds that a value is a number that is not negative, or a percentage.
    pub(super) fn count_or_percentage(&mut self, value: &Place<'_>) {
        match value.int_or_string() {
            Some(IntOrString::Int(_)) => self.in_range(value, 0..=i64::MAX),
            Some(IntOrString::Text(text)) if percentage(text).is_none() => {
                let message = format!("`{}` is no percentage", shown(text));
                self.refuse(
                    "malformed-value",
                    value,
                    message,
                    "write a number without quotes, or a percentage such as `25%`",
                );
            }
            _ => {}
        }
    }

    /// Holds that a percentage is not above `100%`.
    pub(super) fn not_above_all(&mut self, value: &Place<'_>) {
        if let Some(IntOrString::Text(text)) = value.int_or_string()
            && percentage(text).is_some_and(|number| number > 100)
        {
            let message = format!("`{}` is more than all", shown(text));
            self.refuse("out-of-range", value, message, "write at most `100%`");
        }
    }

    /// Judges a `ReplicaSet`.
    pub(super) fn replica_set(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.not_negative(&spec, &["replicas", "minReadySeconds"]);
        self.own_selector(&spec);
        self.template(&spec, &RUNNING);
    }

    /// Judges a `ReplicationController`, whose selector is a map, filled in from the template.
    pub(super) fn replication_controller(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.not_negative(&spec, &["replicas", "minReadySeconds"]);
        self.map_selects_template(&spec);
        self.template(&spec, &RUNNING);
    }

    /// Judges a `DaemonSet`.
    pub(super) fn daemon_set(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.not_negative(&spec, &["minReadySeconds", "revisionHistoryLimit"]);
        self.own_selector(&spec);
        self.template(&spec, &RUNNING);
        let Some(strategy) = spec.field("updateStrategy") else { return };
        if strategy.string_or("type", "RollingUpdate") == "RollingUpdate" {
            self.daemon_update(&strategy);
        }
    }

    fn daemon_update(&mut self, strategy: &Place<'_>) {
        self.rolling_update(strategy, (1, 0));
        let Some(update) = strategy.field("rollingUpdate") else { return };
        let Some(surge) = update.field("maxSurge") else { return };
        self.not_above_all(&surge);
        let unavailable = update.field("maxUnavailable").as_ref().map_or(Some(1), amount);
        if amount(&surge).is_some_and(|amount| amount > 0) && unavailable.is_some_and(|amount| amount > 0) {
            let message = "a DaemonSet cannot have both `maxSurge` and `maxUnavailable` above 0";
            self.refuse_key(
                "conflicting-fields",
                &surge,
                message,
                "write `maxUnavailable: 0` beside `maxSurge`",
            );
        }
    }

    /// Judges a `StatefulSet`.
    pub(super) fn stateful_set(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.not_negative(&spec, &["replicas", "minReadySeconds"]);
        if self.version >= Version::new(1, 33) {
            self.named(&spec, "serviceName", &grammar::LABEL);
        }
        if let Some(ordinals) = spec.field("ordinals") {
            self.not_negative(&ordinals, &["start"]);
        }
        self.own_selector(&spec);
        let claims = spec.node().get("volumeClaimTemplates");
        self.template(&spec, &Setting { claims, is_stateful: true, ..RUNNING });
        let templates = spec.field("volumeClaimTemplates");
        for claim in templates.iter().flat_map(Place::items) {
            // Before, only what made the claims saw their faults.
            if self.version >= Version::new(1, 34) {
                self.claim_spec_of(&claim);
            }
        }
        if let Some(strategy) = spec.field("updateStrategy") {
            self.stateful_update(&strategy);
        }
    }

    fn stateful_update(&mut self, strategy: &Place<'_>) {
        if strategy.string_or("type", "RollingUpdate") != "RollingUpdate" {
            self.must_not(strategy, "rollingUpdate", "is only for the type `RollingUpdate`");
            return;
        }
        let Some(update) = strategy.field("rollingUpdate") else { return };
        self.not_negative(&update, &["partition"]);
        // Before, the server drops the field unless it is told not to.
        let unavailable = update.field("maxUnavailable").filter(|_| self.version >= Version::new(1, 37));
        let Some(unavailable) = unavailable else { return };
        self.count_or_percentage(&unavailable);
        self.not_above_all(&unavailable);
        if amount(&unavailable) == Some(0) {
            self.refuse(
                "out-of-range",
                &unavailable,
                "`maxUnavailable` is 0: no pod could ever be replaced",
                "write at least 1",
            );
        }
    }
}

/// The number, or the percentage, that stands at a place.
pub(super) fn amount(place: &Place<'_>) -> Option<u64> {
    match place.int_or_string()? {
        IntOrString::Int(number) => u64::try_from(number).ok(),
        IntOrString::Text(text) => percentage(text),
    }
}

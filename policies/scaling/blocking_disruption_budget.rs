//! Budgets by which no pod may ever be evicted.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

use crate::shared::autoscaler::least_replicas;

policy! {
    /// ## What it does
    ///
    /// Finds PodDisruptionBudgets that never let a pod go: `maxUnavailable` is 0, or `minAvailable` is not below
    /// the replicas of the workload that the budget selects, or below the least number that its autoscaler
    /// keeps. A percentage counts as Kubernetes counts it, rounded up: 60% of two pods are two. A workload with
    /// a single replica, or one whose number the overlay does not tell, is left out: its budget says on purpose
    /// that somebody has to look first.
    ///
    /// ## Why it matters
    ///
    /// A node with such a pod cannot be drained. The upgrade of the cluster waits, and in the end somebody
    /// kills the pods by force.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   minAvailable: 2
    ///   selector:
    ///     matchLabels: {app: web}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata:
    ///   name: web
    /// spec:
    ///   maxUnavailable: 1
    ///   selector:
    ///     matchLabels: {app: web}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 2
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>
    pub struct BlockingDisruptionBudget;
    id: "blocking-disruption-budget",
    summary: "a disruption budget allows no eviction at all",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl BlockingDisruptionBudget {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for BlockingDisruptionBudget {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, overlay: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "PodDisruptionBudget" || object.group() != "policy" {
            return;
        }
        let Some(replicas) = selected_replicas(overlay, object) else { return };
        let field = |key| object.node.at(&["spec", key]).filter(|node: &&Node| !node.is_null());
        let (key, node) = match (field("maxUnavailable"), field("minAvailable")) {
            (Some(most), _) if lets_none_go(most) => ("maxUnavailable", most),
            (_, Some(least)) if keeps_all(least, replicas) => ("minAvailable", least),
            _ => return,
        };
        let value = node.text().unwrap_or_default();
        let message = format!("with `{key}: {value}` no pod may ever be evicted: there are {replicas}");
        findings.add(Place::of(node, format!("/spec/{key}")), message, "set `maxUnavailable: 1` instead");
    }
}

/// How many replicas there are at least of what a budget selects; `None` where that is not known, or is one alone.
fn selected_replicas(overlay: &Overlay<'_>, budget: Object<'_>) -> Option<i64> {
    // What an empty selector means besides may lie outside of the overlay.
    if budget.selector()?.is_everything() {
        return None;
    }
    let mut selected = overlay.selected(budget).filter(|workload| workload.kind.runs_forever());
    let (first, second) = (selected.next()?, selected.next());
    least_replicas(overlay, first.object).filter(|number| *number > 1 && second.is_none())
}

fn lets_none_go(most: &Node) -> bool {
    most.as_i64() == Some(0) || most.text() == Some("0%")
}

fn keeps_all(least: &Node, replicas: i64) -> bool {
    let percent = || least.text()?.strip_suffix('%')?.parse::<u32>().ok();
    let rounded_up = || Some(i64::from(percent()?).saturating_mul(replicas).saturating_add(99) / 100);
    least.as_i64().or_else(rounded_up).is_some_and(|number| number >= replicas)
}

//! Cron jobs that may run twice at a time.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};

policy! {
    /// ## What it does
    ///
    /// Finds CronJobs whose `concurrencyPolicy` is not set or `Allow`.
    ///
    /// ## Why it matters
    ///
    /// A run that takes longer than usual meets the next one. Two at a time often spoil each other's work,
    /// or pile up until the cluster is full.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata:
    ///   name: nightly
    /// spec:
    ///   schedule: "*/5 * * * *"
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata:
    ///   name: nightly
    /// spec:
    ///   schedule: "*/5 * * * *"
    ///   concurrencyPolicy: Forbid
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy>
    pub struct OverlappingCronJob;
    id: "overlapping-cron-job",
    summary: "a CronJob may run while its last run still does",
    severity: Info,
    since: "0.1.0",
    profile: Strict,
}

impl OverlappingCronJob {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for OverlappingCronJob {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        const PATH: [&str; 2] = ["spec", "concurrencyPolicy"];
        if object.kind != "CronJob" || object.group() != "batch" {
            return;
        }
        let place = match object.node.at(&PATH).filter(|node| !node.is_null()) {
            None => Place::missing(object.node, "", &PATH),
            Some(node) if node.text() == Some("Allow") => Place::of(node, "/spec/concurrencyPolicy"),
            Some(_) => return,
        };
        let message = format!("the CronJob `{}` may run while its last run still does", object.name);
        findings.add(place, message, "set `concurrencyPolicy` to `Forbid` or `Replace`");
    }
}

//! Cron jobs that may be given up.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds CronJobs without `startingDeadlineSeconds`.
    ///
    /// ## Why it matters
    ///
    /// If more than a hundred runs were missed, the controller gives the CronJob up and never starts it
    /// again. With a deadline it looks only that far back.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata:
    ///   name: nightly
    /// spec:
    ///   schedule: "0 3 * * *"
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
    ///   schedule: "0 3 * * *"
    ///   startingDeadlineSeconds: 600
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/>
    pub struct CronJobWithoutDeadline;
    id: "cron-job-without-deadline",
    summary: "a CronJob has no starting deadline",
    severity: Info,
    since: "0.1.0",
    profile: Strict,
}

impl CronJobWithoutDeadline {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for CronJobWithoutDeadline {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        const PATH: [&str; 2] = ["spec", "startingDeadlineSeconds"];
        let is_one = object.kind == "CronJob" && object.group() == "batch";
        if is_one && object.node.at(&PATH).is_none_or(Node::is_null) {
            let message = format!("the CronJob `{}` has no starting deadline", object.name);
            let place = Place::missing(object.node, "", &PATH);
            findings.add(place, message, "set `startingDeadlineSeconds` to how late a run may begin");
        }
    }
}

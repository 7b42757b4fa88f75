//! Jobs that nobody takes away.

use overlint_policy::{Declaration, Findings, Object, Overlay, Place, Policy, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds Jobs without `ttlSecondsAfterFinished`. Hooks of Argo CD and Helm are left out, which are
    /// taken away by their own rules, and so are the Jobs of a CronJob, which keeps the last few.
    ///
    /// ## Why it matters
    ///
    /// Finished Jobs and their pods fill the cluster's store, and are in the way of the next run, since the
    /// template of a Job cannot be changed.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata:
    ///   name: import
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers: []
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata:
    ///   name: import
    /// spec:
    ///   ttlSecondsAfterFinished: 3600
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers: []
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/>
    pub struct FinishedJobKept;
    id: "finished-job-kept",
    summary: "a Job stays for ever when it has ended",
    severity: Info,
    since: "0.1.0",
    profile: Strict,
}

impl FinishedJobKept {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for FinishedJobKept {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        const PATH: [&str; 2] = ["spec", "ttlSecondsAfterFinished"];
        let is_hook = || HOOKS.iter().any(|key| object.annotation(key).is_some());
        if object.kind == "Job"
            && object.group() == "batch"
            && object.node.at(&PATH).is_none_or(Node::is_null)
            && !is_hook()
        {
            let message = format!("the Job `{}` stays for ever when it has ended", object.name);
            let place = Place::missing(object.node, "", &PATH);
            findings.add(place, message, "set `ttlSecondsAfterFinished`, or make it a hook");
        }
    }
}

const HOOKS: [&str; 2] = ["argocd.argoproj.io/hook", "helm.sh/hook"];

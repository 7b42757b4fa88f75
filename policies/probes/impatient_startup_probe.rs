//! Startup probes that give up before the container is expected to be there.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Timing, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds containers whose `startupProbe` gives up, after `initialDelaySeconds` and `failureThreshold` times
    /// `periodSeconds`, before the `initialDelaySeconds` of their liveness or readiness probe are over.
    ///
    /// ## Why it matters
    ///
    /// The delay says how long the container may take to start. The startup probe kills it before that time, and
    /// then again after the restart, so that it never starts.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         startupProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           initialDelaySeconds: 90
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector:
    ///     matchLabels: {app: web}
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers:
    ///       - name: app
    ///         image: registry.example.com/web:1.2.3
    ///         startupProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           failureThreshold: 30
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>
    pub struct ImpatientStartupProbe;
    id: "impatient-startup-probe",
    summary: "a startup probe gives up before the start is over",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl ImpatientStartupProbe {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ImpatientStartupProbe {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers() {
            let Some(startup) = container.probe("startupProbe") else { continue };
            let patience = startup.timing(Timing::InitialDelay).saturating_add(startup.patience());
            for probe in
                ["livenessProbe", "readinessProbe"].into_iter().filter_map(|field| container.probe(field))
            {
                let delay = probe.timing(Timing::InitialDelay);
                if delay > patience {
                    let message = format!(
                        "the startup probe of container `{}` gives up after {patience} s, but the `{}` waits {delay} s",
                        container.name(),
                        probe.field
                    );
                    let origin = probe.timing_place(&container, Timing::InitialDelay).origin;
                    let place = startup
                        .timing_place(&container, Timing::FailureThreshold)
                        .related(origin, "the start may take that long");
                    findings.add(place, message, "raise `failureThreshold`, or take the delay out");
                }
            }
        }
    }
}

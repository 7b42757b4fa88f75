//! Probes that take longer than they are apart.

use overlint_policy::{Declaration, Findings, Overlay, Policy, Timing, Workload, policy};

policy! {
    /// ## What it does
    ///
    /// Finds probes whose `timeoutSeconds` is greater than their `periodSeconds`.
    ///
    /// ## Why it matters
    ///
    /// The kubelet never asks twice at once, so such a probe is asked less often than it says, and fails later: the
    /// time until it gives up is not what a reader multiplies.
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
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           periodSeconds: 5
    ///           timeoutSeconds: 10
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
    ///         livenessProbe:
    ///           httpGet: {path: /live, port: 8080}
    ///           periodSeconds: 10
    ///           timeoutSeconds: 5
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/>
    pub struct ProbeTimeoutAbovePeriod;
    id: "probe-timeout-above-period",
    summary: "a probe may take longer than its period",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl ProbeTimeoutAbovePeriod {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for ProbeTimeoutAbovePeriod {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, _: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in workload.running_containers() {
            for probe in container.probes() {
                let (timeout, period) = (probe.timing(Timing::Timeout), probe.timing(Timing::Period));
                if timeout > period {
                    let message = format!(
                        "the `{}` of container `{}` may take {timeout} s, but is to come every {period} s",
                        probe.field,
                        container.name()
                    );
                    let place = probe.timing_place(&container, Timing::Timeout);
                    findings.add(place, message, "lower `timeoutSeconds`, or raise `periodSeconds`");
                }
            }
        }
    }
}

//! Containers that get traffic before they can answer.

use overlint_policy::{
    ConfigError, Container, Declaration, Findings, OptionsSchema, Overlay, Policy, ServicePort, Workload,
    options, policy,
};
use overlint_source::{Node, Origin};
use schemars::JsonSchema as _;

use crate::shared::subjects::{Exempt, Subjects};

policy! {
    /// ## What it does
    ///
    /// Finds containers that serve, and have no `readinessProbe`: those of a workload that a Service of the
    /// overlay selects, and that declare a port it sends traffic to. Ports for metrics never count, by their name or by
    /// the annotation `prometheus.io/port`, nor do the proxies before them or Services with `publishNotReadyAddresses`; Jobs, CronJobs, bare Pods and init
    /// containers are never looked at. A container that no Service sends traffic to is nobody's concern here.
    ///
    /// ## Why it matters
    ///
    /// Without a readiness probe a container is ready as soon as its process runs. A Service then sends
    /// requests that nobody answers yet, and a rollout goes on to the next pod although the new one may never
    /// come up.
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
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: http
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
    ///         ports:
    ///         - name: http
    ///           containerPort: 8080
    ///         readinessProbe:
    ///           httpGet: {path: /healthz, port: http}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    ///     targetPort: http
    /// ```
    ///
    /// ## Configuration
    ///
    /// `exempt` lists workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels`
    /// (key by key) or `container`.
    ///
    /// ```yaml
    /// exempt:
    /// - {container: "istio-*"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>
    /// - <https://kubernetes.io/docs/concepts/services-networking/service/>
    pub struct MissingReadinessProbe {
        exempt: Subjects,
    }
    id: "missing-readiness-probe",
    summary: "a container that serves has no readiness probe",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingReadinessProbe {
    pub(crate) const DEFAULT: Self = Self { exempt: Subjects::NONE };
}

const PATH: [&str; 1] = ["readinessProbe"];

/// The sidecar that operators put before their metrics.
const METRICS_PROXY: &str = "kube-rbac-proxy";

impl Policy for MissingReadinessProbe {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Exempt { exempt } = options(node)?;
        Ok(Box::new(Self { exempt }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Exempt::json_schema)
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if !workload.kind.runs_forever() {
            return;
        }
        let unprobed: Vec<_> =
            workload.running_containers().filter(|container| !container.has(&PATH)).collect();
        if unprobed.is_empty() {
            return;
        }
        let traffic = overlay.service_ports(workload);
        for container in unprobed.iter().filter(|container| !self.exempt.have(workload, container)) {
            if let Some((origin, reason)) = why_it_serves(workload, container, &traffic) {
                let message = format!("container `{}` serves, but has no readiness probe", container.name());
                let place = container.missing(&PATH).related(origin, reason);
                findings.add(place, message, "add a `readinessProbe`");
            }
        }
    }
}

/// The line that shows that a container serves, and what it says; `None` where nothing does.
fn why_it_serves(
    workload: &Workload<'_>,
    container: &Container<'_>,
    traffic: &[ServicePort<'_>],
) -> Option<(Origin, &'static str)> {
    if container.name() == METRICS_PROXY {
        return None;
    }
    let port = traffic.iter().find(|port| reaches(workload, container, port))?;
    Some((port.node.origin, "this Service sends traffic to it"))
}

/// Traffic to a port that nobody declares can only be meant for the container if it is the only one.
fn reaches(workload: &Workload<'_>, container: &Container<'_>, traffic: &ServicePort<'_>) -> bool {
    let target = traffic.target().and_then(Node::text).unwrap_or_default();
    let mut all = workload.running_containers();
    let is_alone = all.next().is_some() && all.next().is_none();
    let is_monitored = is_for_metrics(target)
        || is_for_metrics(traffic.name())
        || is_for_metrics(name_of(container, target))
        || is_exporter(workload, target);
    let is_meant = traffic.reaches(container) || is_alone;
    is_meant && !is_monitored && !is_metrics_service(traffic.service.name)
}

/// The name of the container's port with that number; empty where there is none.
fn name_of<'a>(container: &Container<'a>, number: &str) -> &'a str {
    let text = |port: &'a Node, key| port.get(key).and_then(Node::text);
    let port = container.ports().iter().find(|port| text(port, "containerPort") == Some(number));
    port.and_then(|port| text(port, "name")).unwrap_or_default()
}

/// Whether the pod tells Prometheus to ask at that port, and it is one of those that exporters have: an application may
/// serve its metrics beside everything else at one port.
/// <https://github.com/prometheus/prometheus/wiki/Default-port-allocations>
fn is_exporter(workload: &Workload<'_>, number: &str) -> bool {
    let told = workload.template.at(&["metadata", "annotations", "prometheus.io/port"]).and_then(Node::text);
    told == Some(number) && number.parse::<u16>().is_ok_and(|port| (9100..10_000).contains(&port))
}

/// Whether the name of a port says that a monitoring system asks there, which looks after itself.
fn is_for_metrics(name: &str) -> bool {
    const WORDS: [&str; 5] = ["metrics", "monitoring", "prom", "prometheus", "telemetry"];
    name.split(['-', '_', '.']).any(|word| WORDS.contains(&word))
}

/// Whether a Service is there for a monitoring system, as `controller-manager-metrics-service` is.
fn is_metrics_service(name: &str) -> bool {
    name.ends_with("-metrics") || name.ends_with("-metrics-service")
}

#[cfg(test)]
mod tests {
    use super::is_for_metrics;

    #[test]
    fn knows_the_usual_names_of_metrics_ports() {
        for name in ["metrics", "http-metrics", "metrics-https", "tcp-prometheus-servicemonitor", "app_prom"]
        {
            assert!(is_for_metrics(name), "{name}");
        }
        for name in ["", "http", "promises", "biometrics", "api"] {
            assert!(!is_for_metrics(name), "{name}");
        }
    }
}

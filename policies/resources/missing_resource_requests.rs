//! Containers that the scheduler knows nothing of.

use overlint_policy::{
    Amount, ConfigError, Container, Declaration, Findings, OptionsSchema, Overlay, Policy, Workload,
    namespaces_meet, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema as _;

use crate::shared::subjects::ContainerOptions;

policy! {
    /// ## What it does
    ///
    /// Finds containers that request no CPU or no memory. A limit counts as a request, since the API server
    /// copies it where no request is set. Init containers are left out; a native sidecar is not one of them.
    /// Requests or limits of the whole pod, a LimitRange of the same overlay and namespace, or a VerticalPodAutoscaler
    /// that targets the workload are enough.
    ///
    /// ## Why it matters
    ///
    /// The scheduler places pods by what they request. One that requests nothing is placed anywhere, on full
    /// nodes too, gets no share of a busy CPU, and is the first to be evicted when memory runs short. An
    /// autoscaler that works by utilization cannot work without requests at all.
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
    ///         resources:
    ///           limits: {memory: 128Mi}
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
    ///         resources:
    ///           requests: {cpu: 50m}
    ///           limits: {memory: 128Mi}
    /// ```
    ///
    /// ## Configuration
    ///
    /// `init-containers: true` asks init containers too. `exempt` lists workloads that are left out: each entry has
    /// globs for `kind`, `name`, `namespace`, `labels` (key by key) or `container`.
    ///
    /// ```yaml
    /// exempt:
    /// - {kind: CronJob, name: "report-*"}
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/>
    /// - <https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/>
    pub struct MissingResourceRequests {
        options: ContainerOptions,
    }
    id: "missing-resource-requests",
    summary: "a container requests no CPU or no memory",
    severity: Warning,
    since: "0.1.0",
    profile: Recommended,
}

impl MissingResourceRequests {
    pub(crate) const DEFAULT: Self = Self { options: ContainerOptions::DEFAULT };
}

impl Policy for MissingResourceRequests {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(ContainerOptions::json_schema)
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        for container in self.options.containers(workload) {
            let lacks = |resource| lacks(overlay, workload, &container, resource);
            let missing = |resource| container.missing(&["resources", "requests", resource]);
            let (what, place) = match (lacks("cpu"), lacks("memory")) {
                (true, true) => ("neither CPU nor memory", missing("cpu").and_missing("memory")),
                (true, false) => ("no CPU", missing("cpu")),
                (false, true) => ("no memory", missing("memory")),
                (false, false) => continue,
            };
            if is_set_by_autoscaler(overlay, workload) {
                return;
            }
            let message = format!("container `{}` requests {what}", container.name());
            findings.add(place, message, "set `cpu` and `memory` under `resources.requests`");
        }
    }
}

fn lacks(overlay: &Overlay<'_>, workload: &Workload<'_>, container: &Container<'_>, resource: &str) -> bool {
    !container.has(&["resources", "requests", resource])
        && !container.has(&["resources", "limits", resource])
        && !overlay.fills_in(workload, Amount::Request, resource)
}

/// Whether a `VerticalPodAutoscaler` writes the requests. Its default mode does, `Off` only recommends.
fn is_set_by_autoscaler(overlay: &Overlay<'_>, workload: &Workload<'_>) -> bool {
    let object = workload.object;
    overlay.of_kind("VerticalPodAutoscaler").any(|autoscaler| {
        let text = |path: &[&str]| autoscaler.node.at(path).and_then(Node::text);
        namespaces_meet(autoscaler.namespace, object.namespace)
            && text(&["spec", "targetRef", "kind"]) == Some(object.kind)
            && text(&["spec", "targetRef", "name"]) == Some(object.name)
            && text(&["spec", "updatePolicy", "updateMode"]) != Some("Off")
    })
}

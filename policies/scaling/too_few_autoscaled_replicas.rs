//! Autoscalers that go down to one pod.

use overlint_policy::{
    ConfigError, Declaration, Findings, Object, OptionsSchema, Overlay, Place, Policy, options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

policy! {
    /// ## What it does
    ///
    /// Finds HorizontalPodAutoscalers whose `minReplicas` is not set, which means 1, or is below two or
    /// what the configuration asks for. 0 is left out: it asks for a workload that sleeps.
    ///
    /// ## Why it matters
    ///
    /// At night the workload is down to its least number of pods. If that is one, it is gone when the node
    /// is.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 5
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata:
    ///   name: web
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   minReplicas: 2
    ///   maxReplicas: 5
    /// ```
    ///
    /// ## Configuration
    ///
    /// `minimum` is the least number of replicas; 2 without it.
    ///
    /// ```yaml
    /// minimum: 2
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>
    pub struct TooFewAutoscaledReplicas {
        minimum: i64,
    }
    id: "too-few-autoscaled-replicas",
    summary: "an autoscaler may go below the replicas that it should keep",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl TooFewAutoscaledReplicas {
    pub(crate) const DEFAULT: Self = Self { minimum: 2 };
}

impl Policy for TooFewAutoscaledReplicas {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        let Options { minimum } = options(node)?;
        Ok(Box::new(Self { minimum }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn check_resource(&self, _: &Overlay<'_>, object: Object<'_>, findings: &mut Findings<'_>) {
        if object.kind != "HorizontalPodAutoscaler" || object.group() != "autoscaling" {
            return;
        }
        let set = object.node.at(&["spec", "minReplicas"]).filter(|node| !node.is_null());
        let Some(number) = set.map_or(Some(1), Node::as_i64) else { return };
        if number > 0 && number < self.minimum {
            let place = set.map_or_else(
                || Place::missing(object.node, "", &["spec", "minReplicas"]),
                |set| Place::of(set, "/spec/minReplicas"),
            );
            let message = format!("the least that the autoscaler keeps is too few: {number}");
            findings.add(place, message, format!("set `minReplicas` to {} or more", self.minimum));
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The least number of replicas; 2 without it.
    minimum: i64,
}

//! Workloads that are gone when one pod is.

use overlint_policy::{
    ConfigError, Declaration, Findings, OptionsSchema, Overlay, Place, Policy, Workload, WorkloadKind,
    options, policy,
};
use overlint_source::Node;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::autoscaler::Autoscaler;

policy! {
    /// ## What it does
    ///
    /// Finds Deployments, StatefulSets, ReplicaSets, Rollouts and DeploymentConfigs with less than two replicas,
    /// or less than the configuration asks for. No replicas at all are left out, as are workloads whose number
    /// an autoscaler of the overlay sets.
    ///
    /// ## Why it matters
    ///
    /// When the node of the only pod is drained or lost, nobody answers until another pod has started.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   replicas: 1
    ///   template:
    ///     spec:
    ///       containers: []
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
    ///   replicas: 2
    ///   template:
    ///     spec:
    ///       containers: []
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
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/>
    pub struct TooFewReplicas {
        minimum: i64,
    }
    id: "too-few-replicas",
    summary: "a workload has fewer replicas than it should",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl TooFewReplicas {
    pub(crate) const DEFAULT: Self = Self { minimum: 2 };
}

impl Policy for TooFewReplicas {
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

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        if !is_replicated(workload.kind) || Autoscaler::of(overlay, workload.object).is_some() {
            return;
        }
        let set = workload.object.node.at(&["spec", "replicas"]).filter(|node| !node.is_null());
        let Some(number) = set.map_or(Some(1), Node::as_i64) else { return };
        if number > 0 && number < self.minimum {
            let node = workload.object.node;
            let place = set.map_or_else(
                || Place::missing(node, "", &["spec", "replicas"]),
                |set| Place::of(set, "/spec/replicas"),
            );
            let message =
                format!("too few replicas for {} `{}`: {number}", workload.object.kind, workload.object.name);
            findings.add(place, message, format!("set `replicas` to {} or more", self.minimum));
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// The least number of replicas; 2 without it.
    minimum: i64,
}

fn is_replicated(kind: WorkloadKind) -> bool {
    use WorkloadKind::{Deployment, DeploymentConfig, ReplicaSet, Rollout, StatefulSet};
    matches!(kind, Deployment | DeploymentConfig | ReplicaSet | Rollout | StatefulSet)
}

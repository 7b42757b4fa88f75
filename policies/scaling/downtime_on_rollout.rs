//! Workloads that stop before their new pods run.

use overlint_policy::{Declaration, Findings, Overlay, Place, Policy, Workload, WorkloadKind, policy};
use overlint_source::Node;

policy! {
    /// ## What it does
    ///
    /// Finds Deployments and DeploymentConfigs with the strategy `Recreate` that a Service of the overlay
    /// selects, and DaemonSets and StatefulSets with `OnDelete`. A Deployment with a persistent volume is left
    /// out: two pods may not share it. So is one without a strategy, since the default is the rolling one.
    ///
    /// ## Why it matters
    ///
    /// With `Recreate` nobody answers from the end of the old pods until the new ones are ready. With
    /// `OnDelete` a change waits until somebody deletes the pods by hand.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    /// spec:
    ///   strategy:
    ///     type: Recreate
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
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
    ///   strategy:
    ///     type: RollingUpdate
    ///   template:
    ///     metadata:
    ///       labels: {app: web}
    ///     spec:
    ///       containers: []
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    /// spec:
    ///   selector: {app: web}
    ///   ports:
    ///   - port: 80
    /// ```
    ///
    /// ## Configuration
    ///
    /// None of its own.
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy>
    pub struct DowntimeOnRollout;
    id: "downtime-on-rollout",
    summary: "a rollout stops the pods of a workload before the new ones run",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl DowntimeOnRollout {
    pub(crate) const DEFAULT: Self = Self;
}

impl Policy for DowntimeOnRollout {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn check_workload(&self, overlay: &Overlay<'_>, workload: &Workload<'_>, findings: &mut Findings<'_>) {
        let is_config = workload.kind == WorkloadKind::DeploymentConfig;
        let is_deployment = is_config || workload.kind == WorkloadKind::Deployment;
        let (field, fault, message) = match workload.kind {
            _ if is_deployment => {
                ("strategy", "Recreate", "a rollout stops all pods before the new ones run")
            }
            WorkloadKind::DaemonSet | WorkloadKind::StatefulSet => {
                ("updateStrategy", "OnDelete", "a rollout waits until somebody deletes the pods")
            }
            _ => return,
        };
        let Some(node) = workload.object.node.at(&["spec", field, "type"]) else { return };
        let is_meant =
            !is_deployment || (!has_claim(workload) && !overlay.service_ports(workload).is_empty());
        if node.text() == Some(fault) && is_meant {
            let place = Place::of(node, format!("/spec/{field}/type"));
            let wanted = if is_config { "Rolling" } else { "RollingUpdate" };
            findings.add(place, message, format!("set it to `{wanted}`"));
        }
    }
}

fn has_claim(workload: &Workload<'_>) -> bool {
    let volumes = workload.pod.get("volumes").map_or(&[][..], Node::items);
    volumes.iter().any(|volume| volume.get("persistentVolumeClaim").is_some())
}

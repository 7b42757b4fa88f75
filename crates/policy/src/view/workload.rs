//! A workload: an object that runs pods, or describes them.

use overlint_source::Node;

use super::{Container, Object, Role};
use crate::place::Place;

/// The kinds that run pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Kubernetes' own")]
pub enum WorkloadKind {
    CronJob,
    DaemonSet,
    Deployment,
    /// The forerunner of a Deployment in `OpenShift`.
    DeploymentConfig,
    Job,
    Pod,
    PodTemplate,
    ReplicaSet,
    ReplicationController,
    /// Argo Rollouts' stand-in for a Deployment.
    Rollout,
    StatefulSet,
}

impl WorkloadKind {
    /// The kind of an object, by group and kind; `None` for what runs no pods.
    pub fn of(object: Object<'_>) -> Option<Self> {
        let (kind, groups): (Self, &[&str]) = match object.kind {
            "CronJob" => (Self::CronJob, &["batch"]),
            "DaemonSet" => (Self::DaemonSet, &["apps", "extensions"]),
            "Deployment" => (Self::Deployment, &["apps", "extensions"]),
            "DeploymentConfig" => (Self::DeploymentConfig, &["apps.openshift.io", ""]),
            "Job" => (Self::Job, &["batch"]),
            "Pod" => (Self::Pod, &[""]),
            "PodTemplate" => (Self::PodTemplate, &[""]),
            "ReplicaSet" => (Self::ReplicaSet, &["apps", "extensions"]),
            "ReplicationController" => (Self::ReplicationController, &[""]),
            "Rollout" => (Self::Rollout, &["argoproj.io"]),
            "StatefulSet" => (Self::StatefulSet, &["apps"]),
            _ => return None,
        };
        groups.contains(&object.group()).then_some(kind)
    }

    /// Whether the pods are meant to run until they are told to stop, as those that serve do.
    pub fn runs_forever(self) -> bool {
        !matches!(self, Self::CronJob | Self::Job | Self::Pod | Self::PodTemplate)
    }

    /// Where the pod template lies.
    fn template(self) -> &'static [&'static str] {
        match self {
            Self::CronJob => &["spec", "jobTemplate", "spec", "template"],
            Self::Pod => &[],
            Self::PodTemplate => &["template"],
            _ => &["spec", "template"],
        }
    }

    /// Where the pod's spec lies, as a JSON pointer.
    fn pod_pointer(self) -> &'static str {
        match self {
            Self::CronJob => "/spec/jobTemplate/spec/template/spec",
            Self::Pod => "/spec",
            Self::PodTemplate => "/template/spec",
            _ => "/spec/template/spec",
        }
    }
}

/// An object that runs pods, or describes them, and has a pod's spec.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'a> {
    /// The object.
    pub object: Object<'a>,
    /// What runs the pods.
    pub kind: WorkloadKind,
    /// The pod template; of a Pod the object itself.
    pub template: &'a Node,
    /// The spec of the pod.
    pub pod: &'a Node,
}

impl<'a> Workload<'a> {
    /// The view of an object; `None` where it runs no pods or has no pod's spec.
    pub fn new(object: Object<'a>) -> Option<Self> {
        let kind = WorkloadKind::of(object)?;
        let template = object.node.at(kind.template())?;
        Some(Self { object, kind, template, pod: template.get("spec")? })
    }

    /// Where the pod's spec lies, as a JSON pointer.
    pub fn pod_pointer(&self) -> &'static str {
        self.kind.pod_pointer()
    }

    /// Where to write a field that the pod's spec lacks: at what removed it, else at the key of the spec.
    pub fn missing(&self, field: &str) -> Place {
        let template = self.pod_pointer().strip_suffix("/spec").unwrap_or_default();
        Place::missing(self.template, template, &["spec", field])
    }

    /// The value of a pod's label.
    pub fn pod_label(&self, key: &str) -> Option<&'a str> {
        self.template.at(&["metadata", "labels", key])?.text()
    }

    /// The containers, then the init containers, then the ephemeral ones.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let (pod, pointer) = (self.pod, self.pod_pointer());
        Role::LISTS.into_iter().flat_map(move |list| {
            let items = pod.get(list).map_or(&[][..], Node::items);
            items.iter().enumerate().map(move |(index, node)| Container::new(node, list, index, pointer))
        })
    }

    /// The containers that run as long as the pod does: the ordinary ones and the native sidecars.
    pub fn running_containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        self.containers().filter(|container| matches!(container.role, Role::Main | Role::Sidecar))
    }
}

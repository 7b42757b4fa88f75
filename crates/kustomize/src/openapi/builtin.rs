//! Which lists a strategic merge patch merges, and by which keys.
//!
//! kustomize 5.8.2 carries the OpenAPI schema of Kubernetes 1.21.2 for this; a list whose
//! `x-kubernetes-patch-strategy` contains `merge` is merged, every other list is replaced. These tables are what is
//! left of that schema when everything that leads to no merged list is taken away.

use crate::id::Gvk;

/// A type of the schema that leads to merged lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// An object of which only the metadata matters.
    Object,
    /// Deployment, StatefulSet, Job and their like.
    Workload,
    WorkloadSpec,
    CronJob,
    CronJobSpec,
    JobTemplate,
    Pod,
    PodStatus,
    PodTemplateObject,
    PodTemplate,
    PodSpec,
    Container,
    EphemeralContainer,
    Volume,
    EphemeralVolume,
    ClaimTemplate,
    Service,
    ServiceSpec,
    ServiceAccount,
    Node,
    NodeSpec,
    NodeStatus,
    ComponentStatus,
    /// An object whose status has conditions.
    Conditioned,
    Status,
    WebhookConfiguration,
    CsiNode,
    CsiNodeSpec,
    /// A kustomization among the objects, which has a schema of its own.
    Kustomization,
    Metadata,
    /// Nothing below is merged.
    Leaf,
}

/// What stands under a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Child {
    /// A map of this type.
    Map(Type),
    /// A merged list of this type of element; no key means that the elements are scalars, merged by value.
    List(Type, &'static [&'static str]),
}

use Child::{List, Map};

impl Type {
    /// What the schema says of a field, if it leads to a merged list.
    pub(crate) fn field(self, name: &str) -> Option<Child> {
        let child = match (self, name) {
            (Self::Metadata, "finalizers") | (Self::NodeSpec, "podCIDRs") => List(Self::Leaf, &[]),
            (Self::Metadata, "ownerReferences") => List(Self::Leaf, &["uid"]),
            (Self::PodTemplate | Self::Pod, "spec") => Map(Self::PodSpec),
            (Self::PodSpec, field) => return pod_spec(field),
            (Self::Container, "ports") => List(Self::Leaf, &["containerPort", "protocol"]),
            (Self::Container | Self::EphemeralContainer, field) => return container(field),
            (Self::Volume, "ephemeral") => Map(Self::EphemeralVolume),
            (Self::EphemeralVolume, "volumeClaimTemplate") => Map(Self::ClaimTemplate),
            (Self::Workload | Self::JobTemplate, "spec") => Map(Self::WorkloadSpec),
            (Self::WorkloadSpec | Self::PodTemplateObject, "template") => Map(Self::PodTemplate),
            (Self::CronJob, "spec") => Map(Self::CronJobSpec),
            (Self::CronJobSpec, "jobTemplate") => Map(Self::JobTemplate),
            (Self::Workload | Self::Conditioned | Self::Service, "status") => Map(Self::Status),
            (Self::Status | Self::ComponentStatus | Self::NodeStatus | Self::PodStatus, "conditions") => {
                List(Self::Leaf, &["type"])
            }
            (Self::Pod, "status") => Map(Self::PodStatus),
            (Self::PodStatus, "podIPs") => List(Self::Leaf, &["ip"]),
            (Self::Service, "spec") => Map(Self::ServiceSpec),
            (Self::ServiceSpec, "ports") => List(Self::Leaf, &["port", "protocol"]),
            (Self::Kustomization, "configMapGenerator" | "secretGenerator")
            | (Self::ServiceAccount, "secrets")
            | (Self::WebhookConfiguration, "webhooks")
            | (Self::CsiNodeSpec, "drivers") => List(Self::Leaf, &["name"]),
            (Self::Node, "spec") => Map(Self::NodeSpec),
            (Self::Node, "status") => Map(Self::NodeStatus),
            (Self::NodeStatus, "addresses") => List(Self::Leaf, &["type"]),
            (Self::CsiNode, "spec") => Map(Self::CsiNodeSpec),
            (own, "metadata") if own.has_metadata() => Map(Self::Metadata),
            _ => return None,
        };
        Some(child)
    }

    fn has_metadata(self) -> bool {
        !matches!(
            self,
            Self::WorkloadSpec
                | Self::CronJobSpec
                | Self::PodStatus
                | Self::EphemeralVolume
                | Self::ServiceSpec
                | Self::NodeSpec
                | Self::NodeStatus
                | Self::Status
                | Self::CsiNodeSpec
                | Self::Kustomization
                | Self::Metadata
                | Self::Volume
                | Self::Leaf
        )
    }
}

fn pod_spec(field: &str) -> Option<Child> {
    Some(match field {
        "containers" | "initContainers" => List(Type::Container, &["name"]),
        "ephemeralContainers" => List(Type::EphemeralContainer, &["name"]),
        "volumes" => List(Type::Volume, &["name"]),
        "imagePullSecrets" => List(Type::Leaf, &["name"]),
        "hostAliases" => List(Type::Leaf, &["ip"]),
        "topologySpreadConstraints" => List(Type::Leaf, &["topologyKey", "whenUnsatisfiable"]),
        _ => return None,
    })
}

fn container(field: &str) -> Option<Child> {
    Some(match field {
        "env" => List(Type::Leaf, &["name"]),
        "volumeMounts" => List(Type::Leaf, &["mountPath"]),
        "volumeDevices" => List(Type::Leaf, &["devicePath"]),
        _ => return None,
    })
}

const V1: &[&str] = &["v1"];
const V1BETA1: &[&str] = &["v1beta1"];
const BOTH: &[&str] = &["v1", "v1beta1"];

type Row = (&'static str, &'static [&'static str], &'static [&'static str], Type);

/// The group of which kustomize has a schema besides, whatever other schema is in force.
pub(super) const KUSTOMIZE: &str = "kustomize.config.k8s.io";

/// The kinds that the schema has, by group and versions.
const KINDS: &[Row] = &[
    ("", V1, &["Pod"], Type::Pod),
    ("", V1, &["PodTemplate"], Type::PodTemplateObject),
    ("", V1, &["ReplicationController"], Type::Workload),
    ("", V1, &["Service"], Type::Service),
    ("", V1, &["ServiceAccount"], Type::ServiceAccount),
    ("", V1, &["Node"], Type::Node),
    ("", V1, &["ComponentStatus"], Type::ComponentStatus),
    ("", V1, &["Namespace", "PersistentVolumeClaim"], Type::Conditioned),
    (
        "",
        V1,
        &[
            "Binding",
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "PersistentVolume",
            "ResourceQuota",
            "Secret",
        ],
        Type::Object,
    ),
    (
        "admissionregistration.k8s.io",
        BOTH,
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        Type::WebhookConfiguration,
    ),
    ("apiextensions.k8s.io", BOTH, &["CustomResourceDefinition"], Type::Object),
    ("apiregistration.k8s.io", BOTH, &["APIService"], Type::Conditioned),
    ("apps", V1, &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], Type::Workload),
    ("apps", V1, &["ControllerRevision"], Type::Object),
    ("authentication.k8s.io", V1, &["TokenRequest", "TokenReview"], Type::Object),
    ("authentication.k8s.io", V1BETA1, &["TokenReview"], Type::Object),
    (
        "authorization.k8s.io",
        BOTH,
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
        ],
        Type::Object,
    ),
    ("autoscaling", &["v1", "v2beta1", "v2beta2"], &["HorizontalPodAutoscaler"], Type::Object),
    ("autoscaling", V1, &["Scale"], Type::Object),
    ("batch", V1, &["Job"], Type::Workload),
    ("batch", BOTH, &["CronJob"], Type::CronJob),
    ("certificates.k8s.io", BOTH, &["CertificateSigningRequest"], Type::Object),
    ("coordination.k8s.io", BOTH, &["Lease"], Type::Object),
    ("discovery.k8s.io", BOTH, &["EndpointSlice"], Type::Object),
    ("events.k8s.io", BOTH, &["Event"], Type::Object),
    ("extensions", V1BETA1, &["Ingress"], Type::Object),
    ("flowcontrol.apiserver.k8s.io", V1BETA1, &["FlowSchema", "PriorityLevelConfiguration"], Type::Object),
    ("networking.k8s.io", BOTH, &["Ingress", "IngressClass"], Type::Object),
    ("networking.k8s.io", V1, &["NetworkPolicy"], Type::Object),
    ("node.k8s.io", BOTH, &["RuntimeClass"], Type::Object),
    ("policy", BOTH, &["PodDisruptionBudget"], Type::Conditioned),
    ("policy", V1BETA1, &["Eviction", "PodSecurityPolicy"], Type::Object),
    (KUSTOMIZE, V1BETA1, &["Kustomization"], Type::Kustomization),
    (
        "rbac.authorization.k8s.io",
        BOTH,
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        Type::Object,
    ),
    ("scheduling.k8s.io", BOTH, &["PriorityClass"], Type::Object),
    ("storage.k8s.io", BOTH, &["CSINode"], Type::CsiNode),
    ("storage.k8s.io", BOTH, &["CSIDriver", "StorageClass", "VolumeAttachment"], Type::Object),
    ("storage.k8s.io", V1BETA1, &["CSIStorageCapacity"], Type::Object),
];

/// The type of an object, if the schema has its kind; otherwise every list of it is replaced.
pub(crate) fn type_of(gvk: &Gvk) -> Option<Type> {
    let row = KINDS.iter().find(|(group, versions, kinds, _)| {
        *group == gvk.group && versions.contains(&gvk.version.as_str()) && kinds.contains(&gvk.kind.as_str())
    });
    row.map(|(.., kind)| *kind)
}

/// The definitions of the schema that are no kinds, by what stands behind `io.k8s.`.
const PARTS: &[(&str, Type)] = &[
    ("api.apps.v1.DaemonSetSpec", Type::WorkloadSpec),
    ("api.apps.v1.DeploymentSpec", Type::WorkloadSpec),
    ("api.apps.v1.ReplicaSetSpec", Type::WorkloadSpec),
    ("api.apps.v1.StatefulSetSpec", Type::WorkloadSpec),
    ("api.batch.v1.CronJobSpec", Type::CronJobSpec),
    ("api.batch.v1.JobSpec", Type::WorkloadSpec),
    ("api.batch.v1.JobTemplateSpec", Type::JobTemplate),
    ("api.batch.v1beta1.CronJobSpec", Type::CronJobSpec),
    ("api.batch.v1beta1.JobTemplateSpec", Type::JobTemplate),
    ("api.core.v1.Container", Type::Container),
    ("api.core.v1.EphemeralContainer", Type::EphemeralContainer),
    ("api.core.v1.EphemeralVolumeSource", Type::EphemeralVolume),
    ("api.core.v1.NodeSpec", Type::NodeSpec),
    ("api.core.v1.NodeStatus", Type::NodeStatus),
    ("api.core.v1.PersistentVolumeClaimTemplate", Type::ClaimTemplate),
    ("api.core.v1.PodSpec", Type::PodSpec),
    ("api.core.v1.PodStatus", Type::PodStatus),
    ("api.core.v1.PodTemplateSpec", Type::PodTemplate),
    ("api.core.v1.ReplicationControllerSpec", Type::WorkloadSpec),
    ("api.core.v1.ServiceSpec", Type::ServiceSpec),
    ("api.core.v1.Volume", Type::Volume),
    ("api.storage.v1.CSINodeSpec", Type::CsiNodeSpec),
    ("api.storage.v1beta1.CSINodeSpec", Type::CsiNodeSpec),
    ("apimachinery.pkg.apis.meta.v1.ObjectMeta", Type::Metadata),
];

/// The type behind the name of a definition, if it leads to merged lists.
pub(super) fn named(name: &str) -> Option<Type> {
    let name = name.strip_prefix("io.k8s.")?;
    let part = PARTS.iter().find(|(part, _)| *part == name);
    part.map(|(_, own)| *own).or_else(|| kind_named(name))
}

fn kind_named(name: &str) -> Option<Type> {
    let mut parts = name.strip_prefix("api.")?.splitn(3, '.');
    let (group, version, kind) = (parts.next()?, parts.next()?, parts.next()?);
    let row = KINDS.iter().find(|(of, versions, kinds, _)| {
        let short = if of.is_empty() { "core" } else { of.split('.').next().unwrap_or_default() };
        short == group && versions.contains(&version) && kinds.contains(&kind)
    });
    row.map(|(.., own)| *own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_of_a_deployment_merge_by_name() {
        let mut own = type_of(&Gvk::new("apps/v1", "Deployment")).expect("the schema has it");
        for field in ["spec", "template", "spec"] {
            let Some(Map(next)) = own.field(field) else { panic!("{field} leads nowhere") };
            own = next;
        }
        assert_eq!(own.field("containers"), Some(List(Type::Container, &["name"])));
        assert_eq!(own.field("tolerations"), None);
    }

    #[test]
    fn old_and_foreign_kinds_have_no_schema() {
        assert_eq!(type_of(&Gvk::new("extensions/v1beta1", "Deployment")), None);
        assert_eq!(type_of(&Gvk::new("autoscaling/v2", "HorizontalPodAutoscaler")), None);
    }
}
